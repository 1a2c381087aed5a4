#include "publish/json/lines_sink.h"

#include "publish/json/json.h"

#include <ostream>

namespace mailwatchd::publish {

base::Outcome JsonLinesSink::deliver(const model::Transition& transition) {
    out_ << to_json(transition) + '\n' << std::flush;
    if (out_) return {};
    out_.clear();  // The next one may succeed.
    return base::Failure{base::Errc::no_resources, "event line: cannot write"};
}

}  // namespace mailwatchd::publish
