// Text in columns: widths are counted in characters of UTF-8, colour adds none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

enum class Tone { plain, strong, faint, good, bad, doubtful };

/// ANSI colours, or nothing.
class Paint {
public:
    explicit Paint(bool on) : on_{on} {}
    std::string operator()(Tone tone, std::string_view text) const;

private:
    bool on_;
};

/// Characters of UTF-8 text.
std::size_t columns(std::string_view text);

/// At most `width` columns; what is cut ends in "...".
std::string cut(std::string_view text, std::size_t width);

/// Filled with blanks up to `width` columns, on the right or on the left.
std::string padded(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

/// Words in lines of at most `width` columns, each begun with `indent` blanks and ended with a line
/// feed; a word that is longer than a line is broken.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace mailwatchd::publish
