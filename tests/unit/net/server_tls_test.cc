// The server's certificates from files: what can be wrong with them, and what a renewal does.
#include "net/server_tls.h"

#include "net/client_names.h"
#include "pem_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::chrono_literals;
using ClientAuth = config::TlsServerSettings::ClientAuth;

namespace {

const Identity& identity() {
    static const Identity made = make_identity({.issuer = &authority()});
    return made;
}
const Identity& other() {
    static const Identity made = make_identity({.issuer = &authority(), .rsa_bits = 2048});
    return made;
}

class Lines : public base::Log {
public:
    void put(base::Severity severity, std::string_view text) override {
        all += std::to_string(static_cast<int>(severity)) + ' ' + std::string{text} + '\n';
    }
    std::string all;
};

struct Fault {
    const char* name;
    std::string certificate;  ///< "": no file.
    std::string key;
    std::string authorities;
    const char* problems;  ///< With F/ for the folder.
};

std::vector<Fault> faults() {
    const auto good = PemFolder::pem(identity().certificate.get());
    const auto key = PemFolder::pem(identity().key.get());
    const auto ca = PemFolder::pem(authority().certificate.get());
    const auto same_kind = make_identity({});
    const auto weak = make_identity({.rsa_bits = 1024});
    return {
        {"good", good, key, ca, ""},
        {"with its issuer", good + ca, key, ca + ca, ""},
        {"nothing there", "", "", "",
         "x.toml:2:1: web.tls_server_config.cert_file: F/cert.pem: No such file or directory\n"
         "x.toml:3:1: web.tls_server_config.key_file: F/key.pem: No such file or directory\n"
         "x.toml:4:1: web.tls_server_config.client_ca_file: F/ca.pem: No such file or directory\n"},
        {"no PEM", "x", "x", "x",
         "x.toml:2:1: web.tls_server_config.cert_file: F/cert.pem: not a PEM certificate: no "
         "start line\n"
         "x.toml:3:1: web.tls_server_config.key_file: F/key.pem: not an unencrypted PEM "
         "private key: unsupported\n"
         "x.toml:4:1: web.tls_server_config.client_ca_file: F/ca.pem: not PEM certificates: no "
         "start line\n"},
        {"changed places", key, good, ca,
         "x.toml:2:1: web.tls_server_config.cert_file: F/cert.pem: not a PEM certificate: no "
         "start line\n"
         "x.toml:3:1: web.tls_server_config.key_file: F/key.pem: not an unencrypted PEM "
         "private key: unsupported\n"},
        {"a key of its kind", good, PemFolder::pem(same_kind.key.get()), ca,
         "x.toml:3:1: web.tls_server_config.key_file: F/key.pem: does not match the certificate "
         "in F/cert.pem\n"},
        {"a key of another kind", good, PemFolder::pem(other().key.get()), ca,
         "x.toml:3:1: web.tls_server_config.key_file: F/key.pem: does not match the certificate "
         "in F/cert.pem\n"},
        {"an encrypted key", good, PemFolder::pem(identity().key.get(), "word"), ca,
         "x.toml:3:1: web.tls_server_config.key_file: F/key.pem: not an unencrypted PEM "
         "private key: bad password read\n"},
        {"cut", good.substr(0, 200), key, ca + ca.substr(0, 200),
         "x.toml:2:1: web.tls_server_config.cert_file: F/cert.pem: not a PEM certificate: bad "
         "end line\n"
         "x.toml:4:1: web.tls_server_config.client_ca_file: F/ca.pem: not PEM certificates: "
         "bad "
         "end line\n"},
        {"weak", PemFolder::pem(weak.certificate.get()), PemFolder::pem(weak.key.get()), ca,
         "x.toml:2:1: web.tls_server_config.cert_file: F/cert.pem: not a PEM certificate: ee "
         "key too small\n"},
    };
}

/// With F for the folder.
std::string described(const config::Problems& problems, const std::string& folder) {
    std::string all;
    for (const auto& problem : problems) all += problem.text() + '\n';
    for (auto at = all.find(folder); at != std::string::npos; at = all.find(folder))
        all.replace(at, folder.size(), "F/");
    return all;
}

TEST(ServerTls, says_what_is_wrong_with_which_file) {
    for (const auto& fault : faults()) {
        const PemFolder folder;
        if (!fault.certificate.empty()) folder.write("cert.pem", fault.certificate);
        if (!fault.key.empty()) folder.write("key.pem", fault.key);
        if (!fault.authorities.empty()) folder.write("ca.pem", fault.authorities);
        config::Problems problems;
        const auto tls =
            net::ServerTls::load(folder.settings(ClientAuth::require_and_verify), problems);
        EXPECT_EQ(described(problems, folder.path("")), fault.problems) << fault.name;
        EXPECT_EQ(tls != nullptr, problems.empty()) << fault.name;
        EXPECT_EQ(ERR_peek_error(), 0U) << fault.name;
    }
}

TEST(ServerTls, takes_renewed_files_and_keeps_the_old_where_they_are_broken) {
    const PemFolder folder;
    folder.write_identity(identity());
    config::Problems problems;
    const auto tls = net::ServerTls::load(folder.settings(), problems);
    ASSERT_NE(tls, nullptr);
    Lines log;
    base::Ticks now{1h};
    const auto first = tls->context(now, log);
    folder.write_identity(other());
    EXPECT_EQ(tls->context(now + 999ms, log), first) << "looked at once a second";
    now += 1s;
    const auto second = tls->context(now, log);
    EXPECT_NE(second, first);
    EXPECT_EQ(log.all, "1 web: reloaded the renewed certificate files\n");

    log.all.clear();
    folder.write("cert.pem", "half a certif");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(tls->context(now += 1s, log), second);
    EXPECT_EQ(log.all, "3 x.toml:2:1: web.tls_server_config.cert_file: " + folder.path("cert.pem") +
                           ": not a PEM certificate: no start line; keeping the "
                           "previous files\n");

    log.all.clear();
    std::filesystem::remove(folder.path("cert.pem"));
    EXPECT_EQ(tls->context(now += 1s, log), second);
    EXPECT_NE(log.all.find("No such file"), std::string::npos) << log.all;
    log.all.clear();
    folder.write_identity(identity());
    EXPECT_NE(tls->context(now += 1s, log), second);
    EXPECT_EQ(log.all, "1 web: reloaded the renewed certificate files\n");
}

struct Named {
    const char* wanted;
    bool is_borne;
};

const Named named[] = {
    {"prometheus.example.net", true},
    {"Prometheus.Example.NET", true},
    {"192.0.2.9", true},
    {"2001:db8:0:0::9", true},
    {"ops@example.net", true},
    {"spiffe://example.net/prometheus", true},
    {"*.example.com", true},
    {"a.example.com", false},  // A wildcard matches no name.
    {"example.net", false},
    {"prometheus.example.ne", false},
    {"mx1.example.org", false},  // Its common name.
    {"192.0.2.99", false},
    {"OPS@example.net", false},
    {"", false},
};

TEST(ServerTls, knows_a_client_by_the_names_of_its_certificate) {
    const auto client =
        make_identity({.names = "DNS:prometheus.example.net,DNS:*.example.com,IP:192.0.2.9,"
                                "IP:2001:db8::9,email:ops@example.net,"
                                "URI:spiffe://example.net/prometheus"});
    for (const auto& [wanted, is_borne] : named) {
        EXPECT_EQ(net::bears_one_of(client.certificate.get(), {"no", wanted}), is_borne) << wanted;
    }
    const auto nameless = make_identity({.names = ""});
    EXPECT_FALSE(net::bears_one_of(nameless.certificate.get(), {"mx1.example.org", ""}));
}

}  // namespace
