#include "serve/connection.h"

#include "serve/gzip.h"
#include "serve/heads.h"
#include "serve/peer.h"
#include "serve/routing.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace mailwatchd::serve {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

/// Size of a piece to compress or write: well under 5 ms on the loop.
constexpr std::size_t piece_bytes = 65536;
/// Of a request's head, at once.
constexpr std::size_t read_bytes_max = 1024;
/// After an error: reads to discard what the client still sends, so that it can read the answer.
constexpr int swallowed_reads_max = 8;
constexpr base::Duration swallow_patience = std::chrono::seconds{1};

std::string error_text(unsigned status) {
    const auto reason = http::obsolete_reason(static_cast<http::status>(status));
    return std::to_string(status) + ' ' + std::string{reason} + '\n';
}

Response error_response(unsigned status) {
    Response response;
    response.status = status;
    response.body = error_text(status);
    return response;
}

/// The next piece of a body; nothing after the last.
std::optional<std::string> next_piece(Response& response, std::size_t& sent) {
    std::string piece;
    if (sent < response.body.size()) {
        piece = response.body.substr(sent, piece_bytes);
        sent += piece.size();
        return piece;
    }
    if (!response.pieces) return std::nullopt;
    if (!response.pieces(piece)) response.pieces = nullptr;
    return piece;
}

/// False if the next piece could not be made: then the body stays incomplete.
bool take_next_piece(Response& response, std::size_t& sent, std::optional<std::string>& piece) {
    try {
        piece = next_piece(response, sent);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

/// What to send of a piece; without a piece, the end of a compressed body.
std::string encoded(std::optional<Gzip>& gzip, std::optional<std::string> piece) {
    if (!gzip) return std::move(piece).value_or("");
    std::string bytes;
    if (piece)
        gzip->add(*piece, bytes);
    else
        gzip->finish(bytes);
    return bytes;
}

}  // namespace

/// A request and the head of its answer.
struct Connection::Exchange {
    Request request;
    std::string accept_encoding;
    std::string authorization;
    bool is_head = false;
    bool keep_alive = false;
    bool is_http_1_0 = false;
    http::response<http::empty_body> head;
};

struct Connection::Parser : http::request_parser<http::empty_body> {};

Connection::Connection(Wire::Socket socket, const Shared& shared)
    : shared_{shared},
      wire_{std::move(socket), shared.hooks.tls ? shared.hooks.tls() : nullptr},
      buffer_{shared.limits.header_bytes_max + 1024},
      since_{std::chrono::steady_clock::now()} {}

void Connection::end() {
    has_ended_ = true;
    wire_.bare().close();
}

void Connection::enter(Phase phase, base::Duration patience) {
    phase_ = phase;
    since_ = std::chrono::steady_clock::now();
    wire_.bare().expires_after(patience);
}

void Connection::count(unsigned status) const {
    if (shared_.hooks.answered) shared_.hooks.answered(status);
}

net::Awaitable<void> Connection::run() {
    bool is_open = co_await shake_hands();
    while (is_open && !has_ended_ && !shared_.stopping) is_open = co_await serve_one();
    boost::system::error_code ignored;
    if (!has_ended_) wire_.bare().socket().shutdown(Wire::Socket::shutdown_send, ignored);
    end();
}

/// False if the handshake failed.
net::Awaitable<bool> Connection::shake_hands() {
    enter(Phase::asking, shared_.limits.header_patience);
    const auto error = co_await wire_.shake_hands();
    if (!error) co_return true;
    wire_.drop_tls();
    if (net::is_plain_http(error)) {
        co_await refuse(400, "This is an HTTPS server, and the request was plain HTTP.\n");
        co_return false;
    }
    count(0);
    if (!has_ended_) co_await let_read();  // So that the peer can read our TLS alert.
    co_return false;
}

/// One request and its answer. False if the connection must end.
net::Awaitable<bool> Connection::serve_one() {
    Exchange exchange;
    const bool is_read = co_await read_request(exchange);
    is_first_ = false;
    if (!is_read) co_return false;
    phase_ = Phase::answering;
    wire_.bare().expires_never();
    auto response = co_await answer(exchange);
    const bool is_sent = co_await send(exchange, std::move(response));
    count(is_sent ? exchange.head.result_int() : 0);
    if (!is_sent || exchange.keep_alive) co_return is_sent;
    enter(Phase::asking, swallow_patience);
    co_await wire_.say_end();
    co_return false;
}

net::Awaitable<bool> Connection::wait_for_byte() {
    if (buffer_.size() > 0) co_return true;  // Pipelined.
    enter(Phase::asking, is_first_ ? shared_.limits.header_patience : shared_.limits.idle_patience);
    const auto error = co_await read_more();
    if (error && is_first_) count(0);
    co_return !error;
}

/// Appends what has come to the buffer; fails if that is full.
net::Awaitable<boost::system::error_code> Connection::read_more() {
    const auto room = std::min(read_bytes_max, buffer_.max_size() - buffer_.size());
    if (room == 0) co_return http::error::buffer_overflow;
    const auto read = co_await wire_.read_some(buffer_.prepare(room));
    buffer_.commit(read.size);
    co_return read.error;
}

/// Reads until the head is complete, or cannot become it.
net::Awaitable<boost::system::error_code> Connection::read_head(Parser& parser) {
    boost::system::error_code error;
    while (!parser.is_header_done()) {
        const auto used = parser.put(buffer_.data(), error);
        buffer_.consume(used);
        if (error == http::error::need_more) error = co_await read_more();
        if (error == asio::error::eof)
            co_return parser.got_some() ? http::error::partial_message : http::error::end_of_stream;
        if (error) co_return error;
    }
    co_return error;
}

net::Awaitable<bool> Connection::read_request(Exchange& exchange) {
    const bool has_byte = co_await wait_for_byte();
    if (!has_byte) co_return false;
    enter(Phase::asking, shared_.limits.header_patience);
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes_max));
    const auto error = co_await read_head(parser);
    const unsigned status = error ? status_of(error) : refusal_of(parser);
    if (error || status != 0) {
        auto why = error_text(status);
        co_await refuse(status, std::move(why));
        co_return false;
    }
    const auto& head = parser.get();
    const auto target = origin_form(head.target());
    const auto question = target.find('?');
    exchange.is_head = head.method() == http::verb::head;
    exchange.is_http_1_0 = head.version() == 10;
    exchange.keep_alive = parser.keep_alive() && !exchange.is_http_1_0;
    exchange.request.method = head.method_string();
    exchange.request.path = target.substr(0, question);
    if (question != beast::string_view::npos) exchange.request.query = target.substr(question + 1);
    exchange.request.accept = head[http::field::accept];
    exchange.accept_encoding = head[http::field::accept_encoding];
    exchange.authorization = head[http::field::authorization];
    co_return true;
}

