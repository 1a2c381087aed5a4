// One round of one target: discover, look, fold, judge, record (DESIGN.md, One way through).
#pragma once

#include "engine/rejudge.h"

#include <string>

namespace mailwatchd::engine {

/// Records the target's next due time with whatever it found; soon, where we ourselves were ill.
/// Where the round was cancelled, nothing is recorded.
net::Awaitable<void> run_round(Engine& engine, const Plan& plan, std::string name);

}  // namespace mailwatchd::engine
