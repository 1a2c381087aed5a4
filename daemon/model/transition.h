// A confirmed change of a standing (docs/verdicts.md, Changes: the set of kinds is closed).
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
};

}  // namespace mailwatchd::model