/// Sends an error for an invalid request; then the connection ends.
net::Awaitable<void> Connection::refuse(unsigned status, std::string why) {
    count(status);
    if (status == 0 || has_ended_) co_return;
    Exchange exchange;
    exchange.head.result(status);
    exchange.head.set(http::field::content_type, "text/plain; charset=utf-8");
    const bool is_sent = co_await send_whole(exchange, std::move(why));
    if (is_sent) co_await let_read();
}

/// A close with unread input makes the kernel send RST, which may overtake our answer.
net::Awaitable<void> Connection::let_read() {
    enter(Phase::asking, swallow_patience);  // One timeout for all reads.
    co_await wire_.say_end();
    std::array<char, 4096> swallowed{};
    boost::system::error_code error;
    for (int reads = 0; reads < swallowed_reads_max && !error; ++reads) {
        const auto read = co_await wire_.read_below_tls(asio::buffer(swallowed));
        error = read.error;
    }
}

/// Authentication comes first, so that a refused client does not learn which paths exist.
net::Awaitable<Response> Connection::answer(const Exchange& exchange) {
    auto admission = Admission::granted;
    if (shared_.hooks.admit) {
        Caller caller;
        caller.authorization = exchange.authorization;
        caller.network = wire_.network();
        admission = co_await shared_.hooks.admit(std::move(caller));
    }
    Response response;
    if (admission == Admission::granted) {
        response = co_await ask(exchange);
    } else if (admission == Admission::busy) {
        response = error_response(503);
    } else {
        response = error_response(401);
        response.challenge = "Basic realm=\"mailwatchd\", charset=\"UTF-8\"";  // RFC 7617 §2.1
    }
    co_return response;
}

net::Awaitable<Response> Connection::ask(const Exchange& exchange) {
    auto request = exchange.request;
    const auto found = find_route(shared_.routes, request.method, request.path);
    if (found.route == nullptr) {
        auto response = error_response(found.status);
        response.allow = found.allow;
        co_return response;
    }
    if (exchange.is_head) request.method = "GET";
    request.peer_user = peer_user(wire_.bare().socket().native_handle());
    bool has_thrown = false;
    Response response;
    try {
        response = co_await found.route->handler(std::move(request));
    } catch (const std::exception&) {
        has_thrown = true;
    }
    if (has_thrown) response = error_response(500);
    co_return response;
}

