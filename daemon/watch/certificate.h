// Is another certificate a renewal, or worse? (FAILURES T3; VERDICTS.md, certificate_…)
#pragma once

#include <string_view>

namespace mailwatchd::watch {

/// The value of the reading `certificate`: "chain;issuer;names;key;sha256", where `chain` is
/// `trusted` or why not, `names` are sorted, and `key` is a type with its bits ("RSA2048", "EC
/// 256"). The issuer may hold any byte, `;` too.
struct CertificateValue {
    std::string_view chain, issuer, names, key, sha256;
};
/// Fields that are not there are empty.
CertificateValue parse_certificate(std::string_view text);

/// Worse: the chain is no longer trusted or fails in another way, another kind of issuer (its
/// organisation: what stands before the first '/', ',' or "CN="), other names, or a weaker key.
bool is_worse(std::string_view from, std::string_view to);

/// Security bits of a key as NIST SP 800-57 part 1 table 2 compares them: RSA 2048 is 112, EC 256
/// is 128; 0 where unknown.
int key_strength(std::string_view key);

}  // namespace mailwatchd::watch
