#include "proto/dns/wire_name.h"

#include "base/ascii.h"

#include <cstdint>

namespace mailwatchd::dns {

namespace {

constexpr std::size_t header_bytes = 12;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_printable(char c) { return c >= 0x20 && c <= 0x7E; }

/// Takes the characters after a backslash; nothing if they are incomplete or above 255.
std::optional<char> take_escaped(std::string_view& rest) {
    if (rest.empty() || !is_printable(rest[0])) return std::nullopt;
    if (!is_digit(rest[0])) {
        const char c = rest[0];
        rest.remove_prefix(1);
        return c;
    }
    if (rest.size() < 3 || !is_digit(rest[1]) || !is_digit(rest[2])) return std::nullopt;
    const int value = (rest[0] - '0') * 100 + (rest[1] - '0') * 10 + (rest[2] - '0');
    if (value > 255) return std::nullopt;
    rest.remove_prefix(3);
    return static_cast<char>(value);
}

struct Character {
    char value;
    bool ends_label;  ///< A dot that is not escaped.
};

/// Takes the first character of a text that is not empty; nothing if no name contains it.
std::optional<Character> take_character(std::string_view& rest) {
    const char c = rest[0];
    rest.remove_prefix(1);
    if (!is_printable(c)) return std::nullopt;
    if (c != '\\') return Character{base::lower(c), c == '.'};
    const auto escaped = take_escaped(rest);
    if (!escaped) return std::nullopt;
    return Character{*escaped, false};
}

/// Where the compression pointer at `here` leads (RFC 1035 §4.1.4); nothing if it is cut off or
/// leads into the header.
std::optional<std::size_t> pointer_target(std::string_view wire, std::size_t here) {
    if (here + 1 >= wire.size()) return std::nullopt;
    const std::size_t target = (static_cast<std::uint8_t>(wire[here]) & 0x3FU) << 8U |
                               static_cast<std::uint8_t>(wire[here + 1]);
    if (target < header_bytes) return std::nullopt;
    return target;
}

void append_label(std::string& text, std::string_view label) {
    if (!text.empty()) text += '.';
    for (const char c : label) {
        if (c == '.' || c == '\\') {
            text += {'\\', c};
        } else if (c > 0x20 && c < 0x7F) {
            text += base::lower(c);
        } else {
            const unsigned byte = static_cast<std::uint8_t>(c);
            text += {'\\', static_cast<char>('0' + byte / 100),
                     static_cast<char>('0' + byte / 10 % 10), static_cast<char>('0' + byte % 10)};
        }
    }
}

/// Appends a label to a wire name; false if it is empty or too long.
bool end_label(std::string& wire, std::string& label) {
    if (label.empty() || label.size() > label_bytes_max) return false;
    wire += static_cast<char>(label.size());
    wire += label;
    label.clear();
    return true;
}

}  // namespace

std::optional<std::string> to_wire(std::string_view text) {
    std::string wire;
    std::string label;
    for (auto rest = text; !rest.empty();) {
        const auto next = take_character(rest);
        if (!next) return std::nullopt;
        if (!next->ends_label)
            label += next->value;
        else if (rest.empty() || !end_label(wire, label))
            return std::nullopt;
        if (label.size() > label_bytes_max) return std::nullopt;
    }
    if (!text.empty() && !end_label(wire, label)) return std::nullopt;
    wire += '\0';
    if (wire.size() > wire_name_bytes_max) return std::nullopt;
    return wire;
}

std::optional<std::string> read_name(std::string_view wire, std::size_t& at) {
    std::string text;
    std::size_t name_bytes = 1;
    std::optional<std::size_t> end;  // Of the name in place: behind its first pointer.
    std::size_t before = at;
    int pointers = 0;
    for (std::size_t here = at; here < wire.size();) {
        const auto length = static_cast<std::uint8_t>(wire[here]);
        if (length == 0) {
            at = end.value_or(here + 1);
            return text;
        }
        if (length >= 0xC0) {
            const auto target = pointer_target(wire, here);
            if (!target || *target >= before || ++pointers > pointers_max) return std::nullopt;
            if (!end) end = here + 2;
            before = here = *target;
            continue;
        }
        name_bytes += length + 1U;
        if (length > label_bytes_max || name_bytes > wire_name_bytes_max ||
            here + 1 + length > wire.size())
            return std::nullopt;
        append_label(text, wire.substr(here + 1, length));
        here += 1U + length;
    }
    return std::nullopt;
}

std::optional<std::string> canonical_name(std::string_view text) {
    const auto wire = to_wire(text);
    if (!wire) return std::nullopt;
    std::size_t at = 0;
    return read_name(*wire, at);
}

}  // namespace mailwatchd::dns
