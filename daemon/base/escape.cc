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

}  // namespace mailwatchd::base
