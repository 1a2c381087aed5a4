#include "serve/basic_auth.h"

#include "base/ascii.h"

#include <crypt.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace mailwatchd::serve {

namespace {

/// The last 31 characters are the digest; crypt(3) may write the prefix differently.
constexpr std::size_t bcrypt_bytes = 60;
constexpr std::size_t digest_bytes = 31;

/// Strict base64, RFC 4648 §4, with padding.
std::optional<std::string> from_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) return std::nullopt;
    const auto digits = text.substr(0, text.find('='));
    const auto padding = text.substr(digits.size());
    if (padding.size() > 2 || padding.find_first_not_of('=') != std::string_view::npos)
        return std::nullopt;
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char digit : digits) {
        const auto value = alphabet.find(digit);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xffffU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
    }
    return bytes;
}

}  // namespace

std::optional<Credentials> parse_basic(std::string_view authorization) {
    constexpr std::string_view scheme = "basic ";
    if (!base::equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return std::nullopt;
    authorization.remove_prefix(scheme.size());
    authorization.remove_prefix(
        std::min(authorization.find_first_not_of(' '), authorization.size()));
    const auto both = from_base64(authorization);
    if (!both || both->find('\0') != std::string::npos) return std::nullopt;
    const auto colon = both->find(':');
    if (colon == std::string::npos) return std::nullopt;
    return Credentials{both->substr(0, colon), both->substr(colon + 1)};
}

bool is_password(const std::string& bcrypt_hash, const std::string& password) {
    const auto room = std::make_unique<crypt_data>();  // 32 KiB.
    // Not crypt_r: AddressSanitizer's replacement does not find libcrypt.
    const char* const found =
        ::crypt_rn(password.c_str(), bcrypt_hash.c_str(), room.get(), sizeof *room);
    const std::string_view hash = found != nullptr ? found : "";
    return hash.size() == bcrypt_bytes && bcrypt_hash.size() == bcrypt_bytes &&
           is_same_secret(hash.substr(bcrypt_bytes - digest_bytes),
                          std::string_view{bcrypt_hash}.substr(bcrypt_bytes - digest_bytes));
}

bool is_same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

}  // namespace mailwatchd::serve