net::Awaitable<bool> Connection::send(Exchange& exchange, Response response) {
    auto& head = exchange.head;
    head.version(exchange.is_http_1_0 ? 10 : 11);
    head.result(response.status);
    head.set(http::field::content_type, response.content_type);
    head.set(http::field::cache_control, "no-store");
    head.set("X-Content-Type-Options", "nosniff");
    if (!response.allow.empty()) head.set(http::field::allow, response.allow);
    if (!response.challenge.empty()) head.set(http::field::www_authenticate, response.challenge);
    const bool is_large = response.pieces || response.body.size() >= shared_.limits.gzip_bytes_min;
    if (is_large && !response.flow) {  // Compression would delay followed events.
        head.set(http::field::vary, "Accept-Encoding");
        if (accepts_gzip(exchange.accept_encoding)) head.set(http::field::content_encoding, "gzip");
    }
    bool is_sent = false;
    if (response.pieces || response.flow || head.count(http::field::content_encoding) > 0) {
        is_sent = co_await send_pieces(exchange, std::move(response));
    } else {
        is_sent = co_await send_whole(exchange, std::move(response.body));
    }
    co_return is_sent;
}

net::Awaitable<bool> Connection::send_head(Exchange& exchange) {
    exchange.head.keep_alive(exchange.keep_alive);
    const auto head = text_of(exchange.head);
    enter(Phase::sending, shared_.limits.write_patience);
    const auto error = co_await wire_.write(head);
    co_return !error;
}

net::Awaitable<bool> Connection::send_whole(Exchange& exchange, std::string body) {
    exchange.head.content_length(body.size());
    const bool is_begun = co_await send_head(exchange);
    if (!is_begun || exchange.is_head || body.empty()) co_return is_begun;
    for (std::size_t sent = 0; sent < body.size(); sent += piece_bytes) {
        enter(Phase::sending, shared_.limits.write_patience);
        const auto piece = std::string_view{body}.substr(sent, piece_bytes);
        const auto error = co_await wire_.write(piece);
        if (error) co_return false;
    }
    co_return true;
}

/// Chunked (RFC 9112 §7.1); for an HTTP/1.0 client unchunked until the connection ends.
net::Awaitable<bool> Connection::send_pieces(Exchange& exchange, Response response) {
    if (!exchange.is_http_1_0) exchange.head.chunked(true);
    bool is_fine = co_await send_head(exchange);
    if (exchange.is_head) co_return is_fine;
    std::optional<Gzip> gzip;
    if (exchange.head.count(http::field::content_encoding) > 0) gzip.emplace();
    std::size_t sent = 0;
    for (bool is_last = false; is_fine && !is_last;) {
        std::optional<std::string> piece;
        if (!take_next_piece(response, sent, piece)) co_return false;
        is_last = !piece;
        auto bytes = encoded(gzip, std::move(piece));
        is_fine = co_await send_piece(exchange, std::move(bytes));
    }
    if (is_fine && response.flow) is_fine = co_await send_flow(exchange, std::move(response.flow));
    if (!is_fine || exchange.is_http_1_0) co_return is_fine;
    const auto last = beast::buffers_to_string(http::make_chunk_last());
    const auto error = co_await wire_.write(last);
    co_return !error;
}

net::Awaitable<bool> Connection::send_flow(const Exchange& exchange, Flow flow) {
    while (!has_ended_) {
        phase_ = Phase::answering;
        wire_.bare().expires_never();
        std::optional<std::string> piece;
        bool has_thrown = false;
        try {
            piece = co_await flow();
        } catch (const std::exception&) {
            has_thrown = true;
        }
        if (has_thrown || has_ended_) co_return false;
        if (!piece) co_return true;
        if (wire_.has_gone()) co_return false;  // Nothing else notices that a follower has gone.
        const bool is_sent = co_await send_piece(exchange, *std::move(piece));
        if (!is_sent) co_return false;
    }
    co_return false;
}

/// Sends nothing for an empty piece, because an empty chunk ends the body; but yields to others.
net::Awaitable<bool> Connection::send_piece(const Exchange& exchange, std::string bytes) {
    if (bytes.empty()) {
        co_await asio::post(wire_.get_executor(), asio::use_awaitable);
        co_return !has_ended_;
    }
    enter(Phase::sending, shared_.limits.write_patience);
    if (!exchange.is_http_1_0)
        bytes = beast::buffers_to_string(http::make_chunk(asio::buffer(std::as_const(bytes))));
    const auto error = co_await wire_.write(bytes);
    co_return !error;
}

}  // namespace mailwatchd::serve
