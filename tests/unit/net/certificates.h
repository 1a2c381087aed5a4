// Makes keys, certificates and server contexts for tests.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace mailwatchd::test {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

struct Identity {
    Key key{nullptr, &EVP_PKEY_free};
    Certificate certificate{nullptr, &X509_free};
    const Identity* sent = nullptr;  ///< The next certificate that a server sends.
};

struct CertificateWish {
    std::string common_name = "mx1.example.org";
    /// In the form of subjectAltName in openssl.cnf; "": none.
    std::string names = "DNS:mx1.example.org";
    long starts_in_days = -1;
    long ends_in_days = 90;
    const Identity* issuer = nullptr;  ///< Null: self-signed.
    bool is_authority = false;
    int rsa_bits = 0;  ///< 0: an EC key.
};

inline void add_extension(X509* certificate, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) throw std::runtime_error{"extension " + value};
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

inline void add_name(X509_NAME* name, const char* field, const std::string& value) {
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

inline Identity make_identity(const CertificateWish& wish) {
    static long serial = 1;
    Identity made;
    made.key.reset(wish.rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(wish.rsa_bits))
                                     : EVP_EC_gen("P-256"));
    made.certificate.reset(X509_new());
    X509* const certificate = made.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), wish.starts_in_days * 86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wish.ends_in_days * 86400);
    X509_set_pubkey(certificate, made.key.get());
    add_name(X509_get_subject_name(certificate), "O", "Example Trust");
    add_name(X509_get_subject_name(certificate), "CN", wish.common_name);
    const Identity& issuer = wish.issuer != nullptr ? *wish.issuer : made;
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get()));
    if (wish.is_authority) add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    if (!wish.names.empty()) add_extension(certificate, NID_subject_alt_name, wish.names);
    if (X509_sign(certificate, issuer.key.get(), EVP_sha256()) == 0)
        throw std::runtime_error{"X509_sign"};
    return made;
}

inline const Identity& authority() {
    static const Identity made = make_identity(
        {.common_name = "Example Root", .names = "", .ends_in_days = 3650, .is_authority = true});
    return made;
}

/// A PEM file with the authority's certificate, removed with the object.
class AuthorityFile {
public:
    AuthorityFile() {
        std::unique_ptr<FILE, int (*)(FILE*)> file{std::fopen(path_.c_str(), "w"), &std::fclose};
        PEM_write_X509(file.get(), authority().certificate.get());
    }
    ~AuthorityFile() { std::remove(path_.c_str()); }
    AuthorityFile(const AuthorityFile&) = delete;
    AuthorityFile& operator=(const AuthorityFile&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_ = "/tmp/mailwatchd_test_ca_" + std::to_string(getpid()) + ".pem";
};

inline boost::asio::ssl::context server_context(const Identity& identity,
                                                int protocol_max = TLS1_3_VERSION) {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
    SSL_CTX* const ctx = context.native_handle();
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(ctx, protocol_max);
    SSL_CTX_use_certificate(ctx, identity.certificate.get());
    SSL_CTX_use_PrivateKey(ctx, identity.key.get());
    for (const auto* above = identity.sent; above != nullptr; above = above->sent)
        SSL_CTX_add1_chain_cert(ctx, above->certificate.get());
    return context;
}

}  // namespace mailwatchd::test
