// Distinguishes a renewed certificate from a worse one (failure T3; docs/verdicts.md,
// certificate_…).
#pragma once

#include <string_view>

namespace mailwatchd::watch {

/// Worse means: the chain is no longer trusted or fails differently, the issuer's organisation (the
/// text before the first '/', ',' or "CN=") or the names differ, or the key is weaker.
bool is_worse(std::string_view from, std::string_view to);

/// False if only the reason of the mistrust is told more exactly: version 0.1 recorded expired
/// certificates as "untrusted".
bool is_certificate_news(std::string_view from, std::string_view to);

}  // namespace mailwatchd::watch
