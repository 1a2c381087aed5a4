// [web], and its effect on `listen`.
#include "config/web.h"

#include "unit/config/read_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

using Tls = TlsServerSettings;

const std::string hash = "$2y$10$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe";

Loaded read_in(const std::string& folder, std::string_view text) {
    Reader reader{test_checks};
    reader.read_text(text, folder + "/x.toml");
    return read_all(reader);
}

TEST(Web, is_nothing_where_nothing_is_said) {
    for (const auto* const text :
         {"", "[web]\n", "[web.tls_server_config]\n[web.basic_auth_users]\n",
          "[web.tls_server_config]\ncert_file = \"\"\nkey_file = \"\"\n"}) {
        const auto loaded = read(text);
        EXPECT_EQ(texts(loaded.problems), "") << text;
        EXPECT_FALSE(loaded.configuration.web.tls) << text;
        EXPECT_TRUE(loaded.configuration.web.basic_auth_users.empty()) << text;
        EXPECT_FALSE(loaded.configuration.web.authenticates()) << text;
    }
}

TEST(Web, reads_every_key) {
    const auto loaded = read_in("/etc/mailwatchd", R"([web.tls_server_config]
cert_file = "tls/cert.pem"
key_file = "/run/credentials/mailwatchd.service/tls.key"
client_ca_file = "../ca.pem"
client_auth_type = "RequireAndVerifyClientCert"
client_allowed_sans = ["prometheus.example.net", "192.0.2.9"]
min_version = "TLS13"
[web.basic_auth_users]
prometheus = ")" + hash + R"("
"a@example.org" = ")" + hash + "\"\n");
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& web = loaded.configuration.web;
    ASSERT_TRUE(web.tls);
    EXPECT_EQ(web.tls->cert_file.value, "/etc/mailwatchd/tls/cert.pem");
    EXPECT_EQ(web.tls->cert_file.at.line, 2);
    EXPECT_EQ(web.tls->key_file.value, "/run/credentials/mailwatchd.service/tls.key");
    EXPECT_EQ(web.tls->client_ca_file.value, "/etc/mailwatchd/../ca.pem");
    EXPECT_EQ(web.tls->client_auth, Tls::ClientAuth::require_and_verify);
    EXPECT_EQ(web.tls->min_version, Tls::MinVersion::tls13);
    EXPECT_EQ(web.tls->client_allowed_sans,
              (std::vector<std::string>{"prometheus.example.net", "192.0.2.9"}));
    EXPECT_EQ(web.basic_auth_users.size(), 2U);
    EXPECT_EQ(web.basic_auth_users.at("a@example.org"), hash);
}

TEST(Web, reads_the_names_of_the_pages) {
    const auto loaded =
        read("[web]\nhosts = [\"Monitor.Example.ORG.\", \"m\xC3\xBCller.example\"]\n");
    EXPECT_EQ(texts(loaded.problems), "");
    EXPECT_EQ(loaded.configuration.web.hosts,
              (std::vector<std::string>{"monitor.example.org", "xn--mller-kva.example"}));
    EXPECT_FALSE(loaded.configuration.web.authenticates());
    EXPECT_THAT(texts(read("[web]\nhosts = [\"a b\"]\n").problems),
                testing::HasSubstr("x.toml:2:10: web.hosts: not a domain name"));
    EXPECT_THAT(texts(read("[web]\nhosts = [\"monitor.example.org:8080\"]\n").problems),
                testing::HasSubstr("web.hosts: not a domain name"));
}

struct Mistake {
    const char* text;
    const char* problems;
};

constexpr const char* hash_wanted =
    "x.toml:2:5: web.basic_auth_users.a: expected a bcrypt hash (\"$2y$10$...\"), not the "
    "password; "
    "create one with htpasswd -nBC 10 \"\" | tr -d ':\\n' or mkpasswd -m bcrypt -R 10\n";

