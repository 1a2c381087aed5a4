// The value of the reading `certificate`.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::model {

/// "chain;issuer;names;key;sha256": `chain` is `trusted`, `untrusted`, or what is wrong with the
/// dates ("expired on 2026-01-01"), `names` are sorted, and
/// `key` is a type with its bits ("RSA2048", "EC 256"). The issuer may contain any byte, even `;`.
struct CertificateValue {
    std::string_view chain, issuer, names, key, sha256;
};
/// Missing fields are empty.
CertificateValue parse_certificate(std::string_view text);

/// What differs between two values: "expired on 2026-01-01 (was trusted)"; raw.
std::string certificate_difference(std::string_view from, std::string_view to);

}  // namespace mailwatchd::model
