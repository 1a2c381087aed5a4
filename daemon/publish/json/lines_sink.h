// Transitions as lines of JSON, used if there is no journal.
#pragma once

#include "publish/event_sink.h"

#include <iosfwd>

namespace mailwatchd::publish {

/// Writes one object per line and flushes it.
class JsonLinesSink final : public EventSink {
public:
    /// Both must outlive it.
    JsonLinesSink(std::ostream& out, std::string_view name) : out_{out}, name_{name} {}
    std::string_view name() const override { return name_; }
    base::Outcome deliver(const model::Transition& transition) override;

private:
    std::ostream& out_;
    std::string_view name_;
};

}  // namespace mailwatchd::publish
