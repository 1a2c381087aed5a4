// Looking again at a subject in doubt, past all caches, until it is settled (promise 2).
#pragma once

#include "engine/rejudge.h"

#include <vector>

namespace mailwatchd::engine {

/// Answers every one of `looks`, which are about one subject, with a reading made now; what cannot
/// be looked at is answered by "unknown". Judges the targets that rest on it where it is settled.
/// Returns the targets whose mail hosts may have changed: they need a round.
net::Awaitable<std::vector<std::string>> look_again(Engine& engine, const Plan& plan,
                                                    std::vector<watch::Look> looks);

}  // namespace mailwatchd::engine
