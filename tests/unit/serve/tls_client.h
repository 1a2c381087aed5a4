// Blocking TLS client (OpenSSL), which detects a missing close_notify.
#pragma once

#include "unit/net/certificates.h"
#include "unit/serve/client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/time.h>

namespace mailwatchd::serve {

/// Options of a client.
struct TlsWish {
    const test::Identity* identity = nullptr;  ///< Client certificate; null: none.
    int version_max = TLS1_3_VERSION;
    int version_min = TLS1_2_VERSION;
};

class TlsClient {
public:
    explicit TlsClient(std::uint16_t port, TlsWish wish = {})
        : plain_{port}, context_{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free} {
        const timeval patience{patience_ms / 1000, 0};
        ::setsockopt(plain_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), wish.version_min);
        SSL_CTX_set_max_proto_version(context_.get(), wish.version_max);
        if (wish.identity != nullptr) {
            SSL_CTX_use_certificate(context_.get(), wish.identity->certificate.get());
            SSL_CTX_use_PrivateKey(context_.get(), wish.identity->key.get());
        }
        tls_.reset(SSL_new(context_.get()));
        SSL_set_fd(tls_.get(), plain_.descriptor());
        is_connected_ = SSL_connect(tls_.get()) == 1;
        ERR_clear_error();
    }
    ~TlsClient() {
        if (is_connected_) SSL_shutdown(tls_.get());
        ERR_clear_error();
    }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    bool is_connected() const { return is_connected_; }
    bool send(std::string_view bytes) {
        return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }

    /// Reads until the peer closes or `until` was received; ends with "[broken]" if the peer closed
    /// without close_notify.
    std::string receive(std::string_view until = {}) {
        std::string all;
        for (char chunk[16384]; until.empty() || all.find(until) == std::string::npos;) {
            const int size = SSL_read(tls_.get(), chunk, sizeof chunk);
            if (size <= 0) {
                const int error = SSL_get_error(tls_.get(), size);
                ERR_clear_error();
                return error == SSL_ERROR_ZERO_RETURN ? all : all + "[broken]";
            }
            all.append(chunk, static_cast<std::size_t>(size));
        }
        return all;
    }

    std::string get(std::string_view path, std::string_view headers = "") {
        send(last_request(path, headers));
        return receive();
    }

    /// Subject of the server certificate.
    bool is_shown(const test::Identity& identity) const {
        const test::Certificate shown{SSL_get1_peer_certificate(tls_.get()), &X509_free};
        return shown && X509_cmp(shown.get(), identity.certificate.get()) == 0;
    }

private:
    Client plain_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
    bool is_connected_ = false;
};

}  // namespace mailwatchd::serve
