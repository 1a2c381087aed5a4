// The value of the reading `certificate`.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::model {

/// "chain;issuer;names;key;sha256", where `chain` is `trusted` or why not, `names` are sorted, and
/// `key` is a type with its bits ("RSA2048", "EC 256"). The issuer may hold any byte, `;` too.
struct CertificateValue {
    std::string_view chain, issuer, names, key, sha256;
};
/// Fields that are not there are empty.
CertificateValue parse_certificate(std::string_view text);

/// "trusted, from R3 for mx1.example.org (EC 256)"; raw.
std::string certificate_words(std::string_view text);

}  // namespace mailwatchd::model
