#include "config/zones.h"

#include "config/values.h"

#include <algorithm>
#include <map>
#include <string>

namespace mailwatchd::config {

namespace {

/// "a", "b", … as read_class wants them.
const std::vector<std::string_view>& class_names() {
    using model::ZoneClass;
    static const std::vector<std::string_view> names{
        model::name(ZoneClass::serious), model::name(ZoneClass::minor),
        model::name(ZoneClass::policy), model::name(ZoneClass::informational)};
    return names;
}

model::ZoneClass read_class(Section& section, model::ZoneClass fallback) {
    return *model::zone_class_of(section.choice("class", model::name(fallback), class_names()));
}

/// What a list answers lies in 127/8 (RFC 5782 §2.1).
std::optional<model::Address> read_answer(Section& section, std::string_view key) {
    static const auto answers = model::Prefix::parse("127.0.0.0/8");
    const auto text = section.text(key);
    if (!text) return std::nullopt;
    const auto address = model::Address::parse(text->value);
    if (address && answers->contains(*address)) return address;
    section.problem(text->at, key, found_but_want(text->value, "an address in 127.0.0.0/8"));
    return std::nullopt;
}

void read_families(Section& section, model::Zone& zone) {
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
    if (families.empty()) section.problem(key, "want at least one of \"ipv4\" and \"ipv6\"");
}

void read_codes(Section& section, model::Zone& zone) {
    const bool given = section.has("codes");
    auto tables = section.sections("codes");
    if (given) zone.codes.clear();
    for (auto& table : tables) {
        const auto answer = read_answer(table, "answer");
        if (!table.has("answer")) table.problem("", "want answer = \"127.0.0.2\" or another code");
        const auto meaning = table.text("meaning", "");
        std::optional<model::ZoneClass> zone_class;
        const bool differs = table.has("class");
        const auto read = read_class(table, zone.zone_class);
        if (differs) zone_class = read;
        table.finish();
        if (answer) zone.codes.push_back({*answer, meaning, zone_class});
    }
}

std::optional<std::string> read_name(Section& section) {
    const auto text = section.text("name");
    if (!text) {
        if (!section.has("name")) section.problem("", "want name = \"the list's domain\"");
        return std::nullopt;
    }
    const auto name = domain_name(section, "name", *text);
    return name ? std::optional{name->text()} : std::nullopt;
}

model::Zone read_zone(Section& section, model::Zone zone) {
    zone.zone_class = read_class(section, zone.zone_class);
    read_families(section, zone);
    if (const auto answer = read_answer(section, "test_answer")) zone.test_answer = answer;
    read_codes(section, zone);
    zone.retired = section.flag("retired", zone.retired);
    zone.note = section.text("note", zone.note);
    section.finish();
    return zone;
}

const model::Zone* find(const std::vector<model::Zone>& zones, const std::string& name) {
    const auto found = std::ranges::find(zones, name, &model::Zone::name);
    return found == zones.end() ? nullptr : &*found;
}

void put(model::Zone zone, std::vector<model::Zone>& zones) {
    const auto found = std::ranges::find(zones, zone.name, &model::Zone::name);
    if (found == zones.end())
        zones.push_back(std::move(zone));
    else
        *found = std::move(zone);
}

}  // namespace

void read_zones(Section& file, const std::vector<model::Zone>& described,
                std::vector<model::Zone>& zones) {
    std::map<std::string, int, std::less<>> seen;  // Name to line.
    for (auto& section : file.sections("zone")) {
        const auto name = read_name(section);
        model::Zone zone;
        zone.name = name.value_or("");
        if (const auto* const known = find(described, zone.name)) zone = *known;
        if (const auto* const known = find(zones, zone.name)) zone = *known;
        zone = read_zone(section, std::move(zone));
        if (!name) continue;
        const auto [first, is_new] = seen.emplace(*name, section.place().line);
        if (!is_new)
            section.problem("name", '"' + *name + "\" stands at line " +
                                        std::to_string(first->second) + " already");
        put(std::move(zone), zones);
    }
}

}  // namespace mailwatchd::config
