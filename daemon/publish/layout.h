// Text in columns. Widths count UTF-8 characters; colour codes do not count.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

enum class Tone { plain, strong, faint, good, bad, warning };

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

/// At most `width` columns; cut text ends in "...".
std::string cut(std::string_view text, std::size_t width);

/// Padded with blanks to `width` columns, on the right or on the left.
std::string padded(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

/// Wraps words into lines of at most `width` columns. Each line begins with `indent` blanks and
/// ends with a line feed. A word longer than a line is broken.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace mailwatchd::publish
