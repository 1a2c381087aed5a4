// A transition in words and in parts: what the journal, the JSON lines and the event list say
// alike.
#pragma once

#include "model/message_template.h"
#include "model/transition.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// Bytes of a value that a field of its own carries: an SPF text is compared by its whole. In the
/// message it is cut to `base::shown_bytes_max`.
inline constexpr std::size_t field_bytes_max = 2048;

/// Verdict changes that the message names; the rest is only counted.
inline constexpr std::size_t told_consequences_max = 3;

/// "example.org: port 110 (POP3) on mx1.example.org [192.0.2.25] is now open (was closed)".
/// One line of printable ASCII.
std::string message(const model::Transition& transition);

/// How a kind of change puts a value in words, or null (model/change_kind.h).
using Words = std::string (*)(std::string_view value);

/// The sentence with the transition's values in their places, each through the escaper.
std::string render(model::MessageTemplate message, Words words,
                   const model::Transition& transition);

/// The first of them, at most so many: what an entry names.
inline std::span<const std::string> first_of(const std::vector<std::string>& all,
                                             std::size_t most) {
    return std::span{all}.first(std::min(most, all.size()));
}

/// How many verdicts changed with it: those that it names are among them.
std::size_t consequences_total(const model::Transition& transition);

/// "port", "listed:zen.example".
std::string reading_of(const model::Transition& transition);

}  // namespace mailwatchd::publish
