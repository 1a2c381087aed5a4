#include "config/web.h"

#include "base/escape.h"
#include "config/values.h"

#include <algorithm>

namespace mailwatchd::config {

namespace {

using Tls = TlsServerSettings;

constexpr std::array<std::string_view, 5> client_auth_types{
    "NoClientCert", "RequestClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven",
    "RequireAndVerifyClientCert"};
static_assert(client_auth_types.size() ==
              static_cast<std::size_t>(Tls::ClientAuth::require_and_verify) + 1);
constexpr std::array<std::string_view, 2> min_versions{"TLS12", "TLS13"};
static_assert(min_versions.size() == static_cast<std::size_t>(Tls::MinVersion::tls13) + 1);

constexpr std::string_view without_effect =
    "has no effect unless client_auth_type is \"RequireAndVerifyClientCert\" or "
    "\"VerifyClientCertIfGiven\"";

/// "$2y$10$", 22 characters of salt, 31 of digest.
constexpr std::size_t bcrypt_bytes = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_of_hash(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '/';
}

int cost_of(std::string_view hash) { return (hash[4] - '0') * 10 + (hash[5] - '0'); }

/// A user name has no colon (RFC 7617 §2) and no control characters.
bool is_user_name(std::string_view name) {
    return !name.empty() && std::ranges::none_of(name, [](char c) {
        return c == ':' || static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
}

/// An empty path means none.
Located<std::string> read_path(Section& section, std::string_view key,
                               const std::filesystem::path& folder) {
    auto path = section.text(key);
    if (!path) return {"", section.place()};
    if (path->value.empty()) return *path;
    if (path->value.find('\0') != std::string::npos)
        section.problem(path->at, key, "expected a file name");
    return {(folder / path->value).string(), path->at};
}

bool verifies(const Tls& tls) {
    return tls.client_auth == Tls::ClientAuth::verify_if_given ||
           tls.client_auth == Tls::ClientAuth::require_and_verify;
}

/// Keys without effect are problems: somebody may rely on them.
void check_client_side(Section& section, const Tls& tls) {
    const bool has_ca = !tls.client_ca_file.value.empty();
    if (verifies(tls)) {
        if (!has_ca)
            section.problem("client_ca_file",
                            "expected a file with the CA certificates for client certificates");
        return;
    }
    if (has_ca) section.problem("client_ca_file", std::string{without_effect});
    if (!tls.client_allowed_sans.empty())
        section.problem("client_allowed_sans", std::string{without_effect});
}

bool is_meant(const Tls& tls) {
    const Tls none;
    return tls.client_auth != none.client_auth || tls.min_version != none.min_version ||
           !tls.client_ca_file.value.empty() || !tls.client_allowed_sans.empty();
}

std::optional<Tls> read_tls(Section section, const std::filesystem::path& folder) {
    Tls tls;
    tls.cert_file = read_path(section, "cert_file", folder);
    tls.key_file = read_path(section, "key_file", folder);
    tls.client_auth = read_enum(section, "client_auth_type", tls.client_auth, client_auth_types);
    tls.client_ca_file = read_path(section, "client_ca_file", folder);
    for (auto& san : section.texts("client_allowed_sans"))
        tls.client_allowed_sans.push_back(std::move(san.value));
    tls.min_version = read_enum(section, "min_version", tls.min_version, min_versions);
    section.finish();
    const bool has_certificate = !tls.cert_file.value.empty();
    const bool has_key = !tls.key_file.value.empty();
    if (!has_certificate && !has_key && !is_meant(tls)) return std::nullopt;
    if (!has_certificate)
        section.problem("cert_file", "expected the server certificate in PEM format");
    if (!has_key)
        section.problem("key_file", "expected the private key of the certificate in PEM format");
    check_client_side(section, tls);
    return tls;
}

/// Messages never show the value: it may be the password.
void read_user(Section& section, const std::string& name, WebSettings& web) {
    const auto complain = [&](std::string what) {
        section.problem(section.place(name), base::escape(name, 60), std::move(what));
    };
    const bool is_text = section.is_text(name);
    const auto hash = is_text ? section.text(name, "") : std::string{};
    if (!is_text || !is_bcrypt(hash))
        return complain(
            "expected a bcrypt hash (\"$2y$10$...\"), not the password; create one with "
            "htpasswd -nBC 10 \"\" | tr -d ':\\n' or mkpasswd -m bcrypt -R 10");
    if (cost_of(hash) < bcrypt_cost_min || cost_of(hash) > bcrypt_cost_max)
        return complain("expected a bcrypt hash of cost " + std::to_string(bcrypt_cost_min) +
                        " to " + std::to_string(bcrypt_cost_max) + ", not " +
                        std::to_string(cost_of(hash)));
    if (!is_user_name(name))
        return complain("expected a name without \":\" and control characters");
    web.basic_auth_users.emplace(name, hash);
}

}  // namespace

bool is_bcrypt(std::string_view text) {
    return text.size() == bcrypt_bytes && text.starts_with("$2") &&
           std::string_view{"aby"}.find(text[2]) != std::string_view::npos && text[3] == '$' &&
           is_digit(text[4]) && is_digit(text[5]) && text[6] == '$' &&
           std::ranges::all_of(text.substr(7), is_of_hash);
}

WebSettings read_web(Section& section, const std::filesystem::path& folder) {
    WebSettings web;
    for (const auto& name : domain_names(section, "hosts")) web.hosts.push_back(name.text());
    web.tls = read_tls(section.section("tls_server_config"), folder);
    auto users = section.section("basic_auth_users");
    for (const auto& name : users.keys()) read_user(users, name, web);
    section.finish();
    return web;
}

}  // namespace mailwatchd::config
