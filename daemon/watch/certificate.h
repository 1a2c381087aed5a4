// Distinguishes a renewed certificate from a worse one (failure T3; docs/verdicts.md,
// certificate_…).
#pragma once

#include <string_view>

namespace mailwatchd::watch {

/// Worse means: the chain is no longer trusted or fails differently, the issuer's organisation (the
/// text before the first '/', ',' or "CN=") or the names differ, or the key is weaker.
bool is_worse(std::string_view from, std::string_view to);

/// Only serial, signature and dates differ: the routine renewal of a key that stays. Also true if
/// only this version's form of the value differs.
bool is_same_but_newer(std::string_view from, std::string_view to);

}  // namespace mailwatchd::watch
