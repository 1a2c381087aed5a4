// HTML, piece by piece. Markup is literals of ours and nothing else: whatever comes from outside
// can only go in as text, and that a compiler sees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

/// Only made of a string literal.
class Markup {
public:
    template <std::size_t Size>
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is what it stands for.
    consteval Markup(const char (&literal)[Size]) : text_{literal, Size - 1} {}
    std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// Bytes of remote text in one place of the report: whole pieces of evidence, not a page of them.
inline constexpr std::size_t html_remote_bytes_max = 2048;

class Html {
public:
    Html& operator<<(Markup literal) {
        out_ += literal.text();
        return *this;
    }
    /// Our own words, or text that went through the one escaper. Safe in an attribute's quotes.
    Html& text(std::string_view words);
    /// Bytes from outside: through the one escaper (promise 7).
    Html& remote(std::string_view raw, std::size_t bytes_max = html_remote_bytes_max);
    Html& number(std::int64_t number);

    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace mailwatchd::publish
