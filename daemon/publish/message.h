// A transition as text: shared by the journal, the JSON lines and the event list.
#pragma once

#include "model/message_template.h"
#include "model/transition.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// Longest value in a field of its own, in bytes: an SPF record is compared as a whole. In the
/// message, values are cut to `base::shown_bytes_max`.
inline constexpr std::size_t field_bytes_max = 2048;

/// Numbers of verdict changes and of other changes named in the message; the rest is only counted.
inline constexpr std::size_t named_consequences_max = 3;
inline constexpr std::size_t named_changes_max = 3;

/// "example.org: port 110 (POP3) on mx1.example.org [192.0.2.25] is now open (was closed)".
/// One line of printable ASCII.
std::string message(const model::Transition& transition);

/// Converts a value to words for a kind of change; may be null (model/change_kind.h).
using Words = std::string (*)(std::string_view value);

/// Fills the template with the transition's values, each escaped.
std::string render(model::MessageTemplate message, Words words,
                   const model::Transition& transition);

/// The first `most` of them.
inline std::span<const std::string> first_of(const std::vector<std::string>& all,
                                             std::size_t most) {
    return std::span{all}.first(std::min(most, all.size()));
}

/// Total number of verdicts that changed with it, including the named ones.
std::size_t consequences_total(const model::Transition& transition);

/// "port", "listed:zen.example".
std::string reading_of(const model::Transition& transition);

}  // namespace mailwatchd::publish