const Mistake mistakes[] = {
    {"[web]\ntls_server_confg = 1\n",
     "x.toml:2:1: web.tls_server_confg: unknown key; did you mean \"tls_server_config\"?\n"},
    {"[web.tls_server_config]\ncert_fil = \"a\"\n",
     "x.toml:2:1: web.tls_server_config.cert_fil: unknown key; did you mean \"cert_file\"?\n"},
    {"[web.tls_server_config]\ncert_file = \"a\"\n",
     "x.toml:1:1: web.tls_server_config.key_file: expected the private key of the certificate in "
     "PEM format\n"},
    {"[web.tls_server_config]\nkey_file = \"a\"\n",
     "x.toml:1:1: web.tls_server_config.cert_file: expected the server certificate in PEM "
     "format\n"},
    {"[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\\u0000\"\n",
     "x.toml:3:12: web.tls_server_config.key_file: expected a file name\n"},
    {"[web.tls_server_config]\nmin_version = \"TLS13\"\n",
     "x.toml:1:1: web.tls_server_config.cert_file: expected the server certificate in PEM format\n"
     "x.toml:1:1: web.tls_server_config.key_file: expected the private key of the certificate in "
     "PEM format\n"},
    {"web.tls_server_config = {cert_file = \"a\", key_file = \"b\", min_version = \"TLS10\"}\n",
     "x.toml:1:73: web.tls_server_config.min_version: found \"TLS10\", expected \"TLS12\" or "
     "\"TLS13\"\n"},
    {"web.tls_server_config = {cert_file = \"a\", key_file = \"b\", client_ca_file = \"c\"}\n",
     "x.toml:1:76: web.tls_server_config.client_ca_file: has no effect unless client_auth_type is "
     "\"RequireAndVerifyClientCert\" or \"VerifyClientCertIfGiven\"\n"},
    {"[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\n"
     "client_auth_type = \"RequireAnyClientCert\"\nclient_allowed_sans = [\"c\"]\n",
     "x.toml:5:23: web.tls_server_config.client_allowed_sans: has no effect unless "
     "client_auth_type is \"RequireAndVerifyClientCert\" or \"VerifyClientCertIfGiven\"\n"},
    {"[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\n"
     "client_auth_type = \"VerifyClientCertIfGiven\"\n",
     "x.toml:1:1: web.tls_server_config.client_ca_file: expected a file with the CA certificates "
     "for client certificates\n"},
    {"[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\nclient_auth_type = "
     "\"Require\"\n",
     "x.toml:4:20: web.tls_server_config.client_auth_type: found \"Require\", expected "
     "\"NoClientCert\", \"RequestClientCert\", \"RequireAnyClientCert\", "
     "\"VerifyClientCertIfGiven\" or \"RequireAndVerifyClientCert\"\n"},
    {"[web.basic_auth_users]\na = \"correct horse\"\n", hash_wanted},
    {"[web.basic_auth_users]\na = 12345678\n", hash_wanted},
    {"[web.basic_auth_users]\na = \"\"\n", hash_wanted},
    {"[web.basic_auth_users]\n"
     "a = \"$2y$31$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe\"\n",
     "x.toml:2:5: web.basic_auth_users.a: expected a bcrypt hash of cost 4 to 14, not 31\n"},
    {"[web.basic_auth_users]\n"
     "\"a:\\u001b\" = \"$2y$10$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe\"\n",
     "x.toml:2:14: web.basic_auth_users.a:\\x1B: expected a name without \":\" and control "
     "characters\n"},
};

TEST(Web, says_what_is_wrong_and_where) {
    for (const auto& mistake : mistakes)
        EXPECT_EQ(texts(read(mistake.text).problems), mistake.problems) << mistake.text;
}

struct Form {
    const char* text;
    bool is_hash;
};

const Form forms[] = {
    {"$2y$10$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe", true},
    {"$2b$04$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrL.", true},
    {"$2a$12$/AW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe", true},
    {"$2x$10$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe", false},
    {"$2y$1$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLea", false},
    {"$2y$10$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrL", false},
    {"$2y$10$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLee", false},
    {"$2y$10$iAW7gRZS7v7QGjxqJR57b+QbtVgP5O0Y2cq1tL2qA5ZyrUVgXSrLe", false},
    {"$6$rounds=5000$iAW7gRZS7v7QGjxqJR57bOQbtVgP5O0Y2cq1tL2qA5ZyrU", false},
    {"$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00", false},
    {"{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", false},
    {"", false},
};

TEST(Web, knows_a_bcrypt_hash_by_its_form) {
    for (const auto& [text, is_hash] : forms) EXPECT_EQ(is_bcrypt(text), is_hash) << text;
}

struct Reached {
    const char* name;
    const char* web;
    const char* problem;  ///< Part of the problem; "": none.
    const char* warning;
};

const Reached reached[] = {
    {"nobody asks", "", "authentication in [web], or set allow_unauthenticated = true", ""},
    {"it is meant", "daemon.allow_unauthenticated = true\n", "", "can be reached from other hosts"},
    {"a password", "[web.basic_auth_users]\na = \"HASH\"\n", "", "passwords are sent unencrypted"},
    {"a password over TLS",
     "[web.basic_auth_users]\na = \"HASH\"\n"
     "[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\n",
     "", ""},
    {"TLS alone", "[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\n",
     "authentication in [web]", ""},
    {"a certificate if given",
     "[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\nclient_ca_file = \"c\"\n"
     "client_auth_type = \"VerifyClientCertIfGiven\"\n",
     "authentication in [web]", ""},
    {"any certificate",
     "[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\n"
     "client_auth_type = \"RequireAnyClientCert\"\n",
     "authentication in [web]", ""},
    {"a verified certificate",
     "[web.tls_server_config]\ncert_file = \"a\"\nkey_file = \"b\"\nclient_ca_file = \"c\"\n"
     "client_auth_type = \"RequireAndVerifyClientCert\"\n",
     "", ""},
};

TEST(Web, decides_what_may_be_reached_from_outside) {
    for (const auto& row : reached) {
        std::string web = row.web;
        if (const auto at = web.find("HASH"); at != std::string::npos) web.replace(at, 4, hash);
        const auto loaded = read("daemon.listen = \"192.0.2.1\"\n" + web);
        const auto problems = texts(loaded.problems);
        EXPECT_EQ(problems.empty(), *row.problem == '\0') << row.name;
        EXPECT_NE(problems.find(row.problem), std::string::npos) << row.name << problems;
        const auto& warnings = loaded.configuration.warnings;
        EXPECT_EQ(warnings.size(), *row.warning == '\0' ? 0U : 1U) << row.name;
        const auto warning = warnings.empty() ? std::string{} : warnings.front();
        EXPECT_NE(warning.find(row.warning), std::string::npos) << row.name;
    }
}

}  // namespace
}  // namespace mailwatchd::config
