// The version of the TLS library, for build_info (failure T2).
#pragma once

#include <string>

namespace mailwatchd::net {

/// "3.0.22": of the loaded library, not of its headers.
std::string tls_library_version();

}  // namespace mailwatchd::net
