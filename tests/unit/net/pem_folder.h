// A folder of keys and certificates as files, removed with the object.
#pragma once

#include "certificates.h"
#include "config/configuration.h"
#include "support/temporary_folder.h"

#include <filesystem>
#include <fstream>

namespace mailwatchd::test {

class PemFolder {
public:
    std::string path(const std::string& name) const { return folder_.file(name); }

    /// Like a renewal: the file is replaced atomically.
    void write(const std::string& name, const std::string& bytes) const {
        std::ofstream{path("new")} << bytes;
        std::filesystem::rename(path("new"), path(name));
    }
    void write_identity(const Identity& identity) const {
        write("cert.pem", pem(identity.certificate.get()));
        write("key.pem", pem(identity.key.get()));
    }

    static std::string pem(X509* certificate) {
        return text([&](BIO* out) { PEM_write_bio_X509(out, certificate); });
    }
    static std::string pem(EVP_PKEY* key, const char* passphrase = nullptr) {
        return text([&](BIO* out) {
            PEM_write_bio_PKCS8PrivateKey(out, key, passphrase ? EVP_aes_128_cbc() : nullptr,
                                          passphrase, passphrase ? 4 : 0, nullptr, nullptr);
        });
    }

    /// cert.pem, key.pem, and ca.pem if client certificates are verified.
    config::TlsServerSettings settings(
        config::TlsServerSettings::ClientAuth client_auth = {}) const {
        using ClientAuth = config::TlsServerSettings::ClientAuth;
        config::TlsServerSettings settings;
        settings.cert_file = {path("cert.pem"), {"x.toml", 2, 1}};
        settings.key_file = {path("key.pem"), {"x.toml", 3, 1}};
        settings.client_auth = client_auth;
        if (client_auth == ClientAuth::verify_if_given ||
            client_auth == ClientAuth::require_and_verify)
            settings.client_ca_file = {path("ca.pem"), {"x.toml", 4, 1}};
        return settings;
    }

private:
    template <class Write>
    static std::string text(Write write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), &BIO_free};
        write(memory.get());
        char* bytes = nullptr;
        const auto size = BIO_get_mem_data(memory.get(), &bytes);
        return {bytes, static_cast<std::size_t>(size)};
    }

    TemporaryFolder folder_;
};

}  // namespace mailwatchd::test
