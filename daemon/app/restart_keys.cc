#include "app/restart_keys.h"

#include <algorithm>
#include <string_view>

namespace mailwatchd::app {

namespace {

using config::Configuration;

struct Key {
    std::string_view name;
    bool (*is_same)(const Configuration& a, const Configuration& b);
};

bool is_bare(const config::WebSettings& web) {
    return !web.tls && web.basic_auth_users.empty() && web.hosts.empty();
}

#define MAILWATCHD_KEY(key)                                                                 \
    Key {                                                                                   \
#key, [](const Configuration& a, const Configuration& b) { return a.key == b.key; } \
    }

constexpr Key keys[] = {
    MAILWATCHD_KEY(daemon.listen),
    // [web] protects the addresses in the same file (app/web.h).
    {"web",
     [](const Configuration& a, const Configuration& b) {
         return a.daemon.listen == b.daemon.listen || (is_bare(a.web) && is_bare(b.web));
     }},
    MAILWATCHD_KEY(daemon.control),
    MAILWATCHD_KEY(daemon.state_directory),
    MAILWATCHD_KEY(daemon.log_level),
    {"probe.allow_addresses",
     [](const Configuration& a, const Configuration& b) {
         return std::ranges::equal(a.probe.allow_addresses, b.probe.allow_addresses, {},
                                   &model::Prefix::text, &model::Prefix::text);
     }},
    {"probe.source_address",
     [](const Configuration& a, const Configuration& b) {
         return a.probe.source_v4 == b.probe.source_v4 && a.probe.source_v6 == b.probe.source_v6;
     }},
    MAILWATCHD_KEY(probe.ca_file),
    MAILWATCHD_KEY(resolver.servers),
    MAILWATCHD_KEY(resolver.trust_ad),
    MAILWATCHD_KEY(resolver.timeout),
    MAILWATCHD_KEY(resolver.attempts),
};

#undef MAILWATCHD_KEY

}  // namespace

std::string restart_warning(const Configuration& started_with, const Configuration& now) {
    std::string names;
    for (const auto& [name, is_same] : keys)
        if (!is_same(started_with, now)) names.append(names.empty() ? "" : ", ").append(name);
    if (names.empty()) return {};
    return names +
           ": changes take effect after a restart, not after a reload (systemctl restart "
           "mailwatchd)";
}

}  // namespace mailwatchd::app
