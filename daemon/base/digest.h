// SHA-256, for names that must stay the same for ever (FIPS 180-4, by OpenSSL's libcrypto).
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::base {

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace mailwatchd::base
