#include "config/dnsbl.h"

#include "config/dnsbl_codes.h"
#include "config/values.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace mailwatchd::config {

namespace {

using model::Dnsbl;
using ReadDnsbl = Dnsbl (*)(Section&, Dnsbl);

void read_families(Section& section, Dnsbl& dnsbl) {
    constexpr std::string_view key = "families";
    if (!section.has(key)) return static_cast<void>(section.texts(key));
    dnsbl.asks_v4 = dnsbl.asks_v6 = false;
    const auto families = section.texts(key);
    for (const auto& family : families) {
        if (family.value == "ipv4")
            dnsbl.asks_v4 = true;
        else if (family.value == "ipv6")
            dnsbl.asks_v6 = true;
        else
            section.problem(family.at, key, found_but_want(family.value, "\"ipv4\" or \"ipv6\""));
    }
    if (families.empty()) section.problem(key, "expected at least one of \"ipv4\" and \"ipv6\"");
}

std::optional<std::string> read_name(Section& section) {
    const auto text = section.text("name");
    if (!text) {
        if (!section.has("name")) section.problem("", "missing name = \"the domain of the list\"");
        return std::nullopt;
    }
    const auto name = domain_name(section, "name", *text);
    return name ? std::optional{name->text()} : std::nullopt;
}

/// The name of a credential is used as a file name, so it must not contain a path.
bool is_credential_name(std::string_view name) {
    constexpr std::size_t bytes_max = 100;
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return name.size() <= bytes_max && !name.starts_with('.') &&
           name.find_first_not_of(allowed) == std::string_view::npos;
}

void read_key(Section& section, Dnsbl& dnsbl) {
    const auto key = section.text("key");
    if (!key) return;
    if (is_credential_name(key->value))
        dnsbl.key = key->value;
    else
        section.problem(
            key->at, "key",
            found_but_want(key->value, "the name of a credential: letters, digits, '.', '_', '-'"));
}

/// The keys of both kinds of table.
void read_common_keys(Section& section, Dnsbl& dnsbl) {
    dnsbl.dnsbl_class = read_class(section, dnsbl.dnsbl_class);
    read_families(section, dnsbl);
    if (const auto answer = read_answer(section, "test_answer")) dnsbl.test_answer = answer;
    dnsbl.has_test_point = section.flag("test_point", dnsbl.has_test_point);
    read_key(section, dnsbl);
    dnsbl.enabled = section.flag("enabled", dnsbl.enabled);
    dnsbl.retired = section.flag("retired", dnsbl.retired);
    dnsbl.note = section.text("note", dnsbl.note);
}

Dnsbl read_dnsbl(Section& section, Dnsbl dnsbl) {
    read_common_keys(section, dnsbl);
    read_codes(section, false, dnsbl);
    const bool has_parts = section.has("part_of");
    const auto holders = section.text_or_texts("part_of");
    if (has_parts) dnsbl.part_of.clear();
    for (const auto& holder : holders)
        if (const auto name = domain_name(section, "part_of", holder))
            dnsbl.part_of.push_back(name->text());
    section.finish();
    return dnsbl;
}

Dnsbl read_source(Section& section, Dnsbl dnsbl) {
    constexpr std::array<std::string_view, 3> kinds{"address", "domain", "origin"};
    const auto kind = section.choice("kind", kinds[static_cast<std::size_t>(dnsbl.kind)],
                                     {kinds.begin(), kinds.end()});
    dnsbl.kind = static_cast<Dnsbl::Kind>(std::ranges::find(kinds, kind) - kinds.begin());
    read_common_keys(section, dnsbl);
    read_codes(section, dnsbl.kind == Dnsbl::Kind::address, dnsbl);
    if (const auto name = section.text("test_name"))
        if (const auto domain = domain_name(section, "test_name", *name))
            dnsbl.test_name = domain->text();
    section.finish();
    return dnsbl;
}

void put(Dnsbl dnsbl, std::vector<Dnsbl>& dnsbls) {
    const auto found = std::ranges::find(dnsbls, dnsbl.name, &Dnsbl::name);
    if (found == dnsbls.end())
        dnsbls.push_back(std::move(dnsbl));
    else
        *found = std::move(dnsbl);
}

/// The place of each name, for later problems.
using Lines = std::map<std::string, Place, std::less<>>;

Lines read_tables(Section& file, std::string_view table, ReadDnsbl read,
                  const std::vector<Dnsbl>& described, std::vector<Dnsbl>& dnsbls) {
    Lines seen;
    for (auto& section : file.sections(table)) {
        const auto name = read_name(section);
        Dnsbl dnsbl;
        dnsbl.name = name.value_or("");
        if (const auto* const known = model::dnsbl_named(described, dnsbl.name)) dnsbl = *known;
        if (const auto* const known = model::dnsbl_named(dnsbls, dnsbl.name)) dnsbl = *known;
        dnsbl = read(section, std::move(dnsbl));
        if (!name) continue;
        const auto [first, is_new] = seen.emplace(*name, section.place());
        if (!is_new)
            section.problem("name", '"' + *name + "\" is already defined at line " +
                                        std::to_string(first->second.line));
        put(std::move(dnsbl), dnsbls);
    }
    return seen;
}

/// Whether `dnsbl` is part of itself through other lists: then none of them would be queried.
bool holds_itself(const std::vector<Dnsbl>& dnsbls, const Dnsbl& dnsbl) {
    std::vector<std::string> holders = dnsbl.part_of;
    for (std::size_t i = 0; i < holders.size(); ++i) {
        if (holders[i] == dnsbl.name) return true;
        const auto* const holder = model::dnsbl_named(dnsbls, holders[i]);
        if (holder == nullptr) continue;
        for (const auto& next : holder->part_of)
            if (std::ranges::find(holders, next) == holders.end()) holders.push_back(next);
    }
    return false;
}

}  // namespace

void read_dnsbls(Section& file, const std::vector<Dnsbl>& described, std::vector<Dnsbl>& dnsbls) {
    const auto lines = read_tables(file, "dnsbl", read_dnsbl, described, dnsbls);
    for (const auto& [name, place] : lines)
        if (const auto* const dnsbl = model::dnsbl_named(dnsbls, name);
            dnsbl != nullptr && holds_itself(dnsbls, *dnsbl))
            file.problem(place, "dnsbl.part_of", '"' + name + "\" would be part of itself");
}

void read_sources(Section& file, const std::vector<Dnsbl>& described, std::vector<Dnsbl>& sources) {
    read_tables(file, "source", read_source, described, sources);
}

}  // namespace mailwatchd::config
