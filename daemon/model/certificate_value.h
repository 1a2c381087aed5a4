// The value of the reading `certificate`.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::model {

/// "chain;issuer;names;key;sha256 key_sha256 not_before not_after": `chain` is `trusted`,
/// `untrusted`, or what is wrong with the dates ("expired on 2026-01-01"), `names` are sorted,
/// `key` is a type with its bits ("RSA2048", "EC 256"), the digests are those of the certificate
/// and of its public key, and the dates are days. The issuer may contain any byte, even `;`.
/// Version 0.1 wrote nothing after `sha256`.
struct CertificateValue {
    std::string_view chain, issuer, names, key, sha256, key_sha256, not_before, not_after;
};
/// Missing fields are empty.
CertificateValue parse_certificate(std::string_view text);

/// "trusted, from R3 for mx1.example.org (EC 256), until 2027-01-31"; raw.
std::string certificate_words(std::string_view text);

/// What differs between two values: "expired on 2026-01-01 (was trusted)"; raw. What version 0.1
/// did not write is not compared.
std::string certificate_difference(std::string_view from, std::string_view to);

}  // namespace mailwatchd::model
