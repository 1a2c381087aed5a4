// Arbitrary bytes as a resolv.conf: at least one server, each one that the text names, in order.
#include "net/name_servers.h"

#include "fuzz/require.h"

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto servers = net::servers_of(text);
    require(!servers.empty() && servers.size() <= size / 12 + 1);
    std::string again;
    for (const auto& server : servers) {
        require(server.port == 53);
        again += "nameserver " + server.address.text() + '\n';
    }
    const auto same = net::servers_of(again);
    require(std::ranges::equal(same, servers, {}, &net::NameServer::address,
                               &net::NameServer::address));
    net::ServerHealth health;
    health.note_failed({servers.front()}, base::Ticks{});
    const auto ordered = health.in_order(servers, base::Ticks{});
    require(ordered.size() == servers.size() && ordered.back().address == servers.front().address);
    return 0;
}
