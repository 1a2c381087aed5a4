#include "serve/heads.h"

#include "serve/routing.h"

namespace mailwatchd::serve {

namespace http = boost::beast::http;

unsigned refusal_of(const http::request_parser<http::empty_body>& parser) {
    const auto& head = parser.get();
    const auto hosts = head.count(http::field::host);
    const bool is_1_0 = head.version() == 10;
    if (hosts > 1 || (hosts == 0 && !is_1_0)) return 400;
    if (const auto target = origin_form(head.target()); target != "*" && !target.starts_with('/'))
        return 400;
    if (head.count(http::field::transfer_encoding) > 0) {
        if (is_1_0 || head.count(http::field::content_length) > 0) return 400;
        return is_chunked_alone(head[http::field::transfer_encoding]) ? 413 : 501;
    }
    return parser.content_length().value_or(0) > 0 ? 413 : 0;
}

unsigned status_of(const boost::system::error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    return error.category() == make_error_code(http::error::bad_method).category() &&
                   error != http::error::end_of_stream && error != http::error::partial_message
               ? 400
               : 0;
}

std::string text_of(const http::response_header<>& head) {
    auto text = std::string{head.version() == 10 ? "HTTP/1.0 " : "HTTP/1.1 "} +
                std::to_string(head.result_int()) + ' ' + std::string{head.reason()} + "\r\n";
    for (const auto& field : head)
        text += std::string{field.name_string()} + ": " + std::string{field.value()} + "\r\n";
    return text + "\r\n";
}

}  // namespace mailwatchd::serve
