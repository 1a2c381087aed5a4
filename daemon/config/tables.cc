#include "config/tables.h"

#include "base/duration.h"
#include "config/active.h"
#include "config/values.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace mailwatchd::config {

namespace {

constexpr std::string_view want_socket_address =
    "an address such as \"127.0.0.1\" or \"::1\", or one with a port, \"[::1]:5353\"";

void warn(const Section& section, std::string_view key, std::string what, Problems& warnings) {
    warnings.push_back({section.place(key), section.full_key(key), std::move(what)});
}

/// systemd separates several directories by colons; the first one is ours.
std::string directory_of(const char* variable, const char* fallback) {
    const char* const given = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
    if (given == nullptr || *given == '\0') return fallback;
    const std::string_view list = given;
    return std::string{list.substr(0, list.find(':'))};
}

std::string default_state_directory() {
    return directory_of("STATE_DIRECTORY", "/var/lib/mailwatchd");
}

bool is_absolute(const std::string& path) {
    return path.starts_with('/') && path.find('\0') == std::string::npos;
}

/// An empty path means the fallback.
std::string absolute_path(Section& section, std::string_view key, const std::string& fallback) {
    const auto path = section.text(key);
    if (!path || path->value.empty()) return fallback;
    if (is_absolute(path->value)) return path->value;
    section.problem(path->at, key, found_but_want(path->value, "an absolute path"));
    return fallback;
}

/// An empty path means no socket.
void read_control(Section& section, DaemonSettings& daemon) {
    constexpr std::string_view key = "control";
    const auto path = section.text(key);
    daemon.control_is_default = !path;
    daemon.control = path ? path->value : default_control();
    if (!path || path->value.empty()) return;
    if (!is_absolute(path->value))
        section.problem(path->at, key, found_but_want(path->value, "an absolute path or \"\""));
    if (path->value.size() > socket_path_bytes_max)
        section.problem(path->at, key,
                        "expected at most " + std::to_string(socket_path_bytes_max) + " bytes");
}

/// Protection of the pages.
struct Reach {
    const WebSettings& web;
    bool is_open;  ///< allow_unauthenticated is set.
};

/// An address other than loopback shows the targets to everybody who can reach it. It needs
/// authentication, or an explicit allow_unauthenticated.
void judge_reach(Section& section, const SocketAddress& address, Reach reach, Problems& warnings) {
    constexpr std::string_view why = " can be reached from other hosts and shows what is monitored";
    if (reach.web.authenticates()) {
        if (!reach.web.tls)
            warn(section, "listen", address.text() + " has no TLS: passwords are sent unencrypted",
                 warnings);
        return;
    }
    if (reach.is_open)
        warn(section, "listen", address.text() + std::string{why}, warnings);
    else
        section.problem(section.place("listen"), "listen",
                        address.text() + std::string{why} +
                            "; use a loopback address, configure authentication in [web], or set "
                            "allow_unauthenticated = true");
}

std::vector<SocketAddress> read_listen(Section& section, Reach reach, Problems& warnings) {
    auto listen = parse_all<SocketAddress>(
        section, "listen", section.text_or_texts("listen"), want_socket_address,
        [](const std::string& text) { return parse_socket_address(text, listen_port); });
    if (!section.has("listen"))
        for (const auto* const loopback : {"127.0.0.1", "::1"})
            listen.push_back(*parse_socket_address(loopback, listen_port));
    for (const auto& address : listen)
        if (!address.address.is_loopback()) judge_reach(section, address, reach, warnings);
    return listen;
}

constexpr std::array<std::string_view, 4> log_levels{"debug", "info", "warning", "error"};
static_assert(log_levels.size() == static_cast<std::size_t>(base::Severity::error) + 1);
constexpr std::array<std::string_view, 3> details{"full", "host", "target"};
static_assert(details.size() == static_cast<std::size_t>(DaemonSettings::Detail::target) + 1);

/// A value below the default is allowed, with a warning.
base::Duration read_politeness(Section& section, std::string_view key, base::Duration polite,
                               Problems& warnings) {
    const auto value = section.duration(key, polite, 0s, 30 * 24h);
    if (value < polite)
        warn(section, key,
             base::to_text(value) + " is below the recommended minimum of " + base::to_text(polite),
             warnings);
    return value;
}

/// At most one address of each family.
void read_source(Section& section, ProbeSettings& probe) {
    constexpr std::string_view key = "source_address";
    for (const auto& text : section.text_or_texts(key)) {
        const auto address = model::Address::parse(text.value);
        if (!address) {
            section.problem(text.at, key, found_but_want(text.value, "an IPv4 or IPv6 address"));
            continue;
        }
        auto& source = address->is_v4() ? probe.source_v4 : probe.source_v6;
        if (source) section.problem(text.at, key, "expected at most one address per family");
        source = address;
    }
}

ResolverSettings::TrustAd read_trust_ad(Section& section) {
    using enum ResolverSettings::TrustAd;
    constexpr std::string_view key = "trust_ad";
    if (section.has(key) && !section.is_text(key)) return section.flag(key, false) ? yes : no;
    const auto text = section.text(key);
    if (text && text->value != "auto")
        section.problem(text->at, key, found_but_want(text->value, "\"auto\", true or false"));
    return automatic;
}

}  // namespace

