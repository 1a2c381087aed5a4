// The value of the reading `certificate`.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::model {

/// "chain;issuer;names;key;sha256": `chain` is `trusted` or the error, `names` are sorted, and
/// `key` is a type with its bits ("RSA2048", "EC 256"). The issuer may contain any byte, even `;`.
struct CertificateValue {
    std::string_view chain, issuer, names, key, sha256;
};
/// Missing fields are empty.
CertificateValue parse_certificate(std::string_view text);

/// "trusted, from R3 for mx1.example.org (EC 256)"; raw.
std::string certificate_words(std::string_view text);

}  // namespace mailwatchd::model
