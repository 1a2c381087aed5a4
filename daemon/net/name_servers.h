// The servers that the configured resolver consists of: which there are, and in which order they
// are asked. Private to net/.
#pragma once

#include "net/resolver.h"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::net {

using NameServer = ResolverSettings::Server;

/// The `nameserver` lines of a resolv.conf(5), in order; this machine if there is none.
std::vector<NameServer> servers_of(std::string_view resolv_conf);
/// Those of /etc/resolv.conf.
std::vector<NameServer> system_servers();

/// Remembers for five minutes which servers failed while another one answered, and which answer
/// only queries without EDNS. Pure: the caller knows the time.
class ServerHealth {
public:
    /// As given, but servers that failed recently come last: they are still asked if all others
    /// fail, because a bad resolver is better than none.
    std::vector<NameServer> in_order(std::vector<NameServer> servers, base::Ticks now) const;
    bool has_no_edns(const NameServer& server, base::Ticks now) const;

    void note_failed(const std::vector<NameServer>& servers, base::Ticks now);
    void note_no_edns(const NameServer& server, base::Ticks now);

private:
    using Key = std::pair<model::Address, std::uint16_t>;
    using Times = std::map<Key, base::Ticks>;  ///< When it was noted.
    static bool is_recent(const Times& times, const NameServer& server, base::Ticks now);

    Times failed_;
    Times no_edns_;
};

}  // namespace mailwatchd::net
