// What the text of a reply says in the server's own words. Servers repeat addresses and host names,
// ours and theirs, and a name may contain any word: only what is left is searched. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::smtp {

class ReplyWords {
public:
    /// Takes from `text` the words of `own` (whole words, ignoring case), everything in angle
    /// brackets, mailboxes, IP addresses and host names. Links stay: they name who refuses us.
    explicit ReplyWords(std::string_view text, std::span<const std::string> own = {});

    /// Lower case, single spaces.
    std::string_view text() const { return text_; }
    bool is_empty() const { return text_.empty(); }

    /// A word begins with `beginning`, which is in lower case and may contain spaces: "sorbs" is
    /// not in "absorbs", "relay" is in "relaying".
    bool has(std::string_view beginning) const;
    /// `word` itself, between characters that are neither letters nor digits.
    bool has_word(std::string_view word) const;
    template <std::size_t N>
    bool has_any(const std::array<std::string_view, N>& beginnings) const {
        for (const auto beginning : beginnings)
            if (has(beginning)) return true;
        return false;
    }

private:
    std::string text_;
};

/// The two texts are the same but for numbers: queue ids, times and counters.
bool say_the_same(std::string_view a, std::string_view b);

}  // namespace mailwatchd::smtp
