// Distinguishes a renewed certificate from a worse one (failure T3; docs/verdicts.md,
// certificate_…).
#pragma once

#include <string_view>

namespace mailwatchd::watch {

/// Worse means: the chain is no longer trusted or fails differently, the issuer's organisation (the
/// text before the first '/', ',' or "CN=") or the names differ, or the key is weaker.
bool is_worse(std::string_view from, std::string_view to);

/// False for the routine renewal of a key that stays (only serial, signature and dates differ), and
/// if only the form of the value differs: version 0.1 recorded less, and expired certificates as
/// "untrusted".
bool is_certificate_news(std::string_view from, std::string_view to);

}  // namespace mailwatchd::watch
