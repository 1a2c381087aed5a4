#include "watch/certificate.h"

#include "model/certificate_value.h"

#include <algorithm>
#include <charconv>

namespace mailwatchd::watch {

namespace {

/// The organisation of an issuer. Authorities rotate the rest of the name ("Let's Encrypt R3",
/// "R10").
std::string_view issuer_kind(std::string_view issuer) {
    const auto end =
        std::min({issuer.find('/'), issuer.find(','), issuer.find("CN="), issuer.size()});
    return issuer.substr(0, end);
}

int bits_of(std::string_view key) {
    const auto digits = key.find_last_not_of("0123456789") + 1;
    int bits = 0;
    std::from_chars(key.data() + digits, key.data() + key.size(), bits);
    return bits;
}

int strength_of_rsa(int bits) {
    if (bits >= 15360) return 256;
    if (bits >= 7680) return 192;
    if (bits >= 3072) return 128;
    if (bits >= 2048) return 112;
    return bits >= 1024 ? 80 : 40;
}

/// Security strength of a key in bits by NIST SP 800-57 part 1 table 2: RSA 2048 is 112, EC 256 is
/// 128. 0 if unknown.
int key_strength(std::string_view key) {
    if (key.starts_with("ED25519") || key.starts_with("Ed25519")) return 128;
    if (key.starts_with("ED448") || key.starts_with("Ed448")) return 224;
    const auto bits = bits_of(key);
    if (key.starts_with("EC")) return bits / 2;
    return key.starts_with("RSA") || key.starts_with("DSA") ? strength_of_rsa(bits) : 0;
}

}  // namespace

bool is_worse(std::string_view from, std::string_view to) {
    const auto was = model::parse_certificate(from);
    const auto is = model::parse_certificate(to);
    if (is.chain != was.chain && is.chain != "trusted") return true;
    return issuer_kind(is.issuer) != issuer_kind(was.issuer) || is.names != was.names ||
           key_strength(is.key) < key_strength(was.key);
}

namespace {

/// Only serial, signature and dates differ: the routine renewal of a key that stays. Also true if
/// only this version's form of the value differs.
bool is_same_but_newer(const model::CertificateValue& was, const model::CertificateValue& is) {
    const bool same_digest = !was.key_sha256.empty() && was.key_sha256 == is.key_sha256;
    const bool same_key = was.key == is.key && (same_digest || was.sha256 == is.sha256);
    return was.chain == is.chain && was.issuer == is.issuer && was.names == is.names && same_key;
}

/// Version 0.1 recorded expired certificates as "untrusted".
bool is_only_more_exact(const model::CertificateValue& was, const model::CertificateValue& is) {
    return was.sha256 == is.sha256 && was.chain == "untrusted" && is.chain != "trusted";
}

}  // namespace

bool is_certificate_news(std::string_view from, std::string_view to) {
    const auto was = model::parse_certificate(from);
    const auto is = model::parse_certificate(to);
    return !is_same_but_newer(was, is) && !is_only_more_exact(was, is);
}

}  // namespace mailwatchd::watch
