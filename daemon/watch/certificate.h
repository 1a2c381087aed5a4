// Is another certificate a renewal, or worse? (failure T3; docs/verdicts.md, Changes)
#pragma once

#include <string_view>

namespace mailwatchd::watch {

/// Worse: the chain is no longer trusted or fails in another way, another kind of issuer (its
/// organisation: what stands before the first '/', ',' or "CN="), other names, or a weaker key.
bool is_worse(std::string_view from, std::string_view to);

}  // namespace mailwatchd::watch
