// Where confirmed changes go. One sender hands them over in order; a sink takes each whole, or says
// why it did not.
#pragma once

#include "base/result.h"
#include "model/transition.h"

#include <memory>
#include <string_view>

namespace mailwatchd::publish {

class EventSink {
public:
    virtual ~EventSink() = default;
    /// The label of its metrics: "journal", "stderr". Lives for ever.
    virtual std::string_view name() const = 0;
    /// Success only when the sink has taken it. After a failure the same transition is delivered
    /// again later, under the same id. May block for some seconds, never for ever: not on the loop.
    virtual base::Outcome deliver(const model::Transition& transition) = 0;
};

/// The journal where stderr goes there, else JSON lines on stderr.
std::unique_ptr<EventSink> make_event_sink();

}  // namespace mailwatchd::publish
