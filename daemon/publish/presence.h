// What a target is that cannot receive mail: no fault of a server, and no score.
#pragma once

#include "model/state.h"
#include "publish/layout.h"

#include <string_view>

namespace mailwatchd::publish {

struct Presence {
    std::string_view words;  ///< "does not exist"; "" for a target that may receive mail.
    Tone tone = Tone::plain;
    /// Probably not what the operator wants: the domain does not exist, or has no mail host.
    bool is_conspicuous = false;
};

/// From the standing verdicts, so that it changes only when that is confirmed.
Presence presence_of(const model::TargetState& state);

}  // namespace mailwatchd::publish
