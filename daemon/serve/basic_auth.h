// Names and passwords of HTTP's Basic scheme (RFC 7617), and what a bcrypt hash says of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

struct Credentials {
    std::string name;
    std::string password;
};

/// What an Authorization header says; nothing where it is none of Basic, or holds a NUL, behind
/// which crypt(3) would not look.
std::optional<Credentials> parse_basic(std::string_view authorization);

/// Slow on purpose: 2^cost rounds, tens to hundreds of milliseconds.
bool is_password(const std::string& bcrypt_hash, const std::string& password);

/// Takes as long for any two texts of a length.
bool is_same_secret(std::string_view a, std::string_view b);

}  // namespace mailwatchd::serve
