// A transition as an entry of the journal: fields of bounded number and size, whatever it holds
// (DESIGN.md Journal).
#pragma once

#include "model/transition.h"

#include <cstddef>
#include <string>
#include <vector>

namespace mailwatchd::publish {

/// sd_journal_sendv(3) takes at most 1,024 fields, and journald as many.
inline constexpr std::size_t entry_fields_max = 64;
/// Names and values. It fits in one datagram, and is still a thing that a person reads.
inline constexpr std::size_t entry_bytes_max = 32 * 1024;

/// The entry as the journal takes it: "NAME=value" each; a name may repeat (MAILWATCHD_TARGET).
/// Bounded.
std::vector<std::string> journal_fields(const model::Transition& transition);

/// At most `entry_fields_max` fields of `entry_bytes_max` bytes: the last fields are left out, and
/// the longest are cut, all to the same length of some hundred bytes or more. What was cut ends in
/// "...", and the last field counts both: "MAILWATCHD_TRUNCATED=3".
std::vector<std::string> bounded(std::vector<std::string> fields);

}  // namespace mailwatchd::publish
