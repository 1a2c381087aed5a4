// Which TLS library runs, for build_info (failure T2).
#pragma once

#include <string>

namespace mailwatchd::net {

/// "3.0.22": of the library that is loaded, not of its headers.
std::string tls_library_version();

}  // namespace mailwatchd::net
