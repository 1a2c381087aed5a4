#include "manual/mdoc.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace mailwatchd::manual {

namespace {

bool is_upper_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string upper(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

/// The bytes of the character that begins with `lead`.
std::size_t bytes_of(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead < 0xe0) return 2;
    return lead < 0xf0 ? 3 : 4;
}

/// "\[u00A7]": pages are ASCII, so no tool has to guess their encoding.
std::string unicode_escape(std::string_view character) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::uint32_t code =
        static_cast<unsigned char>(character[0]) & (0xffU >> (character.size() + 1));
    for (const char byte : character.substr(1))
        code = code << 6 | (static_cast<unsigned char>(byte) & 0x3f);
    std::string digits;
    for (; code != 0 || digits.size() < 4; code >>= 4) digits.insert(0, 1, hex[code & 15]);
    return "\\[u" + digits + "]";
}

/// Whether the space at `blank` is between two sentences: "…text. Next", "…text.) Next".
bool is_between_sentences(std::string_view text, std::size_t blank) {
    constexpr std::string_view closing = ")]\"`", opening = "([\"`";
    const auto last = text.substr(0, blank).find_last_not_of(closing);
    if (last == std::string_view::npos || blank + 1 == text.size()) return false;
    const bool is_end = text[last] == '.' || text[last] == '!' || text[last] == '?';
    const char next = text[blank + 1];
    return is_end && (is_upper_or_digit(next) || opening.find(next) != std::string_view::npos);
}

/// A name or a number, not a word of prose. A hyphen inside would make it another name.
bool is_name(std::string_view word) {
    const auto end = word.find_last_not_of(".,;:)\"`");
    return word.starts_with("mailwatch") ||
           std::ranges::any_of(word.substr(0, end + 1), [](char c) {
               return is_upper_or_digit(c) ||
                      std::string_view{"_-./$@[`"}.find(c) != std::string_view::npos;
           });
}

/// Escaped for a line of text: it has no escape sequences and no soft hyphens.
std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const auto size = bytes_of(static_cast<unsigned char>(c));
        if (size > 1)
            out += unicode_escape(text.substr(at, size));
        else if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";  // A plain one may be shown as a hyphen that can't be pasted.
        else
            out += c;
        at += size;
    }
    return out;
}

/// Quoted as one argument of a macro, so that it is not taken for a macro or punctuation.
std::string argument(std::string_view text) {
    std::string out = "\"\\&";
    for (const char c : escaped(text)) {
        if (c == '"')
            out += "\\(dq";
        else
            out += c;
    }
    return out + '"';
}

/// Bold between backquotes, and never hyphenated (\%) if it is a name.
void append_word(std::string& out, std::string_view word, bool& is_bold) {
    if (is_name(word)) out += "\\%";
    for (const char c : escaped(word)) {
        if (c != '`') {
            out += c;
            continue;
        }
        is_bold = !is_bold;
        out += is_bold ? "\\fB" : "\\fP";
    }
}

void append_line(std::string& out, std::string_view line) {
    if (line.starts_with('.') || line.starts_with('\'')) out += "\\&";  // Not a request.
    bool is_bold = false;
    for (bool is_first = true; !line.empty(); is_first = false) {
        const auto end = std::min(line.find(' '), line.size());
        if (!is_first) out += ' ';
        append_word(out, line.substr(0, end), is_bold);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    out += '\n';
}

/// One line per sentence, as mdoc requires.
std::string sentences(std::string_view text) {
    std::string out;
    std::size_t start = 0;
    for (auto blank = text.find(' '); blank != std::string_view::npos;
         blank = text.find(' ', blank + 1)) {
        if (!is_between_sentences(text, blank)) continue;
        append_line(out, text.substr(start, blank - start));
        start = blank + 1;
    }
    append_line(out, text.substr(start));
    return out;
}

}  // namespace

Page::Page(const Title& title, const Release& release) {
    text_ =
        ".\\\" Made from " + std::string{title.source} + " by docs/manual: change that instead.\n";
    line("Dd", release.date);
    line("Dt", upper(title.name) + ' ' + std::to_string(title.section));
    line("Os", "mailwatchd " + release.version);
    section("Name");
    line("Nm", title.name);
    line("Nd", escaped(title.about));
}

void Page::line(std::string_view macro, std::string_view rest) {
    text_.append(".").append(macro);
    if (!rest.empty()) text_.append(" ").append(rest);
    text_ += '\n';
}

void Page::section(std::string_view title) {
    line("Sh", escaped(upper(title)));
    has_text_ = false;
}

void Page::subsection(std::string_view title) {
    line("Ss", argument(title));
    has_text_ = false;
}

void Page::paragraph(std::string_view text) {
    if (has_text_) line("Pp");
    text_ += sentences(text);
    has_text_ = true;
}

void Page::literal(std::string_view lines) {
    constexpr std::size_t columns_max = 69;  // 80 less the indentation.
    std::string text;
    bool is_wide = false;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto one = lines.substr(0, end);
        is_wide = is_wide || one.size() > columns_max;
        if (one.starts_with('.') || one.starts_with('\'')) text += "\\&";
        text += escaped(one) + '\n';
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    line("Bd", is_wide ? "-literal" : "-literal -offset indent");
    text_ += text;
    line("Ed");
    has_text_ = true;
}

void Page::begin_list() { line("Bl", "-tag -width Ds"); }

void Page::item(std::string_view tag, std::string_view note) {
    std::string rest = "Ic " + argument(tag);
    if (!note.empty()) rest += " Pq " + argument(note);
    line("It", rest);
    has_text_ = false;
}

void Page::end_list() {
    line("El");
    has_text_ = true;
}

void Page::reference(std::string_view page, int section, bool is_last) {
    line("Xr", std::string{page} + ' ' + std::to_string(section) + (is_last ? "" : " ,"));
}

}  // namespace mailwatchd::manual
