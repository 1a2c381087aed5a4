// Where confirmed changes are delivered. A sink takes a change completely, or fails and says why.
#pragma once

#include "base/result.h"
#include "model/transition.h"

#include <memory>
#include <string_view>

namespace mailwatchd::publish {

class EventSink {
public:
    virtual ~EventSink() = default;
    /// The label of its metrics: "journal", "stderr". Never destroyed.
    virtual std::string_view name() const = 0;
    /// Success only if the sink has taken it. After a failure the caller delivers the same
    /// transition again later, with the same id. May block for some seconds: never call it on the
    /// loop.
    virtual base::Outcome deliver(const model::Transition& transition) = 0;
};

/// The journal if stderr goes there, otherwise JSON lines on stderr.
std::unique_ptr<EventSink> make_event_sink();

}  // namespace mailwatchd::publish
