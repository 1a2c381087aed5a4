// Writes HTML piece by piece. Markup can only be a string literal, so remote text can only be added
// as text. The compiler enforces this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

/// Can only be made from a string literal.
class Markup {
public:
    template <std::size_t Size>
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is markup.
    consteval Markup(const char (&literal)[Size]) : text_{literal, Size - 1} {}
    std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

inline Markup either(bool is_first, Markup first, Markup second) {
    return is_first ? first : second;
}

/// Longest remote text in one place of the report, in bytes: enough for a complete piece of
/// evidence.
inline constexpr std::size_t html_remote_bytes_max = 2048;

class Html {
public:
    Html& operator<<(Markup literal) {
        out_ += literal.text();
        return *this;
    }
    /// Our own words, or escaped text; a control character becomes printable. Safe in an
    /// attribute's quotes.
    Html& text(std::string_view words);
    /// Remote bytes; escapes them (promise 7).
    Html& remote(std::string_view raw, std::size_t bytes_max = html_remote_bytes_max);
    Html& number(std::int64_t number);

    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace mailwatchd::publish
