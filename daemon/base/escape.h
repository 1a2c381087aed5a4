// The only escaper: all text from outside is escaped here before it is shown (promise 7, failures
// A5, A6, P5): that of remote ends, and arguments, requests and settings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mailwatchd::base {

/// Maximum length of remote text when shown, in bytes of output.
inline constexpr std::size_t shown_bytes_max = 200;

/// Every byte outside 0x20-0x7E becomes "\xNN", a backslash becomes "\\". Output longer than
/// `bytes_max` is cut before an escape, never inside one, and ends in "...".
/// Printable ASCII only.
std::string escape(std::string_view raw, std::size_t bytes_max = shown_bytes_max);

/// Text that may go to a terminal, a log or a client as it is: our own words, numbers, and what the
/// functions below return. Nothing else makes one, so that a message cannot repeat raw input.
class SafeText {
public:
    SafeText() = default;
    /// Our own words.
    template <std::size_t Size>
    // NOLINTNEXTLINE(google-explicit-constructor): a literal may be shown.
    SafeText(const char (&literal)[Size]) : text_{literal, Size - 1} {}
    template <std::size_t Size>
    SafeText(char (&buffer)[Size]) = delete;

    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend bool operator==(const SafeText& shown, std::string_view text) {
        return shown.text_ == text;
    }
    SafeText& operator+=(const SafeText& more) {
        text_ += more.text_;
        return *this;
    }
    friend SafeText operator+(SafeText left, const SafeText& right) {
        return std::move(left += right);
    }

private:
    explicit SafeText(std::string safe) : text_{std::move(safe)} {}
    friend SafeText shown(std::string_view raw, std::size_t bytes_max);
    friend SafeText shown(std::size_t number);
    friend SafeText printable(std::string_view text);

    std::string text_;
};

/// As `escape`.
SafeText shown(std::string_view raw, std::size_t bytes_max = shown_bytes_max);
SafeText shown(std::size_t number);

/// For the last step before a sink: text whose parts should have been escaped before. Keeps
/// backslashes and well-formed UTF-8; any control character (also those of C1, of directions and of
/// lines) and anything that is not UTF-8 becomes "\xNN". Idempotent.
SafeText printable(std::string_view text);
/// The same, but keeps line feeds.
std::string printable_lines(std::string_view text);

}  // namespace mailwatchd::base
