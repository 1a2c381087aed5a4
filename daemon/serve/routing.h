// Which handler answers, and in which coding: pure.
#pragma once

#include "serve/server.h"

#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

struct Found {
    const Route* route = nullptr;
    unsigned status = 200;  ///< 404 or 405 where there is no route.
    std::string allow;      ///< With 405: "GET, HEAD".
};

/// Paths match exactly, byte for byte: "/metrics/" and "/%6detrics" are other paths. Of those that
/// end in "*" the longest that fits.
Found find_route(std::span<const Route> routes, std::string_view method, std::string_view path);

/// Whether an Accept-Encoding header (RFC 9110 §12.5.3) takes gzip.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace mailwatchd::serve
