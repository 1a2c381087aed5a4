#include "net/dns_exchange.h"

#include "net/boot_timer.h"
#include "net/spawn.h"

#include <ares.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <sys/socket.h>

namespace mailwatchd::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr int udp_payload_max = 1232;  // What our queries announce (RFC 6891 §6.2.3).

/// A c-ares channel on Asio. Its pending handlers keep it alive, so after `close` it does nothing.
class Channel : public std::enable_shared_from_this<Channel> {
public:
    explicit Channel(const Executor& executor)
        : executor_{executor}, retry_{executor}, deadline_timer_{executor} {}
    ~Channel() { close(); }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    int open(const ExchangeOptions& options);
    void send(const std::string& query);
    /// Abandons pending queries. Must not be called from a callback of c-ares.
    void close();

    bool is_done() const { return is_done_; }
    int choose_servers(std::size_t first);
    BootTimer& deadline_timer() { return deadline_timer_; }
    Exchanged result;

private:
    struct Watch {
        asio::posix::stream_descriptor descriptor;
        bool is_datagram = false;
        bool wants_read = false, wants_write = false;
        bool reads = false, writes = false;
    };
    using Watched = std::shared_ptr<Watch>;

    static void on_state(void* self, ares_socket_t socket, int reads, int writes) {
        static_cast<Channel*>(self)->set_state(socket, reads != 0, writes != 0);
    }
    static void on_answer(void* self, int status, int timeouts, unsigned char* bytes, int size);
    void set_state(ares_socket_t socket, bool reads, bool writes);
    void watch(ares_socket_t socket, const Watched& watched);
    void wait_read(ares_socket_t socket, const Watched& watched);
    void wait_write(ares_socket_t socket, const Watched& watched);
    void process(ares_socket_t readable, ares_socket_t writable);
    void arm_retry();
    void retry();

    Executor executor_;
    asio::steady_timer retry_;
    BootTimer deadline_timer_;  ///< Due at the deadline; cancelled when the answer arrives.
    ares_channel channel_ = nullptr;
    std::map<ares_socket_t, Watched> watches_;
    bool is_done_ = false;
};

/// "192.0.2.1:53,[2001:db8::1]:53"
std::string server_list(const std::vector<ResolverSettings::Server>& servers) {
    std::string list;
    for (const auto& [address, port] : servers) {
        if (!list.empty()) list += ',';
        list += address.is_v4() ? address.text() : '[' + address.text() + ']';
        list += ':' + std::to_string(port);
    }
    return list;
}

int Channel::open(const ExchangeOptions& options) {
    ares_options settings{};
    settings.flags =
        ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP;
    settings.timeout =
        static_cast<int>(std::clamp<std::int64_t>(options.timeout.count(), 100, 60'000));
    settings.tries = std::clamp(options.attempts, 1, 10);
    settings.ednspsz = udp_payload_max;
    settings.sock_state_cb = &Channel::on_state;
    settings.sock_state_cb_data = this;
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
               ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS;
    std::string dns_only = "b";  // Otherwise it reads nsswitch.conf every time.
    settings.lookups = dns_only.data();
    std::string no_file = "/dev/null";
    if (!options.servers.empty()) {
        settings.resolvconf_path = no_file.data();
        mask |= ARES_OPT_RESOLVCONF;
    }
    if (const int status = ares_init_options(&channel_, &settings, mask); status != ARES_SUCCESS) {
        channel_ = nullptr;
        return status;
    }
    if (!options.servers.empty()) {
        const auto list = server_list(options.servers);
        const int status = ares_set_servers_ports_csv(channel_, list.c_str());
        if (status != ARES_SUCCESS) return status;
    }
    return choose_servers(options.first);
}

bool is_loopback(const ares_addr_port_node& server) {
    if (server.family == AF_INET)
        return *reinterpret_cast<const unsigned char*>(&server.addr.addr4) == 127;
    const in6_addr loopback = IN6ADDR_LOOPBACK_INIT;
    return std::equal(std::begin(loopback.s6_addr), std::end(loopback.s6_addr),
                      reinterpret_cast<const unsigned char*>(&server.addr.addr6));
}

/// Reads the channel's final server list and rotates its start.
int Channel::choose_servers(std::size_t first) {
    ares_addr_port_node* list = nullptr;
    if (const int status = ares_get_servers_ports(channel_, &list); status != ARES_SUCCESS)
        return status;
    std::vector<ares_addr_port_node> nodes;
    for (const auto* node = list; node != nullptr; node = node->next) nodes.push_back(*node);
    ares_free_data(list);
    result.servers = nodes.size();
    result.is_loopback = !nodes.empty() && std::ranges::all_of(nodes, is_loopback);
    if (nodes.size() < 2 || first % nodes.size() == 0) return ARES_SUCCESS;
    const auto middle = nodes.begin() + static_cast<std::ptrdiff_t>(first % nodes.size());
    std::rotate(nodes.begin(), middle, nodes.end());
    for (std::size_t i = 0; i < nodes.size(); ++i)
        nodes[i].next = i + 1 < nodes.size() ? &nodes[i + 1] : nullptr;
    return ares_set_servers_ports(channel_, nodes.data());
}

void Channel::send(const std::string& query) {
    ares_send(channel_, reinterpret_cast<const unsigned char*>(query.data()),
              static_cast<int>(query.size()), &Channel::on_answer, this);
    arm_retry();
}

void Channel::on_answer(void* self, int status, int, unsigned char* bytes, int size) {
    auto& channel = *static_cast<Channel*>(self);
    channel.is_done_ = true;
    channel.result.status = status;
    if (bytes != nullptr && size > 0)
        channel.result.reply.assign(reinterpret_cast<const char*>(bytes),
                                    static_cast<std::size_t>(size));
    channel.deadline_timer_.cancel();  // Does not resume inline, so this is safe inside c-ares.
}

void Channel::close() {
    if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
    for (auto& [socket, watched] : watches_) watched->descriptor.release();
    watches_.clear();
    retry_.cancel();
    deadline_timer_.cancel();
}

void Channel::set_state(ares_socket_t socket, bool reads, bool writes) {
    const auto found = watches_.find(socket);
    if (!reads && !writes) {
        if (found == watches_.end()) return;
        found->second->descriptor.release();  // c-ares closes the socket itself.
        watches_.erase(found);
        return;
    }
    auto watched = found != watches_.end() ? found->second : nullptr;
    if (watched == nullptr) {
        watched = std::make_shared<Watch>(Watch{asio::posix::stream_descriptor{executor_, socket}});
        int type = 0;
        socklen_t size = sizeof type;
        getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size);
        watched->is_datagram = type == SOCK_DGRAM;
        watches_.emplace(socket, watched);
    }
    watched->wants_read = reads;
    watched->wants_write = writes;
    watch(socket, watched);
}

void Channel::watch(ares_socket_t socket, const Watched& watched) {
    if (watched->wants_read && !watched->reads) wait_read(socket, watched);
    if (watched->wants_write && !watched->writes) wait_write(socket, watched);
}

void Channel::wait_read(ares_socket_t socket, const Watched& watched) {
    watched->reads = true;
    watched->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_read,
        [self = shared_from_this(), socket, watched](const error_code& error) {
            watched->reads = false;
            if (error || !watched->descriptor.is_open()) return;
            self->process(socket, ARES_SOCKET_BAD);
            if (watched->descriptor.is_open()) self->watch(socket, watched);
        });
}

