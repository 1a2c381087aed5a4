// A confirmed change's id for ever, and what is said of one that flaps.
#pragma once

#include "model/reading.h"
#include "watch/standing.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::watch {

/// Of the one entry that says that a subject flaps, whatever changes there.
inline constexpr int flapping_priority = 5;

/// 32 hex digits. Never from a row id, never from the clock of the run (docs/adr/0005).
std::string transition_id(std::string_view install_id, const model::Reading& reading, Seconds born,
                          std::uint16_t generation);

}  // namespace mailwatchd::watch
