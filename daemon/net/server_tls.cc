#include "net/server_tls.h"

#include "base/escape.h"
#include "config/files.h"
#include "net/client_names.h"
#include "net/connector.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <sys/stat.h>

namespace mailwatchd::net {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using config::TlsServerSettings;
using File = config::Located<std::string>;

namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void complain(config::Problems& problems, const File& file, std::string_view key,
              const std::string& why) {
    problems.push_back({file.at, "web.tls_server_config." + std::string{key},
                        base::escape(file.value, PATH_MAX) + ": " + why});
}

/// The file's bytes. Adds a problem if there are none.
std::optional<std::string> read(const File& file, std::string_view key,
                                config::Problems& problems) {
    auto bytes = config::read_whole(file.value);
    if (bytes) return *std::move(bytes);
    complain(problems, file, key, bytes.error().detail);
    return std::nullopt;
}

/// OpenSSL's reason; clears the queue, where leftovers would become the next caller's error.
std::string reason_of(unsigned long code) {
    ERR_clear_error();
    const char* const reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "unknown error";
}

/// Asio returns the first error of the queue, which for some is only "PEM lib".
std::string reason_of(const error_code& error) {
    const auto last = ERR_peek_last_error();
    return reason_of(last != 0 ? last : static_cast<unsigned long>(error.value()));
}

bool is_mismatch(const error_code& error) {
    const auto code = static_cast<unsigned long>(error.value());
    return ERR_GET_LIB(code) == ERR_LIB_X509 && ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH;
}

/// Prevents OpenSSL from asking for a passphrase on the terminal.
int no_passphrase(char* /*into*/, int /*size*/, int /*is_for_writing*/, void* /*unused*/) {
    return -1;
}

void limit(SSL_CTX* ctx, TlsServerSettings::MinVersion version) {
    const bool is_13 = version == TlsServerSettings::MinVersion::tls13;
    SSL_CTX_set_min_proto_version(ctx, is_13 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
    // A resumed session would readmit a client that the files no longer allow.
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(ctx, 0);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_max_cert_list(ctx, certificate_list_bytes_max);
    SSL_CTX_set_verify_depth(ctx, verify_depth_max);
    SSL_CTX_set_default_passwd_cb(ctx, &no_passphrase);
}

bool use_certificate(ssl::context& context, const File& file, config::Problems& problems) {
    const auto chain = read(file, "cert_file", problems);
    if (!chain) return false;
    error_code error;
    context.use_certificate_chain(boost::asio::buffer(*chain), error);
    if (error) complain(problems, file, "cert_file", "not a PEM certificate: " + reason_of(error));
    return !error;
}

/// The key must match the certificate, if there is one.
void use_key(ssl::context& context, const TlsServerSettings& settings, bool has_certificate,
             config::Problems& problems) {
    const auto& file = settings.key_file;
    const auto key = read(file, "key_file", problems);
    if (!key) return;
    SSL_CTX* const ctx = context.native_handle();
    error_code error;
    context.use_private_key(boost::asio::buffer(*key), ssl::context::pem, error);
    const bool is_key = !error || is_mismatch(error);
    if (!is_key)
        complain(problems, file, "key_file",
                 "not an unencrypted PEM private key: " + reason_of(error));
    else if (has_certificate && SSL_CTX_check_private_key(ctx) != 1)
        complain(problems, file, "key_file",
                 "does not match the certificate in " + settings.cert_file.value);
    ERR_clear_error();
}

/// The CAs that may sign client certificates. They are sent to clients, because some choose their
/// certificate by them.
void use_client_authorities(SSL_CTX* ctx, const File& file, config::Problems& problems) {
    constexpr std::string_view key = "client_ca_file";
    const auto bytes = read(file, key, problems);
    if (!bytes) return;
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory{
        BIO_new_mem_buf(bytes->data(), static_cast<int>(bytes->size())), &BIO_free};
    int count = 0;
    while (true) {
        const Certificate authority{
            PEM_read_bio_X509(memory.get(), nullptr, &no_passphrase, nullptr), &X509_free};
        if (!authority) break;
        X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), authority.get());
        SSL_CTX_add_client_CA(ctx, authority.get());
        ++count;
    }
    const auto last = ERR_peek_last_error();
    const bool is_at_end = ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
    const auto why = reason_of(last);
    if (count == 0 || !is_at_end) complain(problems, file, key, "not PEM certificates: " + why);
}

