// The permanent id of a confirmed change, and the priority of entries about flapping.
#pragma once

#include "model/reading.h"
#include "watch/standing.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::watch {

/// The least urgent priority of an entry about flapping, whatever is changing.
inline constexpr int flapping_priority = 5;

/// 32 hex digits, independent of row ids and of the clock.
std::string transition_id(std::string_view install_id, const model::Reading& reading, Seconds born,
                          std::uint16_t generation);

}  // namespace mailwatchd::watch
