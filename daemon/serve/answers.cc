#include "serve/answers.h"

#include "base/escape.h"

namespace mailwatchd::serve {

namespace http = boost::beast::http;

std::string error_text(unsigned status, std::string_view why) {
    const auto reason = http::obsolete_reason(static_cast<http::status>(status));
    auto text = std::to_string(status) + ' ' + std::string{reason} + '\n';
    if (!why.empty()) text.append(why).append("\n");
    return text;
}

Response error_response(unsigned status, std::string_view why) {
    Response response;
    response.status = status;
    response.body = error_text(status, why);
    return response;
}

Response wrong_host(std::string_view host) {
    return error_response(421, "The pages are not served under the name \"" + base::escape(host) +
                                   "\": add it to \"hosts\" in the table [web] of mailwatchd.toml "
                                   "and reload the configuration, or use the server's address.");
}

Response too_many_flows() {
    return error_response(
        503,
        "Too many clients follow events or wait for an audit: end one of them and "
        "try again.");
}

std::string text_of(const http::response_header<>& head) {
    auto text = std::string{head.version() == 10 ? "HTTP/1.0 " : "HTTP/1.1 "} +
                std::to_string(head.result_int()) + ' ' + std::string{head.reason()} + "\r\n";
    for (const auto& field : head)
        text += std::string{field.name_string()} + ": " + std::string{field.value()} + "\r\n";
    return text + "\r\n";
}

}  // namespace mailwatchd::serve
