// A blocking HTTP client for the tests, without Beast, to see exactly the bytes that the server
// sends. Runs on its own thread beside the server's loop.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace mailwatchd::serve {

/// Longest wait in these tests.
inline constexpr int patience_ms = 10'000;

/// A request that ends the connection.
inline std::string last_request(std::string_view path, std::string_view headers) {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
           std::string{headers} + "\r\n";
}

class Client {
public:
    explicit Client(std::uint16_t port, bool v6 = false)
        : socket_{::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in to4{};
        to4.sin_family = AF_INET;
        to4.sin_port = htons(port);
        to4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr_in6 to6{};
        to6.sin6_family = AF_INET6;
        to6.sin6_port = htons(port);
        to6.sin6_addr = in6addr_loopback;
        const auto* to = v6 ? reinterpret_cast<sockaddr*>(&to6) : reinterpret_cast<sockaddr*>(&to4);
        is_connected_ = ::connect(socket_, to, v6 ? sizeof to6 : sizeof to4) == 0;
    }
    Client(Client&& other) noexcept
        : socket_{std::exchange(other.socket_, -1)}, is_connected_{other.is_connected_} {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() {
        if (socket_ >= 0) ::close(socket_);
    }

    bool is_connected() const { return is_connected_; }
    int descriptor() const { return socket_; }

    bool send(std::string_view bytes) {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }

    /// Reads until the peer closes, `until` was received or the timeout; "" if the peer reset.
    std::string receive(std::string_view until = {}) {
        std::string all;
        for (char chunk[65536]; until.empty() || all.find(until) == std::string::npos;) {
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, patience_ms) != 1) return all + "[patience]";
            const auto size = ::recv(socket_, chunk, sizeof chunk, 0);
            if (size <= 0) return all;
            all.append(chunk, static_cast<std::size_t>(size));
        }
        return all;
    }

    /// Sends a request that ends the connection, and reads the whole answer.
    std::string get(std::string_view path, std::string_view headers = "") {
        send(last_request(path, headers));
        return receive();
    }

private:
    int socket_;
    bool is_connected_ = false;
};

inline std::string head_of(const std::string& answer) {
    return answer.substr(0, answer.find("\r\n\r\n"));
}

inline std::string body_of(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == std::string::npos ? std::string{} : answer.substr(end + 4);
}

/// Decodes a chunked body (RFC 9112 §7.1); ends with "[broken]" if it is incomplete.
inline std::string unchunked(std::string_view body) {
    std::string out;
    while (true) {
        const auto line = body.find("\r\n");
        if (line == std::string_view::npos) return out + "[broken]";
        const auto size = std::stoul(std::string{body.substr(0, line)}, nullptr, 16);
        body.remove_prefix(line + 2);
        if (size == 0) return out;
        if (body.size() < size + 2) return out + "[broken]";
        out += body.substr(0, size);
        body.remove_prefix(size + 2);
    }
}

}  // namespace mailwatchd::serve
