// Selects the route and the content coding of a request. Pure.
#pragma once

#include "serve/server.h"

#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

struct Found {
    const Route* route = nullptr;
    unsigned status = 200;  ///< 404 or 405 if there is no route.
    std::string allow;      ///< With 405: "GET, HEAD".
};

/// Paths match byte for byte: "/metrics/" and "/%6detrics" are different paths. Of the routes that
/// end with "*", the longest prefix wins.
Found find_route(std::span<const Route> routes, std::string_view method, std::string_view path);

/// The path and query of a request's target in origin form or absolute form (RFC 9112 §3.2):
/// "/metrics?a" of "http://localhost:10325/metrics?a".
std::string_view origin_form(std::string_view target);

/// Whether a Transfer-Encoding header (RFC 9112 §6.1) names no coding but "chunked".
bool is_chunked_alone(std::string_view transfer_encoding);

/// Whether an Accept-Encoding header (RFC 9110 §12.5.3) accepts gzip.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace mailwatchd::serve
