// SHA-256 (FIPS 180-4, by OpenSSL's libcrypto), for permanent names.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::base {

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace mailwatchd::base
