#include "model/listing.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 4> classes{"serious", "minor", "policy", "informational"};
constexpr std::array<std::string_view, 10> states{
    "proven", "wildcarding", "empty", "blocked",       "parked",
    "silent", "retired",     "off",   "no_credential", "covered"};

}  // namespace

std::string_view name(ZoneClass zone_class) {
    return classes[static_cast<std::size_t>(zone_class)];
}
std::string_view name(ZoneState state) { return states[static_cast<std::size_t>(state)]; }

bool ZoneCode::matches(const Address& given) const {
    if (!given.is_v4()) return false;
    for (std::size_t i = 0; i < mask.size(); ++i)
        if ((given.bytes()[i] & mask[i]) != (answer.bytes()[i] & mask[i])) return false;
    return true;
}

ZoneClass class_of(const Zone& zone, const std::vector<Address>& answers) {
    if (answers.empty()) return zone.zone_class;
    auto most = ZoneClass::informational;
    for (const auto& answer : answers) {
        bool is_known = false;
        for (const auto& code : zone.codes) {
            if (!code.matches(answer)) continue;
            is_known = true;
            most = std::min(most, code.zone_class.value_or(zone.zone_class));  // serious is first.
        }
        if (!is_known) most = std::min(most, zone.zone_class);
    }
    return most;
}

const Zone* zone_named(const std::vector<Zone>& zones, std::string_view name) {
    const auto found = std::ranges::find(zones, name, &Zone::name);
    return found == zones.end() ? nullptr : &*found;
}

std::optional<ZoneClass> zone_class_of(std::string_view name) {
    const auto* const found = std::ranges::find(classes, name);
    if (found == classes.end()) return std::nullopt;
    return static_cast<ZoneClass>(found - classes.begin());
}

std::optional<ZoneState> zone_state_of(std::string_view name) {
    const auto* const found = std::ranges::find(states, name);
    if (found == states.end()) return std::nullopt;
    return static_cast<ZoneState>(found - states.begin());
}

}  // namespace mailwatchd::model
