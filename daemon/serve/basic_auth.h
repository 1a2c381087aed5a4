// Parses HTTP Basic credentials (RFC 7617) and checks passwords against bcrypt hashes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

struct Credentials {
    std::string name;
    std::string password;
};

/// The credentials in an Authorization header; nothing if it is not Basic or contains a NUL, where
/// crypt(3) would stop.
std::optional<Credentials> parse_basic(std::string_view authorization);

/// Slow on purpose: 2^cost rounds, tens to hundreds of milliseconds.
bool is_password(const std::string& bcrypt_hash, const std::string& password);

/// Constant time for texts of equal length.
bool is_same_secret(std::string_view a, std::string_view b);

}  // namespace mailwatchd::serve