std::string default_control() {
    return directory_of("RUNTIME_DIRECTORY", "/run/mailwatchd") + "/control.sock";
}

void warn_of_short_interval(const Section& section, base::Duration interval, Problems& warnings) {
    if (section.has("interval") && interval < interval_warned)
        warn(section, "interval",
             base::to_text(interval) + " is below the recommended minimum of " +
                 base::to_text(interval_warned),
             warnings);
}

DaemonSettings read_daemon(Section& section, const WebSettings& web, Problems& warnings) {
    DaemonSettings daemon;
    daemon.allow_unauthenticated =
        section.flag("allow_unauthenticated", daemon.allow_unauthenticated);
    const Reach reach{web, daemon.allow_unauthenticated};
    daemon.listen = read_listen(section, reach, warnings);
    read_control(section, daemon);
    daemon.state_directory = absolute_path(section, "state_directory", default_state_directory());
    daemon.log_level = read_enum(section, "log_level", daemon.log_level, log_levels);
    daemon.detail = read_enum(section, "detail", daemon.detail, details);
    daemon.retention = section.duration("retention", daemon.retention, 24h, interval_max);
    daemon.catalogue = section.flag("catalogue", daemon.catalogue);
    section.finish();
    return daemon;
}

ProbeSettings read_probe(Section& section, Problems& warnings) {
    ProbeSettings probe;
    if (const auto helo = section.text("helo_name"); helo && !helo->value.empty())
        if (const auto name = domain_name(section, "helo_name", *helo))
            probe.helo_name = name->text();
    probe.allow_addresses = parse_all<model::Prefix>(
        section, "allow_addresses", section.texts("allow_addresses"),
        "an address block such as \"192.0.2.0/24\" or \"2001:db8::/32\"",
        [](const std::string& text) { return model::Prefix::parse(text); });
    read_source(section, probe);
    probe.ca_file = absolute_path(section, "ca_file", "");
    probe.connect_timeout = section.duration("connect_timeout", probe.connect_timeout, 1s, 5min);
    probe.greeting_timeout =
        section.duration("greeting_timeout", probe.greeting_timeout, 1s, 10min);
    probe.session_timeout = section.duration("session_timeout", probe.session_timeout, 5s, 30min);
    probe.gap = read_politeness(section, "gap", probe.gap, warnings);
    probe.port_gap = read_politeness(section, "port_gap", probe.port_gap, warnings);
    probe.session_interval =
        read_politeness(section, "session_interval", probe.session_interval, warnings);
    probe.max_hosts = static_cast<std::size_t>(
        section.integer("max_hosts", static_cast<std::int64_t>(probe.max_hosts), 1, 4096));
    probe.controls = parse_all<Control>(
        section, "controls", section.texts("controls"),
        "a mail server such as \"mx.example.net\", \"imap.example.net:993\" or \"192.0.2.1\"",
        parse_control);
    probe.active = read_active(section);
    section.finish();
    return probe;
}

ResolverSettings read_resolver(Section& section) {
    constexpr std::uint16_t dns_port = 53;
    ResolverSettings resolver;
    resolver.servers =
        parse_all<SocketAddress>(section, "servers", section.texts("servers"), want_socket_address,
                                 [](const std::string& text) -> std::optional<SocketAddress> {
                                     auto server = parse_socket_address(text, dns_port);
                                     return server && server->port != 0 ? server : std::nullopt;
                                 });
    resolver.trust_ad = read_trust_ad(section);
    resolver.timeout = section.duration("timeout", resolver.timeout, 100ms, 1min);
    resolver.attempts = static_cast<int>(section.integer("attempts", resolver.attempts, 1, 10));
    resolver.canaries = domain_names(section, "canaries");
    section.finish();
    return resolver;
}

ScheduleSettings read_schedule(Section& section, Problems& warnings) {
    ScheduleSettings schedule;
    schedule.interval = section.duration("interval", schedule.interval, interval_min, interval_max);
    warn_of_short_interval(section, schedule.interval, warnings);
    // At most 10 minutes, so that the interval stays what the configuration says.
    schedule.jitter = section.duration("jitter", schedule.jitter, 0s, 10min);
    schedule.confirm_ports = section.durations("confirm_ports", schedule.confirm_ports, 1s, 24h);
    schedule.confirm_dns = section.durations("confirm_dns", schedule.confirm_dns, 1s, 24h);
    schedule.max_running = static_cast<std::size_t>(
        section.integer("max_running", static_cast<std::int64_t>(schedule.max_running), 1, 4096));
    section.finish();
    return schedule;
}

ReportSettings read_report(Section& section) {
    ReportSettings report;
    report.organisation = section.text("organisation", report.organisation);
    report.author = section.text("author", report.author);
    section.finish();
    return report;
}

}  // namespace mailwatchd::config
