#include "net/name_servers.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace mailwatchd::net {

namespace {

/// Long enough that a dead server costs little, short enough that its return is noticed.
constexpr base::Duration remembered_for = std::chrono::minutes{5};

ResolverSettings::Server on_this_machine() { return {model::Address::v4({127, 0, 0, 1}), 53}; }

}  // namespace

std::vector<NameServer> servers_of(std::string_view resolv_conf) {
    std::vector<NameServer> servers;
    std::istringstream lines{std::string{resolv_conf}};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string keyword;
        std::string text;
        words >> keyword >> text;
        if (keyword != "nameserver") continue;
        if (const auto address = model::Address::parse(text)) servers.push_back({*address, 53});
    }
    if (servers.empty()) servers.push_back(on_this_machine());
    return servers;
}

std::vector<NameServer> system_servers() {
    std::ifstream file{"/etc/resolv.conf", std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return servers_of(text);
}

std::vector<NameServer> ServerHealth::in_order(std::vector<NameServer> servers,
                                               base::Ticks now) const {
    std::stable_partition(servers.begin(), servers.end(), [&](const NameServer& server) {
        return !is_recent(failed_, server, now);
    });
    return servers;
}

bool ServerHealth::has_no_edns(const NameServer& server, base::Ticks now) const {
    return is_recent(no_edns_, server, now);
}

void ServerHealth::note_failed(const std::vector<NameServer>& servers, base::Ticks now) {
    for (const auto& server : servers) failed_.insert_or_assign({server.address, server.port}, now);
}

void ServerHealth::note_no_edns(const NameServer& server, base::Ticks now) {
    no_edns_.insert_or_assign({server.address, server.port}, now);
}

bool ServerHealth::is_recent(const Times& times, const NameServer& server, base::Ticks now) {
    const auto found = times.find({server.address, server.port});
    return found != times.end() && now - found->second < remembered_for;
}

}  // namespace mailwatchd::net
