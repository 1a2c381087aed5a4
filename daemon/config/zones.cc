#include "config/zones.h"

#include "config/values.h"
#include "config/zone_codes.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace mailwatchd::config {

namespace {

using model::Zone;
using ReadZone = Zone (*)(Section&, Zone);

void read_families(Section& section, Zone& zone) {
    constexpr std::string_view key = "families";
    if (!section.has(key)) return static_cast<void>(section.texts(key));
    zone.asks_v4 = zone.asks_v6 = false;
    const auto families = section.texts(key);
    for (const auto& family : families) {
        if (family.value == "ipv4")
            zone.asks_v4 = true;
        else if (family.value == "ipv6")
            zone.asks_v6 = true;
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

void read_key(Section& section, Zone& zone) {
    const auto key = section.text("key");
    if (!key) return;
    if (is_credential_name(key->value))
        zone.key = key->value;
    else
        section.problem(
            key->at, "key",
            found_but_want(key->value, "the name of a credential: letters, digits, '.', '_', '-'"));
}

/// The keys of both kinds of table.
void read_common_keys(Section& section, Zone& zone) {
    zone.zone_class = read_class(section, zone.zone_class);
    read_families(section, zone);
    if (const auto answer = read_answer(section, "test_answer")) zone.test_answer = answer;
    zone.has_test_point = section.flag("test_point", zone.has_test_point);
    read_key(section, zone);
    zone.enabled = section.flag("enabled", zone.enabled);
    zone.retired = section.flag("retired", zone.retired);
    zone.note = section.text("note", zone.note);
}

Zone read_zone(Section& section, Zone zone) {
    read_common_keys(section, zone);
    read_codes(section, false, zone);
    const bool has_parts = section.has("part_of");
    const auto holders = section.text_or_texts("part_of");
    if (has_parts) zone.part_of.clear();
    for (const auto& holder : holders)
        if (const auto name = domain_name(section, "part_of", holder))
            zone.part_of.push_back(name->text());
    section.finish();
    return zone;
}

Zone read_source(Section& section, Zone zone) {
    constexpr std::array<std::string_view, 3> kinds{"address", "domain", "origin"};
    const auto kind = section.choice("kind", kinds[static_cast<std::size_t>(zone.kind)],
                                     {kinds.begin(), kinds.end()});
    zone.kind = static_cast<Zone::Kind>(std::ranges::find(kinds, kind) - kinds.begin());
    read_common_keys(section, zone);
    read_codes(section, zone.kind == Zone::Kind::address, zone);
    if (const auto name = section.text("test_name"))
        if (const auto domain = domain_name(section, "test_name", *name))
            zone.test_name = domain->text();
    section.finish();
    return zone;
}

void put(Zone zone, std::vector<Zone>& zones) {
    const auto found = std::ranges::find(zones, zone.name, &Zone::name);
    if (found == zones.end())
        zones.push_back(std::move(zone));
    else
        *found = std::move(zone);
}

/// The place of each name, for later problems.
using Lines = std::map<std::string, Place, std::less<>>;

Lines read_tables(Section& file, std::string_view table, ReadZone read,
                  const std::vector<Zone>& described, std::vector<Zone>& zones) {
    Lines seen;
    for (auto& section : file.sections(table)) {
        const auto name = read_name(section);
        Zone zone;
        zone.name = name.value_or("");
        if (const auto* const known = model::zone_named(described, zone.name)) zone = *known;
        if (const auto* const known = model::zone_named(zones, zone.name)) zone = *known;
        zone = read(section, std::move(zone));
        if (!name) continue;
        const auto [first, is_new] = seen.emplace(*name, section.place());
        if (!is_new)
            section.problem("name", '"' + *name + "\" is already defined at line " +
                                        std::to_string(first->second.line));
        put(std::move(zone), zones);
    }
    return seen;
}

/// Whether `zone` is part of itself through other lists: then none of them would be queried.
bool holds_itself(const std::vector<Zone>& zones, const Zone& zone) {
    std::vector<std::string> holders = zone.part_of;
    for (std::size_t i = 0; i < holders.size(); ++i) {
        if (holders[i] == zone.name) return true;
        const auto* const holder = model::zone_named(zones, holders[i]);
        if (holder == nullptr) continue;
        for (const auto& next : holder->part_of)
            if (std::ranges::find(holders, next) == holders.end()) holders.push_back(next);
    }
    return false;
}

}  // namespace

void read_zones(Section& file, const std::vector<Zone>& described, std::vector<Zone>& zones) {
    const auto lines = read_tables(file, "zone", read_zone, described, zones);
    for (const auto& [name, place] : lines)
        if (const auto* const zone = model::zone_named(zones, name);
            zone != nullptr && holds_itself(zones, *zone))
            file.problem(place, "zone.part_of", '"' + name + "\" would be part of itself");
}

void read_sources(Section& file, const std::vector<Zone>& described, std::vector<Zone>& sources) {
    read_tables(file, "source", read_source, described, sources);
}

}  // namespace mailwatchd::config
