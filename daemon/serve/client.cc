#include "serve/client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <limits>
#include <utility>

namespace mailwatchd::serve {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Kind = CallFailure::Kind;

namespace {

constexpr std::uint32_t header_bytes_max = 16384;

/// Nothing if the path is too long for a socket.
std::optional<asio::local::stream_protocol::endpoint> endpoint_of(const std::string& path) {
    try {
        return asio::local::stream_protocol::endpoint{path};
    } catch (const boost::system::system_error&) {
        return std::nullopt;
    }
}

CallFailure failure_of(const error_code& error) {
    if (error == asio::error::access_denied) return {Kind::not_permitted, error.message()};
    const bool is_absent = error == boost::system::errc::no_such_file_or_directory ||
                           error == asio::error::connection_refused ||
                           error == boost::system::errc::not_a_directory;
    return {is_absent ? Kind::not_there : Kind::broken, error.message()};
}

/// One call and its answer. Each asynchronous operation is awaited before the next.
class Exchange {
public:
    explicit Exchange(const TakeBody& take) : take_{take} {
        parser_.header_limit(header_bytes_max);
        parser_.body_limit(std::numeric_limits<std::uint64_t>::max());
    }

    std::optional<CallFailure> run(const std::string& socket, const Call& what, Answer& answer) {
        const auto endpoint = endpoint_of(socket);
        if (!endpoint) return CallFailure{Kind::not_there, "not a valid socket path"};
        stream_.expires_after(what.patience);
        auto error = wait([&](auto done) { stream_.async_connect(*endpoint, std::move(done)); });
        if (error) return failure_of(error);
        error = ask(what);
        if (error) return CallFailure{Kind::broken, "no answer: " + error.message()};
        answer = {parser_.get().result_int(),
                  std::string{parser_.get()[http::field::content_type]}};
        stream_.expires_never();
        error = read_body(answer);
        if (error) return CallFailure{Kind::broken, "connection lost: " + error.message()};
        return std::nullopt;
    }

private:
    template <class Start>
    error_code wait(Start start) {
        error_code result;
        start([&result](const error_code& error, auto&&...) { result = error; });
        io_.restart();
        io_.run();
        return result;
    }

    error_code ask(const Call& what) {
        http::request<http::empty_body> request;
        request.method_string(what.method);
        request.target(what.target);
        request.set(http::field::host, "mailwatchd");
        request.set(http::field::accept, what.accept);
        request.set(http::field::connection, "close");
        request.prepare_payload();
        const auto error =
            wait([&](auto done) { http::async_write(stream_, request, std::move(done)); });
        if (error) return error;
        return wait([&](auto done) {
            http::async_read_header(stream_, buffer_, parser_, std::move(done));
        });
    }

    error_code read_body(const Answer& answer) {
        std::array<char, 65536> room{};
        while (!parser_.is_done()) {
            auto& body = parser_.get().body();
            body.data = room.data();
            body.size = room.size();
            auto error = wait([&](auto done) {
                http::async_read_some(stream_, buffer_, parser_, std::move(done));
            });
            if (error == http::error::need_buffer) error = {};
            const auto size = room.size() - body.size;
            if (size > 0 && !take_(answer, {room.data(), size})) return {};
            if (error) return error;
        }
        return {};
    }

    const TakeBody& take_;
    asio::io_context io_{1};
    beast::basic_stream<asio::local::stream_protocol> stream_{io_};
    beast::flat_buffer buffer_;
    http::response_parser<http::buffer_body> parser_;
};

}  // namespace

std::optional<CallFailure> call(const std::string& socket, const Call& what, Answer& answer,
                                const TakeBody& take) {
    Exchange exchange{take};
    return exchange.run(socket, what, answer);
}

bool is_answered(const std::string& socket) {
    const auto endpoint = endpoint_of(socket);
    if (!endpoint) return false;
    asio::io_context io{1};
    asio::local::stream_protocol::socket probe{io};
    error_code error;
    probe.connect(*endpoint, error);
    return !error;
}

}  // namespace mailwatchd::serve
