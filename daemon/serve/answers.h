// Answers that the server gives by itself. Private to serve/.
#pragma once

#include "serve/server.h"

#include <boost/beast/http/message.hpp>

#include <string>
#include <string_view>

namespace mailwatchd::serve {

/// "404 Not Found", and a line that says why, if there is one.
std::string error_text(unsigned status, std::string_view why = {});
Response error_response(unsigned status, std::string_view why = {});

/// 421: the pages are not served under this name.
Response wrong_host(std::string_view host);
/// 503: no place for another answer that lasts.
Response too_many_flows();

/// The status line and the fields (RFC 9112 §3.2, §5), with the empty line that ends them.
std::string text_of(const boost::beast::http::response_header<>& head);

}  // namespace mailwatchd::serve
