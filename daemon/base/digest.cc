#include "base/digest.h"

#include <openssl/sha.h>

#include <array>

namespace mailwatchd::base {

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    text.reserve(digest.size() * 2);
    for (const auto byte : digest) text += {hex[byte >> 4], hex[byte & 15]};
    return text;
}

}  // namespace mailwatchd::base
