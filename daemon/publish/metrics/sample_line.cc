#include "publish/metrics/sample_line.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace mailwatchd::publish {

namespace {

bool is_plain(char c) { return c >= 0x20 && c <= 0x7E && c != '"' && c != '\\'; }

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> digits{};  // The longest double is 24 characters.
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end).append("\n");
}

}  // namespace

void append_label_value(std::string& out, std::string_view value) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    if (std::ranges::all_of(value, is_plain)) {
        out += value;
        return;
    }
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_plain(c)) {
            out += c;
        } else if (c == '"') {
            out += "\\\"";
        } else if (c == '\\') {
            out += R"(\\\\)";  // Parsed as two backslashes: the text "\x41" is not the byte 0x41.
        } else {
            out += R"(\\x)";
            out += {hex[byte >> 4], hex[byte & 15]};
        }
    }
}

void append_header(std::string& out, const Family& family) {
    out.append("# HELP ").append(family.name).append(" ").append(family.help);
    out.append("\n# TYPE ").append(family.name);
    out.append(" ").append(name(family.type)).append("\n");
}

void SampleLine::value(std::int64_t number) {
    end_labels();
    append_number(out_, number);
}

void SampleLine::ratio(double number) {
    end_labels();
    append_number(out_, number);
}

void SampleLine::time(base::Instant when) {
    value(std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
}

}  // namespace mailwatchd::publish
