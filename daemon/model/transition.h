// A confirmed change of a standing (VERDICTS.md, Transitions: the set of kinds is closed).
#pragma once

#include "base/time.h"
#include "model/reading.h"
#include "model/subject.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// Numbers are stored: never change or reuse one.
enum class TransitionKind : std::uint8_t {
    port_opened = 0,
    port_closed = 1,
    dnsbl_listed = 2,
    dnsbl_delisted = 3,
    relay_accepted = 4,
    relay_refused = 5,
    cleartext_login_offered = 6,
    cleartext_login_withdrawn = 7,
    starttls_lost = 8,
    starttls_gained = 9,
    mx_changed = 10,
    spf_changed = 11,
    ptr_changed = 12,
    certificate_renewed = 13,
    certificate_worse = 14,
    software_changed = 15,
    verdict_failed = 16,
    verdict_passed = 17,
    zone_retired = 18,
    zone_returned = 19,
    vantage_ill = 20,
    vantage_well = 21,
    flapping = 22,
    target_gone = 23,
    rules_changed = 24,
};
std::string_view name(TransitionKind kind);
std::optional<TransitionKind> transition_kind_of(std::string_view name);

/// Targets that an entry names; the rest is only counted.
inline constexpr std::size_t named_targets_max = 10;
/// Consequences that an entry names; the rest is only counted.
inline constexpr std::size_t named_consequences_max = 10;

struct Transition {
    std::string id;  ///< 32 hex digits, for ever (ENGINE.md 3).
    base::Instant at;
    TransitionKind kind = TransitionKind::port_opened;
    Subject subject;
    ReadingName name = ReadingName::port;
    std::string argument;
    std::string old_value;
    std::string new_value;
    int priority = 6;  ///< Syslog's, 0 to 7.
    std::string evidence;
    std::vector<std::string> targets;  ///< The first ten.
    std::size_t targets_total = 0;
    /// Verdict changes told inside the entry, the first ten: "example.org pop3: passed, now
    /// failed".
    std::vector<std::string> consequences;
    std::size_t consequences_total = 0;
};

}  // namespace mailwatchd::model
