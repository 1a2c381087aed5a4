// Which transition a confirmed change is, how urgent, and its id for ever (VERDICTS.md,
// Transitions).
#pragma once

#include "model/listing.h"
#include "model/reading.h"
#include "model/transition.h"
#include "watch/standing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::watch {

/// What a transition's priority depends on besides its values.
struct Context {
    bool is_mx = false;  ///< The subject's host is an MX of some target.
    std::optional<model::ZoneClass>
        zone_class;                   ///< Of the zone that `listed` names; minor if none.
    bool takes_clear_logins = false;  ///< Filled in by Beliefs from what it believes.
};

struct Kind {
    model::TransitionKind kind;
    int priority;  ///< Syslog's.
};

/// Of the one entry that says that a subject flaps, whatever changes there.
inline constexpr int flapping_priority = 5;

/// Nothing where the change is recorded but not told.
std::optional<Kind> kind_of(const model::Reading& reading, std::string_view from,
                            std::string_view to, const Context& context);

/// 32 hex digits. Never from a row id, never from the clock of the run (ENGINE.md 3).
std::string transition_id(std::string_view install_id, const model::Reading& reading, Seconds born,
                          std::uint16_t generation);

}  // namespace mailwatchd::watch
