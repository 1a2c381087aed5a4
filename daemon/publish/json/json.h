// JSON of one audit and of one transition, in the shape of docs/interfaces.md, one object a line
// without the line feed. Remote text passes the escaper, so the output is printable and one line
// whatever it holds.
#pragma once

#include "model/transition.h"
#include "publish/audit.h"

#include <string>

namespace mailwatchd::publish {

std::string to_json(const Audit& audit);
std::string to_json(const model::Transition& transition);

}  // namespace mailwatchd::publish
