// What RFC 9112 and RFC 9110 demand of a request's head beyond the grammar that Beast checks.
// Private to serve/.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

struct RequestHead {
    unsigned status = 0;   ///< 0: fine; otherwise the request is refused and the connection ends.
    std::string_view why;  ///< One sentence for `status`; may be empty.
    std::string target;    ///< In origin form: "/metrics?x", or "*".
    std::optional<std::string> host;  ///< Lower case, without port; nothing: HTTP/1.0 without Host.
};

/// `raw`: the head as it came.
RequestHead judge_head(const boost::beast::http::request_header<>& head, std::string_view raw);

/// Status for a head that could not be read; 0 if nobody waits for an answer.
unsigned status_of(const boost::system::error_code& error);

/// The host of "example.org:8080" or "[::1]", in lower case; nothing if that is no authority (RFC
/// 3986 §3.2) or has a user.
std::optional<std::string> host_of_authority(std::string_view authority);

}  // namespace mailwatchd::serve
