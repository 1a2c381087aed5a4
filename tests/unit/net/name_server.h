// A name server on loopback; a function of the query returns its replies.
#pragma once

#include "loopback.h"
#include "support/dns_wire.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::test {

namespace asio = boost::asio;

struct Query {
    dns::Message message;
    std::string wire;
    bool is_tcp = false;
    int nth = 0;  ///< From 1.
};
/// Replies to send, in order; none: silence.
using Server = std::function<std::vector<std::string>(const Query&)>;

/// A reply to the query, with its id and question.
inline WireMessage reply_to(const Query& query, unsigned flags = WireMessage::response) {
    WireMessage reply{query.message.id, flags};
    reply.question(query.message.question->name, query.message.question->type);
    return reply;
}

class NameServer {
public:
    NameServer(Loopback& loop, Server server, bool has_tcp)
        : server_{std::move(server)},
          udp_{loop.io, asio::ip::udp::v4()},
          other_{loop.io, {asio::ip::address_v4::loopback(), 0}},
          tcp_{loop.io, asio::ip::tcp::v4()} {
        bind();
        if (has_tcp) {
            tcp_.listen();
            net::spawn(loop.io.get_executor(), serve_tcp());
        }
        net::spawn(loop.io.get_executor(), serve_udp());
    }

    std::uint16_t port() const { return udp_.local_endpoint().port(); }
    std::vector<Query> queries;
    std::set<std::uint16_t> client_ports;
    bool forges = false;  ///< Sends every reply but the last from another port.

private:
    /// Finds one port that is free for both protocols; other tests may have left half of a pair in
    /// use.
    void bind() {
        boost::system::error_code error;
        do {
            tcp_.close();
            tcp_.open(asio::ip::tcp::v4());
            tcp_.bind({asio::ip::address_v4::loopback(), 0});
            udp_.bind({asio::ip::address_v4::loopback(), tcp_.local_endpoint().port()}, error);
        } while (error);
    }
    std::vector<std::string> answer(std::string wire, bool is_tcp) {
        auto message = dns::parse(wire);
        if (!message) return {};
        queries.push_back(
            {*message, std::move(wire), is_tcp, static_cast<int>(queries.size()) + 1});
        return server_(queries.back());
    }
    net::Awaitable<void> serve_udp() {
        for (std::array<char, 1500> bytes{};;) {
            asio::ip::udp::endpoint from;
            const auto [error, size] = co_await udp_.async_receive_from(
                asio::buffer(bytes), from, asio::as_tuple(asio::use_awaitable));
            if (error) continue;
            client_ports.insert(from.port());
            const auto replies = answer({bytes.data(), size}, false);
            for (std::size_t i = 0; i < replies.size(); ++i) {
                auto& socket = forges && i + 1 < replies.size() ? other_ : udp_;
                boost::system::error_code ignored;
                socket.send_to(asio::buffer(replies[i]), from, 0, ignored);
            }
        }
    }
    net::Awaitable<void> serve_tcp() {
        for (;;) {
            auto [error, socket] = co_await tcp_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (error) co_return;
            std::array<char, 1500> bytes{};
            const auto [cut, size] = co_await socket.async_read_some(
                asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
            if (cut || size < 2) continue;
            const auto replies = answer({bytes.data() + 2, size - 2}, true);
            for (const auto& reply : replies) {
                const auto framed = be16(static_cast<unsigned>(reply.size())) + reply;
                co_await asio::async_write(socket, asio::buffer(framed),
                                           asio::as_tuple(asio::use_awaitable));
            }
        }
    }

    Server server_;
    asio::ip::udp::socket udp_, other_;
    asio::ip::tcp::acceptor tcp_;
};

}  // namespace mailwatchd::test
