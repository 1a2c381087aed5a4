#include "net/tls.h"

#include "model/address.h"
#include "net/connector.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace mailwatchd::net {

using model::ChainVerdict;

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
    if (result != X509_V_OK) facts.chain_error = X509_verify_cert_error_string(result);
    facts.name_matches = certificate_matches(certificate.get(), host);
    facts.certificate = describe_certificate(certificate.get());
    ERR_clear_error();
    return facts;
}

}  // namespace mailwatchd::net