void ask_for_certificates(ssl::context& context, const TlsServerSettings& settings) {
    using ClientAuth = TlsServerSettings::ClientAuth;
    if (settings.client_auth == ClientAuth::none) return;
    const bool is_needed = settings.client_auth == ClientAuth::require_any ||
                           settings.client_auth == ClientAuth::require_and_verify;
    const bool verifies = settings.client_auth == ClientAuth::verify_if_given ||
                          settings.client_auth == ClientAuth::require_and_verify;
    context.set_verify_mode(ssl::verify_peer | (is_needed ? ssl::verify_fail_if_no_peer_cert : 0));
    context.set_verify_callback(
        [verifies, sans = settings.client_allowed_sans](bool is_fine, ssl::verify_context& chain) {
            X509_STORE_CTX* const store = chain.native_handle();
            if (!verifies) return true;
            if (!is_fine || X509_STORE_CTX_get_error_depth(store) > 0 || sans.empty())
                return is_fine;
            if (bears_one_of(X509_STORE_CTX_get_current_cert(store), sans)) return true;
            X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
            return false;
        });
}

/// Null if there are problems.
ServerContext make_context(const TlsServerSettings& settings, config::Problems& problems) {
    const auto before = problems.size();
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    limit(context->native_handle(), settings.min_version);
    const bool has_certificate = use_certificate(*context, settings.cert_file, problems);
    use_key(*context, settings, has_certificate, problems);
    if (!settings.client_ca_file.value.empty())
        use_client_authorities(context->native_handle(), settings.client_ca_file, problems);
    ask_for_certificates(*context, settings);
    return problems.size() == before ? std::move(context) : nullptr;
}

}  // namespace

ServerTls::Stamps ServerTls::look(const TlsServerSettings& settings) {
    Stamps stamps{};
    const std::array files{&settings.cert_file, &settings.key_file, &settings.client_ca_file};
    for (std::size_t i = 0; i < files.size(); ++i) {
        struct stat found = {};
        if (files[i]->value.empty() || ::stat(files[i]->value.c_str(), &found) != 0) continue;
        stamps[i] = {static_cast<std::int64_t>(found.st_ino),
                     found.st_size,
                     found.st_mtim.tv_sec,
                     found.st_mtim.tv_nsec,
                     found.st_ctim.tv_sec,
                     found.st_ctim.tv_nsec};
    }
    return stamps;
}

std::unique_ptr<ServerTls> ServerTls::load(const TlsServerSettings& settings,
                                           config::Problems& problems) {
    auto made = std::make_unique<ServerTls>();
    made->settings_ = settings;
    made->stamps_ = look(settings);  // Before reading, so that a change meanwhile is noticed later.
    made->context_ = make_context(settings, problems);
    return made->context_ ? std::move(made) : nullptr;
}

ServerContext ServerTls::context(base::Ticks now, base::Log& log) {
    if (now < next_look_) return context_;
    next_look_ = now + renewal_look_interval;
    const auto stamps = look(settings_);
    if (stamps == stamps_) return context_;
    stamps_ = stamps;
    config::Problems problems;
    if (auto renewed = make_context(settings_, problems)) {
        context_ = std::move(renewed);
        log.write(base::Severity::info, "web: reloaded the renewed certificate files");
    }
    for (const auto& problem : problems)
        log.write(base::Severity::error, problem.text() + "; keeping the previous files");
    return context_;
}

bool is_plain_http(const error_code& error) {
    return error.category() == boost::asio::error::get_ssl_category() &&
           ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST;
}

}  // namespace mailwatchd::net
