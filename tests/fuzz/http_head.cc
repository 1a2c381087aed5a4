// Arbitrary bytes as the head of an HTTP request, as Connection reads it: what is accepted has a
// target and a host in the form that the pages expect (failures H1, A6).
#include "fuzz/require.h"
#include "serve/host_names.h"
#include "serve/request_head.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

using namespace mailwatchd;
namespace http = boost::beast::http;
using test::require;

namespace {

constexpr std::size_t header_bytes_max = 8192;  // serve::Limits

/// The head, read in pieces; nothing if it is not one.
std::optional<serve::RequestHead> head_in(std::string_view input, std::size_t piece) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(header_bytes_max);
    std::string buffer;
    std::string raw;
    while (!input.empty() && !parser.is_header_done()) {
        buffer += input.substr(0, piece);
        input.remove_prefix(std::min(piece, input.size()));
        boost::system::error_code error;
        const auto used = parser.put(boost::asio::buffer(buffer), error);
        raw += buffer.substr(0, used);
        buffer.erase(0, used);
        if (error && error != http::error::need_more) {
            const auto status = serve::status_of(error);
            require(status == 0 || status == 400 || status == 431);
            return std::nullopt;
        }
    }
    if (!parser.is_header_done()) return std::nullopt;
    return serve::judge_head(parser.get(), raw);
}

void require_head(const serve::RequestHead& head) {
    require(head.status == 0 || (head.status >= 400 && head.status <= 501 && !head.why.empty()));
    require(test::is_printable(head.why));
    if (head.status != 0) return require(head.target.empty() && !head.host);
    require(head.target == "*" || head.target.starts_with('/'));
    if (!head.host) return;
    require(head.host == serve::host_of_authority(*head.host));
    require(head.host == serve::host_of_authority(*head.host + ":8080"));
    require(test::is_printable(*head.host));
    require(serve::HostNames{{*head.host}}.has(*head.host) || head.host->empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto whole = head_in(input, size + 1);
    if (whole) require_head(*whole);
    const auto in_pieces = head_in(input, 7);
    require(in_pieces.has_value() == whole.has_value());
    if (!whole) return 0;
    require(in_pieces->status == whole->status && in_pieces->host == whole->host &&
            in_pieces->target == whole->target);
    return 0;
}
