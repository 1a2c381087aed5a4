#include "proto/spf/macro.h"

#include "base/ascii.h"
#include "base/domain_name.h"
#include "proto/words.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace mailwatchd::spf {

namespace {

using proto::is_digit;
using proto::is_letter;

enum class Use : std::uint8_t { name, text };

constexpr std::string_view letters = "slodiphv";
constexpr std::string_view letters_of_text = "crt";
constexpr std::string_view delimiters = ".-+,/_=";

/// More parts than any name has; larger numbers mean all parts.
constexpr std::size_t keep_max = 128;

/// Parses macro-string and explain-string of §12.
class MacroParser {
public:
    MacroParser(std::string_view text, Use use) : rest_{text}, use_{use} {}

    base::Result<MacroString> parse() {
        while (!rest_.empty() && fault_.empty()) {
            if (rest_.front() == '%') {
                expansion();
            } else {
                literal();
            }
        }
        if (!fault_.empty()) return base::failed<MacroString>(base::Errc::malformed, fault_);
        return std::move(macros_);
    }

private:
    void literal() {
        const char c = take();
        const bool is_space = c == ' ' && use_ == Use::text;
        if (!is_space && (c < 0x21 || c > 0x7E)) return fail("byte outside printable ASCII");
        auto& pieces = macros_.pieces;
        if (pieces.empty() || pieces.back().letter != '\0') pieces.emplace_back();
        pieces.back().literal += c;
    }

    void expansion() {
        take();
        const char c = rest_.empty() ? '\0' : take();
        switch (c) {
            case '%': add("%"); break;
            case '_': add(" "); break;
            case '-': add("%20"); break;
            case '{': macro(); break;
            default: fail("\"%\" does not begin a macro (a literal one is \"%%\")");
        }
    }

    void add(std::string_view literal) {
        macros_.pieces.emplace_back();
        macros_.pieces.back().literal = literal;
        macros_.pieces.emplace_back();  // The next text is a separate literal.
    }

    void macro() {
        const auto whole = rest_.substr(0, rest_.find('}'));
        MacroPiece piece;
        piece.letter = rest_.empty() ? '\0' : take();
        piece.is_escaped = base::lower(piece.letter) != piece.letter;
        piece.letter = base::lower(piece.letter);
        const bool of_text = letters_of_text.find(piece.letter) != std::string_view::npos;
        const bool is_known = letters.find(piece.letter) != std::string_view::npos || of_text;
        if (piece.letter == '\0' || !is_known) return fail("unknown macro", whole);
        if (of_text && use_ == Use::name) return fail("macro allowed only in explanations", whole);
        transformers(piece, whole);
        if (rest_.empty() || take() != '}') return fail("malformed macro", whole);
        macros_.pieces.push_back(std::move(piece));
    }

    void transformers(MacroPiece& piece, std::string_view whole) {
        bool has_digits = false;
        for (; !rest_.empty() && is_digit(rest_.front()); has_digits = true)
            piece.keep =
                std::min(piece.keep * 10 + static_cast<std::size_t>(take() - '0'), keep_max);
        if (has_digits && piece.keep == 0) return fail("macro that keeps 0 parts", whole);
        if (!rest_.empty() && base::lower(rest_.front()) == 'r') {
            take();
            piece.is_reversed = true;
        }
        std::string own;
        while (!rest_.empty() && delimiters.find(rest_.front()) != std::string_view::npos)
            own += take();
        if (!own.empty()) piece.delimiters = std::move(own);
    }

    char take() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    void fail(std::string_view what) {
        if (fault_.empty()) fault_ = what;
    }
    void fail(std::string_view what, std::string_view macro) {
        fail(std::string{what}.append(": \"%{").append(macro).append("}\""));
    }

    std::string_view rest_;
    Use use_;
    MacroString macros_;
    std::string fault_;
};

/// ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
bool is_top_label(std::string_view label) {
    const auto alphanum = [](char c) { return is_letter(c) || is_digit(c); };
    if (label.empty() || !alphanum(label.front()) || !alphanum(label.back())) return false;
    return std::ranges::all_of(label, [&](char c) { return alphanum(c) || c == '-'; }) &&
           std::ranges::any_of(label, [](char c) { return is_letter(c) || c == '-'; });
}

/// domain-end: "." toplabel [ "." ], or the end of a macro.
bool ends_as_domain(const MacroString& macros) {
    if (macros.pieces.empty()) return false;
    const auto& last = macros.pieces.back();
    if (last.letter != '\0' || last.literal.empty()) return true;
    std::string_view text = last.literal;
    if (text.ends_with('.')) text.remove_suffix(1);
    const auto dot = text.rfind('.');
    return dot != std::string_view::npos && is_top_label(text.substr(dot + 1));
}

std::vector<std::string_view> split(std::string_view value, std::string_view at) {
    std::vector<std::string_view> parts;
    for (auto end = value.find_first_of(at); end != std::string_view::npos;
         end = value.find_first_of(at)) {
        parts.push_back(value.substr(0, end));
        value.remove_prefix(end + 1);
    }
    parts.push_back(value);
    return parts;
}

/// Escapes everything except the unreserved characters of RFC 3986 §2.3.
std::string url_escape(std::string_view raw) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : raw) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            escaped += c;
        } else {
            escaped += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return escaped;
}

std::string transformed(const MacroPiece& piece, const std::string& value) {
    auto parts = split(value, piece.delimiters);
    if (piece.is_reversed) std::ranges::reverse(parts);
    if (piece.keep != 0 && piece.keep < parts.size())
        parts.erase(parts.begin(), parts.end() - static_cast<std::ptrdiff_t>(piece.keep));
    std::string joined{parts.front()};
    for (std::size_t i = 1; i < parts.size(); ++i) joined.append(".").append(parts[i]);
    return piece.is_escaped ? url_escape(joined) : joined;
}

}  // namespace

bool MacroString::uses(char letter) const {
    return std::ranges::find(pieces, letter, &MacroPiece::letter) != pieces.end();
}

bool MacroString::depends_on_client() const {
    return std::ranges::any_of(pieces, [](const MacroPiece& piece) {
        return piece.letter != '\0' && piece.letter != 'd' && piece.letter != 'o';
    });
}

base::Result<MacroString> parse_domain_spec(std::string_view text) {
    if (text.empty()) return base::failed<MacroString>(base::Errc::malformed, "no domain");
    auto macros = MacroParser{text, Use::name}.parse();
    if (macros && !ends_as_domain(*macros))
        return base::failed<MacroString>(
            base::Errc::malformed,
            "not a domain name with at least two labels: \"" + std::string{text} + '"');
    return macros;
}

base::Result<MacroString> parse_macro_string(std::string_view text) {
    return MacroParser{text, Use::name}.parse();
}

base::Result<MacroString> parse_explanation(std::string_view text) {
    return MacroParser{text, Use::text}.parse();
}

std::string expand(const MacroString& macros, const MacroValue& value) {
    std::string text;
    for (const auto& piece : macros.pieces)
        text += piece.letter == '\0' ? piece.literal : transformed(piece, value(piece.letter));
    return text;
}

std::string fit_name(std::string expanded) {
    if (expanded.ends_with('.')) expanded.pop_back();
    while (expanded.size() > base::DomainName::name_bytes_max) {
        const auto dot = expanded.find('.');
        if (dot == std::string::npos) break;
        expanded.erase(0, dot + 1);
    }
    return expanded;
}

}  // namespace mailwatchd::spf
