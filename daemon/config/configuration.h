// The configuration as values: an immutable snapshot that a reload replaces whole.
#pragma once

#include "base/domain_name.h"
#include "base/log.h"
#include "base/time.h"
#include "config/section.h"
#include "model/active_rules.h"
#include "model/address.h"
#include "model/listing.h"
#include "model/topology.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::config {

using namespace std::chrono_literals;

/// An address with a port: "127.0.0.1:10325", "[::1]:10325", "::1". Where the port may be left out
/// the caller knows a default; 0 stands for "there is none", and then a port must be given.
struct SocketAddress {
    model::Address address;
    std::uint16_t port = 0;
    std::string text() const;
    auto operator<=>(const SocketAddress&) const = default;
};
std::optional<SocketAddress> parse_socket_address(std::string_view text,
                                                  std::uint16_t default_port);

struct DaemonSettings {
    std::vector<SocketAddress> listen;   ///< Default 127.0.0.1 and [::1], port 10325; may be empty.
    bool allow_unauthenticated = false;  ///< `listen` may go beyond loopback without [web].
    std::string control;  ///< The control socket's path; "": none. Default: see `default_control`.
    bool control_is_default = true;  ///< Not written in the file: doing without is no failure.
    std::string state_directory;     ///< Default $STATE_DIRECTORY, else /var/lib/mailwatchd.
    base::Severity log_level = base::Severity::info;
    enum class Detail { full, host, target } detail = Detail::full;
    base::Duration retention = 400 * 24h;  ///< Of transitions and score history.
    bool catalogue = true;  ///< Whether the shipped lists are used beside [[dnsbl]] and [[source]].
};

/// [web.tls_server_config]. The files are read by net/ (server_tls.h), where the daemon needs them.
struct TlsServerSettings {
    enum class ClientAuth {
        none,
        request,             ///< Whatever it is; only the client's log knows.
        require_any,         ///< The same, but there must be one.
        verify_if_given,     ///< One that client_ca_file has not signed is refused.
        require_and_verify,  ///< The only one that tells who may ask.
    };
    enum class MinVersion { tls12, tls13 };

    Located<std::string> cert_file;  ///< PEM: the server's certificate first, then its issuers'.
    Located<std::string> key_file;
    Located<std::string> client_ca_file;  ///< "": none.
    ClientAuth client_auth = ClientAuth::none;
    MinVersion min_version = MinVersion::tls12;
    /// Names, addresses or URIs of which a verified certificate must bear one; empty: any will do.
    std::vector<std::string> client_allowed_sans;
};

/// What protects the `listen` addresses. The control socket has its own protection.
struct WebSettings {
    std::optional<TlsServerSettings> tls;
    std::map<std::string, std::string, std::less<>> basic_auth_users;  ///< To bcrypt hashes.
    /// Whether nobody gets a page who has not shown who he is.
    bool authenticates() const;
};

struct ProbeSettings {
    std::string helo_name;  ///< "": the machine's fully qualified name, which app finds out.
    std::vector<model::Prefix>
        allow_addresses;  ///< Special-purpose ranges that may be connected after all.
    std::optional<model::Address> source_v4, source_v6;
    std::string ca_file;  ///< "" is the system's store.
    base::Duration connect_timeout = 10s;
    base::Duration greeting_timeout = 30s;
    base::Duration session_timeout =
        90s;                        ///< Connect to QUIT, the greeting's patience not counted.
    base::Duration gap = 2s;        ///< Between two sessions to one address.
    base::Duration port_gap = 30s;  ///< Before the same port of an address again.
    base::Duration session_interval = 1h;  ///< Between two scheduled sessions to one endpoint.
    std::size_t max_hosts = 64;            ///< Hosts audited at once.
    model::ActiveRules active;             ///< Its EHLO name and domains are app's to fill in.
};

struct ResolverSettings {
    std::vector<SocketAddress> servers;  ///< Empty: resolv.conf.
    enum class TrustAd {
        automatic,
        yes,
        no
    } trust_ad = TrustAd::automatic;  ///< Automatic: all on loopback.
    base::Duration timeout = 3s;      ///< Of one attempt.
    int attempts = 3;
    std::vector<base::DomainName> canaries;  ///< Names that must exist; empty: built-in ones.
};

struct ScheduleSettings {
    base::Duration interval = 12 * 24h + 23h;
    base::Duration jitter = 10min;
    std::vector<base::Duration> confirm_ports{1min, 5min, 15min};
    std::vector<base::Duration> confirm_dns{5min, 15min};
    std::size_t max_running = 32;  ///< Targets under audit at once.
};

/// The cover of the HTML report.
struct ReportSettings {
    std::string organisation;  ///< Who had the audit made; "": not said.
    std::string author;        ///< Who made it; "": not said.
};

struct TargetSettings {
    model::TargetName name;
    Place at;
    base::Duration interval{};  ///< Already resolved: its own or the schedule's.
    model::ActiveMode active = model::ActiveMode::own;  ///< Resolved: its own or the probe's.
    std::vector<base::DomainName> mailboxes;            ///< Hosts that users read mail from.
    std::vector<base::DomainName> submission;           ///< Hosts that users send mail through.
    std::vector<model::TargetName> senders;             ///< Hosts and addresses that send its mail.
};

struct Configuration {
    DaemonSettings daemon;
    WebSettings web;
    ProbeSettings probe;
    ResolverSettings resolver;
    ScheduleSettings schedule;
    ReportSettings report;
    std::vector<model::Dnsbl>
        dnsbls;  ///< All: the catalogue's where used, changed and added to by [[dnsbl]].
    std::vector<model::Dnsbl> sources;    ///< Of reputation: the same with [[source]].
    std::vector<TargetSettings> targets;  ///< Without repeats, in file order.
    std::vector<std::string> warnings;  ///< Allowed, but told: an interval below 1h, a smaller gap.
};

}  // namespace mailwatchd::config
