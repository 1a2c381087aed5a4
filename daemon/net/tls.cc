#include "net/tls.h"

#include "model/address.h"
#include "net/connector.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace mailwatchd::net {

using model::ChainVerdict;

namespace {

/// A record's header (RFC 8446 §5.1), which OpenSSL reads before anything else.
constexpr std::size_t record_header_bytes = 5;

/// What we keep with a connection.
struct TlsNotes {
    int error_depth = 0;  ///< Of the certificate that verification ended with; 0: the peer's own.
    std::string first_bytes;  ///< The first header that the peer sent, raw.
};

void free_notes(void* /*parent*/, void* notes, CRYPTO_EX_DATA* /*data*/, int /*index*/,
                long /*argument*/, void* /*pointer*/) {
    delete static_cast<TlsNotes*>(notes);
}

int notes_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_notes);
    return index;
}

/// Null if there is no memory for it.
TlsNotes* notes_of(SSL* tls) {
    auto* notes = static_cast<TlsNotes*>(SSL_get_ex_data(tls, notes_index()));
    if (notes != nullptr) return notes;
    auto made = std::make_unique<TlsNotes>();
    if (SSL_set_ex_data(tls, notes_index(), made.get()) != 1) return nullptr;
    return made.release();
}

/// Verifies as usual, and keeps which certificate of the path an error is about.
int verify_path(X509_STORE_CTX* store, void* /*argument*/) {
    const int result = X509_verify_cert(store);
    auto* const tls =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (auto* const notes = tls != nullptr ? notes_of(tls) : nullptr)
        notes->error_depth = X509_STORE_CTX_get_error_depth(store);
    return result;
}

/// Keeps the first header that arrives, whether it is one or not.
void note_first_header(int is_ours, int /*version*/, int type, const void* bytes, std::size_t size,
                       SSL* tls, void* /*argument*/) {
    if (is_ours != 0 || type != SSL3_RT_HEADER) return;
    if (auto* const notes = notes_of(tls); notes != nullptr && notes->first_bytes.empty())
        notes->first_bytes.assign(static_cast<const char*>(bytes), size);
}

/// A record of a handshake or an alert, of SSL 3.0 or later.
bool is_tls_record(std::string_view header) {
    return header.size() >= record_header_bytes &&
           (header[0] == SSL3_RT_HANDSHAKE || header[0] == SSL3_RT_ALERT) &&
           header[1] == SSL3_VERSION_MAJOR;
}

}  // namespace

boost::asio::ssl::context make_tls_context(const std::string& ca_file) {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
    SSL_CTX* const ctx = context.native_handle();
    // Debian's openssl.cnf requires TLS 1.2 and security level 2; an auditor must accept more.
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0");
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                 SSL_OP_LEGACY_SERVER_CONNECT);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_max_cert_list(ctx, certificate_list_bytes_max);
    // SSL_VERIFY_NONE still verifies, stops at the first error and keeps it as the verify result,
    // but the handshake continues (failure T2).
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_verify_depth(ctx, verify_depth_max);
    SSL_CTX_set_cert_verify_callback(ctx, &verify_path, nullptr);
    SSL_CTX_set_msg_callback(ctx, &note_first_header);
    const int loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(ctx)
                                       : SSL_CTX_load_verify_file(ctx, ca_file.c_str());
    ERR_clear_error();
    if (loaded != 1) throw std::runtime_error{"cannot read trusted certificates: " + ca_file};
    return context;
}

base::Outcome set_server_name(SSL* tls, const std::string& host) {
    if (model::Address::parse(host)) return base::Outcome{};
    if (!host.empty() && SSL_set_tlsext_host_name(tls, host.c_str()) == 1) return base::Outcome{};
    ERR_clear_error();
    return base::Failure{base::Errc::malformed, "invalid server name for TLS"};
}

namespace {

ChainVerdict verdict_of(long error) {
    switch (error) {
        case X509_V_OK: return ChainVerdict::trusted;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return ChainVerdict::self_signed;
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return ChainVerdict::unknown_issuer;
        case X509_V_ERR_CERT_HAS_EXPIRED: return ChainVerdict::expired;
        case X509_V_ERR_CERT_NOT_YET_VALID: return ChainVerdict::not_yet_valid;
        default: return ChainVerdict::other;
    }
}

/// The end of the first certificate of the path that ends; `own` is the peer's.
base::Instant path_end(SSL* tls, base::Instant own) {
    STACK_OF(X509)* const path = SSL_get0_verified_chain(tls);
    auto end = own;
    for (int at = 0; path != nullptr && at < sk_X509_num(path); ++at)
        end = std::min(end, end_of(sk_X509_value(path, at)));
    return end;
}

/// The certificate that verification ended with, if it is not the peer's own.
std::optional<model::CertificateFacts> certificate_at_fault(SSL* tls) {
    const auto* const notes = notes_of(tls);
    STACK_OF(X509)* const path = SSL_get0_verified_chain(tls);
    if (notes == nullptr || path == nullptr || notes->error_depth <= 0 ||
        notes->error_depth >= sk_X509_num(path))
        return std::nullopt;
    return describe_certificate(sk_X509_value(path, notes->error_depth));
}

}  // namespace

bool certificate_matches(X509* certificate, const std::string& host) {
    if (model::Address::parse(host)) return X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
    constexpr unsigned flags =
        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    return !host.empty() && host.front() != '.' &&  // A leading dot would match any subdomain.
           X509_check_host(certificate, host.data(), host.size(), flags, nullptr) == 1;
}

model::TlsFacts describe_tls(SSL* tls, const std::string& host) {
    model::TlsFacts facts;
    facts.version = SSL_get_version(tls);
    facts.cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(tls));
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(tls),
                                                                  &X509_free};
    if (!certificate) {  // An anonymous cipher: nothing was verified.
        facts.chain_error = "no certificate";
        return facts;
    }
    const long result = SSL_get_verify_result(tls);
    facts.chain = verdict_of(result);
    if (result != X509_V_OK) {
        facts.chain_error = X509_verify_cert_error_string(result);
        facts.at_fault = certificate_at_fault(tls);
    }
    facts.name_matches = certificate_matches(certificate.get(), host);
    facts.certificate = describe_certificate(certificate.get());
    facts.path_end = path_end(tls, facts.certificate->not_after);
    ERR_clear_error();
    return facts;
}

std::string bytes_in_place_of_tls(SSL* tls) {
    const auto* const notes = notes_of(tls);
    if (notes == nullptr || notes->first_bytes.empty() || is_tls_record(notes->first_bytes))
        return {};
    auto bytes = notes->first_bytes;
    std::array<char, model::greeting_bytes_max - record_header_bytes> rest{};
    const int size = BIO_read(SSL_get_rbio(tls), rest.data(), static_cast<int>(rest.size()));
    if (size > 0) bytes.append(rest.data(), static_cast<std::size_t>(size));
    ERR_clear_error();
    return bytes;
}

}  // namespace mailwatchd::net
