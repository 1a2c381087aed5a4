// JSON of one audit and of one transition, as in docs/interfaces.md, one object on one line,
// without a line feed. Remote text is escaped, so the output is always printable and one line.
#pragma once

#include "model/transition.h"
#include "publish/audit.h"

#include <string>

namespace mailwatchd::publish {

std::string to_json(const Audit& audit);
std::string to_json(const model::Transition& transition);

}  // namespace mailwatchd::publish
