// What a confirmed change is called (VERDICTS.md, Transitions: the set is closed).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailwatchd::model {

enum class TransitionKind : std::uint8_t {
    port_opened,
    port_closed,
    dnsbl_listed,
    dnsbl_delisted,
    relay_accepted,
    relay_refused,
    cleartext_login_offered,
    cleartext_login_withdrawn,
    starttls_lost,
    starttls_gained,
    mx_changed,
    spf_changed,
    ptr_changed,
    certificate_renewed,
    certificate_worse,
    software_changed,
    verdict_failed,
    verdict_passed,
    zone_retired,
    zone_returned,
    vantage_ill,
    vantage_well,
    flapping,
    target_gone,
    rules_changed,
};
std::string_view name(TransitionKind kind);
std::optional<TransitionKind> transition_kind_of(std::string_view name);

}  // namespace mailwatchd::model
