// A confirmed change of a standing (docs/verdicts.md, Changes: the set of kinds is closed). Changes
// with one cause are reported as one entry.
#pragma once

#include "base/time.h"
#include "model/change_kind.h"
#include "model/reading.h"
#include "model/subject.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// Targets that an entry names; the others are only counted.
inline constexpr std::size_t named_targets_max = 10;
/// Consequences that an entry names; the others are only counted.
inline constexpr std::size_t named_consequences_max = 10;
/// Other changes that an entry names; the rest is only counted.
inline constexpr std::size_t named_changes_max = 10;

struct Transition {
    std::string id;  ///< 32 hex digits, permanent.
    base::Instant at;
    const ChangeKind* kind = nullptr;  ///< Never null in a transition that is passed on.
    Subject subject;
    const ReadingKind* reading = nullptr;  ///< Never null in a transition that is passed on.
    std::string argument;
    std::string old_value;
    std::string new_value;
    int priority = 6;  ///< Syslog's, 0 to 7.
    std::string evidence;
    std::vector<std::string> targets;  ///< The first ten.
    std::size_t targets_total = 0;
    /// Resulting verdict changes reported in the entry, the first ten: "example.org pop3: passed,
    /// now failed".
    std::vector<std::string> consequences;
    std::size_t consequences_total = 0;
    /// Where the entry's other changes were, the first ten: "mx1.example.org[2001:db8::1]:110", and
    /// for a reading with an argument "mx1.example.org[192.0.2.1]:25 quoted".
    std::vector<std::string> also;
    std::size_t also_total = 0;
    /// The id of the entry that reports this change; empty if it is an entry itself.
    std::string part_of;
    /// Further changes may still join the entry; it is not reported yet.
    bool is_open = false;
};

/// Where a change was, with the reading's argument if it has one.
std::string full_place(const Subject& subject, std::string_view argument);

}  // namespace mailwatchd::model
