// Extracts plain facts from an X.509 certificate.
#include "net/connector.h"
#include "net/tls.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>

namespace mailwatchd::net {

namespace {

constexpr std::size_t name_bytes_max = 253;  // RFC 1035 §2.3.4, as text.
constexpr std::size_t part_bytes_max = 256;  // Of a subject's or issuer's attribute.

using Bytes = std::unique_ptr<unsigned char, void (*)(unsigned char*)>;

void free_bytes(unsigned char* bytes) { OPENSSL_free(bytes); }

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto byte : bytes) out += {digits[byte >> 4U], digits[byte & 15U]};
    return out;
}

std::string sha256(std::span<const unsigned char> bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        return {};
    return hex({digest.data(), size});
}

/// SHA-256 of the DER that `encode` writes.
template <class Object>
std::string der_sha256(Object* object, int (*encode)(const Object*, unsigned char**)) {
    unsigned char* raw = nullptr;
    const int size = encode(object, &raw);
    const Bytes der{raw, &free_bytes};
    return size <= 0 ? std::string{} : sha256({der.get(), static_cast<std::size_t>(size)});
}

/// The last attribute of that kind, as UTF-8; empty if there is none.
std::string attribute(const X509_NAME* name, int nid) {
    int found = -1;
    for (int at = X509_NAME_get_index_by_NID(name, nid, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(name, nid, at))
        found = at;
    if (found < 0) return {};
    unsigned char* raw = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&raw, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, found)));
    const Bytes text{raw, &free_bytes};
    if (size <= 0) return {};
    return {reinterpret_cast<const char*>(text.get()),
            std::min(static_cast<std::size_t>(size), part_bytes_max)};
}

std::string issuer_of(const X509* certificate) {
    const X509_NAME* name = X509_get_issuer_name(certificate);
    auto organisation = attribute(name, NID_organizationName);
    const auto common = attribute(name, NID_commonName);
    if (organisation.empty() || common.empty()) return organisation + common;
    return organisation.append(", ").append(common);
}

std::vector<std::string> dns_names(const X509* certificate) {
    std::vector<std::string> out;
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names{
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        &GENERAL_NAMES_free};
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int i = 0; i < count && out.size() < model::certificate_names_max; ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type != GEN_DNS) continue;
        const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
        const auto size = static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName));
        out.emplace_back(text, std::min(size, name_bytes_max));
    }
    return out;
}

base::Instant instant(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
    const std::chrono::year_month_day day{
        std::chrono::year{parts.tm_year + 1900},
        std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
        std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    return std::chrono::sys_days{day} + std::chrono::hours{parts.tm_hour} +
           std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

}  // namespace

base::Instant end_of(const X509* certificate) { return instant(X509_get0_notAfter(certificate)); }

model::CertificateFacts describe_certificate(X509* certificate) {
    model::CertificateFacts facts;
    facts.subject = attribute(X509_get_subject_name(certificate), NID_commonName);
    facts.names = dns_names(certificate);
    facts.issuer = issuer_of(certificate);
    facts.not_before = instant(X509_get0_notBefore(certificate));
    facts.not_after = end_of(certificate);
    if (EVP_PKEY* const key = X509_get0_pubkey(certificate)) {
        const char* type = EVP_PKEY_get0_type_name(key);
        facts.key_type = type != nullptr ? type : "";
        facts.key_bits = EVP_PKEY_get_bits(key);
    }
    const char* signature = OBJ_nid2ln(X509_get_signature_nid(certificate));
    facts.signature = signature != nullptr ? signature : "";
    facts.sha256 = der_sha256<X509>(certificate, &i2d_X509);
    facts.key_sha256 = der_sha256<X509_PUBKEY>(X509_get_X509_PUBKEY(certificate), &i2d_X509_PUBKEY);
    return facts;
}

}  // namespace mailwatchd::net
