#include "base/escape.h"

namespace mailwatchd::base {

namespace {

void append_escaped(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\\') {
        out += "\\\\";
    } else if (byte >= 0x20 && byte <= 0x7E) {
        out += c;
    } else {
        out += {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
    }
}

/// The code point of the well-formed UTF-8 sequence at the front (RFC 3629 §4), and its bytes; 0
/// bytes if there is none.
struct Character {
    char32_t code = 0;
    std::size_t bytes = 0;
};

Character first_of(std::string_view text) {
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {};
    char32_t code = first & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80) return {};
        code = code << 6U | (next & 0x3FU);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < least[bytes] || code > 0x10FFFF || is_surrogate ? Character{}
                                                                  : Character{code, bytes};
}

/// Controls of C0 and C1, of directions (Unicode Bidirectional Algorithm, UAX #9 §2), of lines and
/// paragraphs, and what is no character.
bool is_control(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x61C ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB) || (code & 0xFFFEU) == 0xFFFE ||
           (code >= 0xE0000 && code <= 0xE007F);
}

std::string without_controls(std::string_view text, bool keeps_lines) {
    std::string out;
    while (!text.empty()) {
        const auto [code, bytes] = first_of(text);
        const auto part = text.substr(0, bytes == 0 ? 1 : bytes);
        const bool stays = bytes != 0 && (!is_control(code) || (keeps_lines && code == U'\n'));
        if (stays) out += part;
        for (const char byte : stays ? std::string_view{} : part) append_escaped(out, byte);
        text.remove_prefix(part.size());
    }
    return out;
}

}  // namespace

std::string escape(std::string_view raw, std::size_t bytes_max) {
    const auto mark = std::string_view{"..."}.substr(0, bytes_max);
    std::string out;
    std::size_t keep = 0;  // Where to cut so that the ellipsis still fits.
    for (const char c : raw) {
        if (out.size() + mark.size() <= bytes_max) keep = out.size();
        append_escaped(out, c);
        if (out.size() > bytes_max) return out.substr(0, keep).append(mark);
    }
    return out;
}

SafeText shown(std::string_view raw, std::size_t bytes_max) {
    return SafeText{escape(raw, bytes_max)};
}

SafeText shown(std::size_t number) { return SafeText{std::to_string(number)}; }

SafeText printable(std::string_view text) { return SafeText{without_controls(text, false)}; }

std::string printable_lines(std::string_view text) { return without_controls(text, true); }

}  // namespace mailwatchd::base
