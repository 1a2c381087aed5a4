// A transition as an entry of the journal, with a bounded number and size of fields.
#pragma once

#include "model/transition.h"

#include <cstddef>
#include <string>
#include <vector>

namespace mailwatchd::publish {

/// sd_journal_sendv(3) fails with EINVAL beyond 1,024 vectors (IOV_MAX), and makes two of each
/// field.
inline constexpr std::size_t entry_fields_max = 64;
/// Names and values together. Fits into one datagram.
inline constexpr std::size_t entry_bytes_max = std::size_t{32} * 1024;

/// The entry as the journal takes it: "NAME=value" each; a name may repeat (MAILWATCHD_TARGET).
/// Bounded by `bounded`.
std::vector<std::string> journal_fields(const model::Transition& transition);

/// At most `entry_fields_max` fields with `entry_bytes_max` bytes in total. Surplus fields are
/// dropped from the end; the longest ones are shortened to a common length of some 500 bytes or
/// more and end in "...". If anything was lost, a last field counts it: "MAILWATCHD_TRUNCATED=3".
std::vector<std::string> bounded(std::vector<std::string> fields);

}  // namespace mailwatchd::publish
