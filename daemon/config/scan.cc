#include "config/scan.h"

#include "config/document.h"

#include <array>
#include <cstddef>

namespace mailwatchd::config {

namespace {

unsigned byte_at(std::string_view text, std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

/// Length of the code point at `at` in bytes; 0 if it is not valid UTF-8: overlong, a surrogate or
/// beyond U+10FFFF.
std::size_t code_point_bytes(std::string_view text, std::size_t at) {
    struct Row {
        unsigned first, last;  // Of the first byte.
        unsigned second_min, second_max;
        std::size_t bytes;
    };
    // RFC 3629 §4, as a table.
    constexpr std::array rows{
        Row{0x00, 0x7F, 0x00, 0xFF, 1}, Row{0xC2, 0xDF, 0x80, 0xBF, 2},
        Row{0xE0, 0xE0, 0xA0, 0xBF, 3}, Row{0xE1, 0xEC, 0x80, 0xBF, 3},
        Row{0xED, 0xED, 0x80, 0x9F, 3}, Row{0xEE, 0xEF, 0x80, 0xBF, 3},
        Row{0xF0, 0xF0, 0x90, 0xBF, 4}, Row{0xF1, 0xF3, 0x80, 0xBF, 4},
        Row{0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    const auto first = byte_at(text, at);
    for (const auto& row : rows) {
        if (first < row.first || first > row.last) continue;
        for (std::size_t i = 1; i < row.bytes; ++i) {
            const auto next = byte_at(text, at + i);
            const bool good = i == 1 ? next >= row.second_min && next <= row.second_max
                                     : next >= 0x80 && next <= 0xBF;
            if (!good) return 0;
        }
        return row.bytes;
    }
    return 0;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_{text} {}

    std::optional<Fault> run() {
        while (at_ < text_.size()) {
            const auto bytes = code_point_bytes(text_, at_);
            if (bytes == 0) return fault("invalid UTF-8");
            if (bytes == 1 && !in_comment_ && !step(text_[at_])) return fault(too_deep());
            if (bytes == 1 && text_[at_] == '\n') {
                ++line_;
                column_ = 0;
                in_comment_ = false;
            }
            at_ += bytes;
            ++column_;
        }
        return std::nullopt;
    }

private:
    Fault fault(std::string what) const { return {line_, column_, std::move(what)}; }

    static std::string too_deep() {
        return "nested deeper than " + std::to_string(nesting_max) + " levels";
    }

    bool three(char quote) const {
        return text_.size() - at_ >= 3 && text_[at_ + 1] == quote && text_[at_ + 2] == quote;
    }

    /// Takes one ASCII character; false if the nesting is too deep.
    bool step(char c) {
        if (quote_ != 0) {
            inside_text(c);
            return true;
        }
        switch (c) {
            case '"':
            case '\'': open_text(c); return true;
            case '#': in_comment_ = true; return true;
            case '[':
            case '{': dots_ = 0; return ++depth_ <= nesting_max;
            case ']':
            case '}':
                depth_ -= depth_ > 0 ? 1 : 0;
                dots_ = 0;
                return true;
            case '.': return ++dots_ < nesting_max;
            case ',':
            case '=':
            case '\n': dots_ = 0; return true;
            default: return true;
        }
    }

    void open_text(char quote) {
        quote_ = quote;
        is_long_ = three(quote);
        if (is_long_) skip(2);
    }

    void inside_text(char c) {
        if (quote_ == '"' && c == '\\') {
            // Skip an escaped quote or backslash, but never a line end or part of a code point.
            const auto next = byte_at(text_, at_ + 1);
            if (next == '"' || next == '\\') skip(1);
        } else if (!is_long_ && (c == quote_ || c == '\n')) {
            quote_ = 0;  // Unterminated at the end of a line: the parser reports that.
        } else if (c == quote_ && three(quote_)) {
            skip(2);
            // One or two more quotes belong to the text (TOML 1.0, "Multi-line basic strings").
            for (int more = 0;
                 more < 2 && byte_at(text_, at_ + 1) == static_cast<unsigned char>(quote_); ++more)
                skip(1);
            quote_ = 0;
        }
    }

    void skip(std::size_t ascii) {
        at_ += ascii;
        column_ += static_cast<int>(ascii);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
    int depth_ = 0;
    int dots_ = 0;
    char quote_ = 0;
    bool is_long_ = false;
    bool in_comment_ = false;
};

}  // namespace

std::optional<Fault> scan(std::string_view text) {
    if (text.size() > file_bytes_max)
        return Fault{0, 0, "larger than " + std::to_string(file_bytes_max) + " bytes"};
    return Scanner{text}.run();
}

}  // namespace mailwatchd::config
