// Transitions as lines of JSON, where there is no journal.
#pragma once

#include "publish/event_sink.h"

#include <iosfwd>

namespace mailwatchd::publish {

/// One object a line, flushed.
class JsonLinesSink final : public EventSink {
public:
    /// Both outlive it.
    JsonLinesSink(std::ostream& out, std::string_view name) : out_{out}, name_{name} {}
    std::string_view name() const override { return name_; }
    base::Outcome deliver(const model::Transition& transition) override;

private:
    std::ostream& out_;
    std::string_view name_;
};

}  // namespace mailwatchd::publish
