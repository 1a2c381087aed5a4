// The configuration as values: an immutable snapshot. A reload replaces all of it.
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

/// An address with a port: "127.0.0.1:10325", "[::1]:10325", "::1". `default_port` is used if the
/// text has no port; 0 means that the text must have one.
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
    bool allow_unauthenticated = false;  ///< `listen` may have public addresses without [web].
    std::string control;  ///< Path of the control socket; "": none. Default: `default_control`.
    bool control_is_default = true;  ///< Not set in the file: the daemon also runs without it.
    std::string state_directory;     ///< Default $STATE_DIRECTORY, else /var/lib/mailwatchd.
    base::Severity log_level = base::Severity::info;
    enum class Detail { full, host, target } detail = Detail::full;
    base::Duration retention = 400 * 24h;  ///< Of changes and scores.
    bool catalogue = true;  ///< Use the shipped lists as well as [[dnsbl]] and [[source]].
};

/// [web.tls_server_config]. net/server_tls.h reads the files.
struct TlsServerSettings {
    enum class ClientAuth {
        none,
        request,             ///< Ask for a certificate, accept any or none.
        require_any,         ///< Accept any certificate, but require one.
        verify_if_given,     ///< Refuse a certificate that client_ca_file has not signed.
        require_and_verify,  ///< The only mode that authenticates every client.
    };
    enum class MinVersion { tls12, tls13 };

    Located<std::string> cert_file;  ///< PEM: the server certificate, then its issuers.
    Located<std::string> key_file;
    Located<std::string> client_ca_file;  ///< "": none.
    ClientAuth client_auth = ClientAuth::none;
    MinVersion min_version = MinVersion::tls12;
    /// A verified certificate must have one of these names, addresses or URIs; empty: any.
    std::vector<std::string> client_allowed_sans;
};

/// Protection of the `listen` addresses. The control socket has file permissions instead.
struct WebSettings {
    std::optional<TlsServerSettings> tls;
    std::map<std::string, std::string, std::less<>> basic_auth_users;  ///< Name to bcrypt hash.
    std::vector<std::string> hosts;  ///< Names that the pages are served under, beside our own.
    /// Whether every client must authenticate.
    bool authenticates() const;
};

/// A mail server of somebody else that is believed to answer on a port.
struct Control {
    std::string host;  ///< A DomainName's text or an address's text.
    std::uint16_t port = 25;
    auto operator<=>(const Control&) const = default;
};
/// "mx.example.net", "imap.example.net:993", "192.0.2.1", "[2001:db8::1]:25"; the port is that of a
/// mail service.
std::optional<Control> parse_control(std::string_view text);

struct ProbeSettings {
    std::string helo_name;  ///< "": the host's fully qualified name.
    std::vector<model::Prefix>
        allow_addresses;  ///< Special-purpose blocks that may be connected to.
    std::optional<model::Address> source_v4, source_v6;
    std::string ca_file;  ///< "": the system's CA store.
    base::Duration connect_timeout = 10s;
    base::Duration greeting_timeout = 30s;
    base::Duration session_timeout =
        90s;                        ///< From connect to QUIT, without the wait for the greeting.
    base::Duration gap = 2s;        ///< Between two sessions to one address.
    base::Duration port_gap = 30s;  ///< Between two sessions to one port of an address.
    base::Duration session_interval = 1h;  ///< Between two scheduled sessions to one endpoint.
    std::size_t max_hosts = 64;            ///< Hosts audited in parallel.
    std::vector<Control> controls;         ///< Asked before silence or a refusal is believed.
    model::ActiveRules active;             ///< EHLO name and domains are filled in later.
};

struct ResolverSettings {
    std::vector<SocketAddress> servers;  ///< Empty: resolv.conf.
    enum class TrustAd {
        automatic,
        yes,
        no
    } trust_ad = TrustAd::automatic;  ///< Automatic: if all servers are on loopback.
    base::Duration timeout = 3s;      ///< Of one attempt.
    int attempts = 3;
    std::vector<base::DomainName> canaries;  ///< Names that must exist; empty: built-in ones.
};

struct ScheduleSettings {
    base::Duration interval = 12 * 24h + 23h;
    base::Duration jitter = 10min;
    std::vector<base::Duration> confirm_ports{1min, 5min, 15min};
    std::vector<base::Duration> confirm_dns{5min, 15min};
    std::size_t max_running = 32;  ///< Targets audited in parallel.
};

/// The cover of the HTML report.
struct ReportSettings {
    std::string organisation;  ///< Client of the audit; "": omitted.
    std::string author;        ///< Author of the report; "": omitted.
};

struct TargetSettings {
    model::TargetName name;
    Place at;
    base::Duration interval{};                          ///< The target's own or the schedule's.
    model::ActiveMode active = model::ActiveMode::own;  ///< The target's own or the probe's.
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
        dnsbls;  ///< The catalogue, if used, with the [[dnsbl]] tables applied.
    std::vector<model::Dnsbl> sources;    ///< Reputation sources: the same with [[source]].
    std::vector<TargetSettings> targets;  ///< Without duplicates, in file order.
    std::vector<std::string> warnings;    ///< Allowed, but not recommended.
};

}  // namespace mailwatchd::config
