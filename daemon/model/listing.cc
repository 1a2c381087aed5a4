#include "model/listing.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 4> classes{"serious", "minor", "policy", "informational"};
constexpr std::array<std::string_view, 10> dnsbl_states{
    "proven", "wildcarding", "empty", "blocked",       "parked",
    "silent", "retired",     "off",   "no_credential", "covered"};

}  // namespace

std::string_view name(DnsblClass dnsbl_class) {
    return classes[static_cast<std::size_t>(dnsbl_class)];
}
std::string_view name(DnsblState state) { return dnsbl_states[static_cast<std::size_t>(state)]; }

bool DnsblCode::matches(const Address& given) const {
    if (!given.is_v4()) return false;
    for (std::size_t i = 0; i < mask.size(); ++i)
        if ((given.bytes()[i] & mask[i]) != (answer.bytes()[i] & mask[i])) return false;
    return true;
}

DnsblClass class_of(const Dnsbl& dnsbl, const std::vector<Address>& answers) {
    if (answers.empty()) return dnsbl.dnsbl_class;
    auto most = DnsblClass::informational;
    for (const auto& answer : answers) {
        bool is_known = false;
        for (const auto& code : dnsbl.codes) {
            if (!code.matches(answer)) continue;
            is_known = true;
            most =
                std::min(most, code.dnsbl_class.value_or(dnsbl.dnsbl_class));  // serious is first.
        }
        if (!is_known) most = std::min(most, dnsbl.dnsbl_class);
    }
    return most;
}

const Dnsbl* dnsbl_named(const std::vector<Dnsbl>& dnsbls, std::string_view name) {
    const auto found = std::ranges::find(dnsbls, name, &Dnsbl::name);
    return found == dnsbls.end() ? nullptr : &*found;
}

std::optional<DnsblClass> dnsbl_class_of(std::string_view name) {
    const auto* const found = std::ranges::find(classes, name);
    if (found == classes.end()) return std::nullopt;
    return static_cast<DnsblClass>(found - classes.begin());
}

std::optional<DnsblState> dnsbl_state_of(std::string_view name) {
    const auto* const found = std::ranges::find(dnsbl_states, name);
    if (found == dnsbl_states.end()) return std::nullopt;
    return static_cast<DnsblState>(found - dnsbl_states.begin());
}

}  // namespace mailwatchd::model
