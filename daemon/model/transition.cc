#include "model/transition.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 25> kinds{
    "port_opened",
    "port_closed",
    "dnsbl_listed",
    "dnsbl_delisted",
    "relay_accepted",
    "relay_refused",
    "cleartext_login_offered",
    "cleartext_login_withdrawn",
    "starttls_lost",
    "starttls_gained",
    "mx_changed",
    "spf_changed",
    "ptr_changed",
    "certificate_renewed",
    "certificate_worse",
    "software_changed",
    "verdict_failed",
    "verdict_passed",
    "zone_retired",
    "zone_returned",
    "vantage_ill",
    "vantage_well",
    "flapping",
    "target_gone",
    "rules_changed",
};
static_assert(kinds.size() == static_cast<std::size_t>(TransitionKind::rules_changed) + 1);

}  // namespace

std::string_view name(TransitionKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::optional<TransitionKind> transition_kind_of(std::string_view name) {
    const auto* const found = std::ranges::find(kinds, name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<TransitionKind>(found - kinds.begin());
}

}  // namespace mailwatchd::model
