// Is another certificate a renewal, or worse? (FAILURES T3; VERDICTS.md, certificate_…)
#pragma once

#include <string_view>

namespace mailwatchd::watch {

/// Worse: the chain is no longer trusted or fails in another way, another kind of issuer (its
/// organisation: what stands before the first '/', ',' or "CN="), other names, or a weaker key.
bool is_worse(std::string_view from, std::string_view to);

/// Security bits of a key as NIST SP 800-57 part 1 table 2 compares them: RSA 2048 is 112, EC 256
/// is 128; 0 where unknown.
int key_strength(std::string_view key);

}  // namespace mailwatchd::watch
