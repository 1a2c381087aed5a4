#include "serve/query.h"

#include <algorithm>
#include <charconv>

namespace mailwatchd::serve {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~"}.find(c) != std::string_view::npos;
}

/// The byte given by two hexadecimal digits at the front of `text`.
std::optional<char> byte_of(std::string_view text) {
    unsigned value = 0;
    if (text.size() < 2) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + 2, value, 16);
    if (error != std::errc{} || end != text.data() + 2) return std::nullopt;
    return static_cast<char>(value);
}

}  // namespace

std::string decoded(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto byte = text.front() == '%' ? byte_of(text.substr(1)) : std::nullopt;
        out += byte.value_or(text.front());
        text.remove_prefix(byte ? 3 : 1);
    }
    return out;
}

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

Query::Query(std::string_view text) {
    while (!text.empty()) {
        const auto part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        const auto equals = std::min(part.find('='), part.size());
        const auto value = part.substr(std::min(equals + 1, part.size()));
        all_.emplace_back(decoded(part.substr(0, equals)), decoded(value));
    }
}

std::string Query::text(std::string_view name) const {
    for (const auto& [key, value] : all_)
        if (key == name) return value;
    return {};
}

std::vector<std::string> Query::texts(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [key, value] : all_)
        if (key == name) found.push_back(value);
    return found;
}

bool Query::has(std::string_view name) const {
    return std::ranges::any_of(all_, [name](const auto& pair) { return pair.first == name; });
}

std::size_t Query::number(std::string_view name, std::size_t fallback, std::size_t most) const {
    const auto digits = text(name);
    std::size_t value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value);
    const bool is_number = !digits.empty() && error == std::errc{} && rest == end;
    return is_number && value <= most ? value : fallback;
}

}  // namespace mailwatchd::serve