void Channel::wait_write(ares_socket_t socket, const Watched& watched) {
    watched->writes = true;
    watched->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_write,
        [self = shared_from_this(), socket, watched](const error_code& error) {
            watched->writes = false;
            if (error || !watched->descriptor.is_open()) return;
            self->process(ARES_SOCKET_BAD, socket);
            if (watched->descriptor.is_open()) self->watch(socket, watched);
        });
}

void Channel::process(ares_socket_t readable, ares_socket_t writable) {
    if (channel_ == nullptr) return;
    ares_process_fd(channel_, readable, writable);
    arm_retry();
}

void Channel::arm_retry() {
    timeval wait{};
    if (is_done_ || ares_timeout(channel_, nullptr, &wait) == nullptr) {
        retry_.cancel();
        return;
    }
    retry_.expires_after(std::chrono::seconds{wait.tv_sec} +
                         std::chrono::microseconds{wait.tv_usec});
    retry_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->retry();
    });
}

/// If the loop was late, the answer may have arrived already: read it before timing out.
void Channel::retry() {
    std::vector<ares_socket_t> sockets;
    for (const auto& [socket, watched] : watches_)
        if (watched->is_datagram) sockets.push_back(socket);
    for (const auto socket : sockets)
        if (watches_.contains(socket) && channel_ != nullptr)
            ares_process_fd(channel_, socket, ARES_SOCKET_BAD);
    process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

/// Closes the channel however the coroutine ends.
struct Closing {
    std::shared_ptr<Channel> channel;
    explicit Closing(std::shared_ptr<Channel> opened) : channel{std::move(opened)} {}
    ~Closing() { channel->close(); }
    Closing(const Closing&) = delete;
    Closing& operator=(const Closing&) = delete;
};

}  // namespace

Awaitable<Exchanged> exchange(std::string query, ExchangeOptions options, base::Deadline deadline) {
    const auto executor = co_await asio::this_coro::executor;
    const Closing closing{std::make_shared<Channel>(executor)};
    auto& channel = *closing.channel;
    channel.result.status = channel.open(options);
    if (channel.result.status != ARES_SUCCESS) co_return channel.result;
    channel.send(query);
    bool is_cancelled = false;
    while (!channel.is_done() && !is_cancelled && BootTime::now() < deadline.at) {
        channel.deadline_timer().expires_at(std::min(deadline.at, BootTime::now() + timer_max));
        const auto [error] =
            co_await channel.deadline_timer().async_wait(asio::as_tuple(asio::use_awaitable));
        is_cancelled = error && !channel.is_done();
    }
    channel.result.is_cancelled = is_cancelled;
    channel.result.is_timed_out = !channel.is_done() && !is_cancelled;
    co_return channel.result;
}

}  // namespace mailwatchd::net
