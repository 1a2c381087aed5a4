#include "publish/layout.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// The first `count` characters.
std::string_view first(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    for (; end < text.size(); ++end)
        if (begins_character(text[end]) && count-- == 0) break;
    return text.substr(0, end);
}

std::string_view code(Tone tone) {
    switch (tone) {
        case Tone::strong: return "\x1b[1m";
        case Tone::faint: return "\x1b[2m";
        case Tone::good: return "\x1b[32m";
        case Tone::bad: return "\x1b[1;31m";
        case Tone::warning: return "\x1b[33m";
        case Tone::plain: break;
    }
    return "";
}

/// Takes the first word, or as much of it as fits into a line of `room` columns.
std::string_view take_piece(std::string_view& text, std::size_t room) {
    const auto word = text.substr(0, text.find(' '));
    const auto piece = first(word, room);
    const auto space = piece.size() == word.size() ? std::size_t{1} : std::size_t{0};
    text.remove_prefix(std::min(piece.size() + space, text.size()));
    return piece;
}

}  // namespace

std::string Paint::operator()(Tone tone, std::string_view text) const {
    if (!on_ || tone == Tone::plain || text.empty()) return std::string{text};
    const bool ends_line = text.ends_with('\n');
    if (ends_line) text.remove_suffix(1);
    return std::string{code(tone)}.append(text).append(ends_line ? "\x1b[0m\n" : "\x1b[0m");
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string cut(std::string_view text, std::size_t width) {
    constexpr std::string_view mark = "...";
    if (columns(text) <= width) return std::string{text};
    if (width <= mark.size()) return std::string{mark.substr(0, width)};
    return std::string{first(text, width - mark.size())}.append(mark);
}

std::string padded(std::string_view text, std::size_t width) {
    const auto used = columns(text);
    return std::string{text}.append(used < width ? width - used : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
    const auto used = columns(text);
    return std::string(used < width ? width - used : 0, ' ').append(text);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
    const auto room = width > indent + 8 ? width - indent : 8;
    std::string out;
    std::string line;
    const auto flush = [&] {
        if (!line.empty()) out.append(indent, ' ').append(line).append("\n");
        line.clear();
    };
    while (!text.empty()) {
        const auto piece = take_piece(text, room);
        if (piece.empty()) continue;
        if (!line.empty() && columns(line) + 1 + columns(piece) > room) flush();
        if (!line.empty()) line += ' ';
        line += piece;
    }
    flush();
    return out;
}

}  // namespace mailwatchd::publish
