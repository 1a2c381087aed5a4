#include "proto/spf/near_miss.h"

#include "proto/words.h"

#include <algorithm>
#include <array>

namespace mailwatchd::spf {

namespace {

using proto::contains_ignoring_case;
using proto::equal_ignoring_case;
using proto::is_digit;
using proto::is_letter;
using proto::starts_ignoring_case;

constexpr std::string_view version_section = "v=spf1";
constexpr std::size_t quoted_bytes_max = 255;
constexpr std::size_t beginning_bytes_max = 20;
/// A version section is looked for in so many bytes.
constexpr std::size_t skeleton_bytes_max = 64;

struct Junk {
    std::string_view bytes;
    std::string_view name;
};
/// What editors and control panels put into a text without showing it.
constexpr std::array junk{
    Junk{" ", "a space"},
    Junk{"\t", "a tab"},
    Junk{"\r", "a line break"},
    Junk{"\n", "a line break"},
    Junk{"\"", "a quotation mark"},
    Junk{"'", "an apostrophe"},
    Junk{"`", "a backquote"},
    Junk{"\\", "a backslash"},
    Junk{"\xC2\xA0", "a no-break space (U+00A0)"},
    Junk{"\xC2\xAD", "a soft hyphen (U+00AD)"},
    Junk{"\xE2\x80\x8B", "a zero-width space (U+200B)"},
    Junk{"\xE2\x80\x8C", "a zero-width non-joiner (U+200C)"},
    Junk{"\xE2\x80\x8D", "a zero-width joiner (U+200D)"},
    Junk{"\xE2\x81\xA0", "a word joiner (U+2060)"},
    Junk{"\xEF\xBB\xBF", "a byte order mark (U+FEFF)"},
    Junk{"\xE2\x80\x98", "a typographic quotation mark (U+2018)"},
    Junk{"\xE2\x80\x99", "a typographic quotation mark (U+2019)"},
    Junk{"\xE2\x80\x9C", "a typographic quotation mark (U+201C)"},
    Junk{"\xE2\x80\x9D", "a typographic quotation mark (U+201D)"},
    Junk{"\xE2\x80\x9E", "a typographic quotation mark (U+201E)"},
    Junk{"\xA0", "a no-break space (byte A0)"},
};

bool is_word(char c) { return is_letter(c) || is_digit(c); }

/// What the text, which is not empty, begins with, for people.
std::string beginning(std::string_view text) {
    for (const auto& each : junk)
        if (text.starts_with(each.bytes)) return std::string{each.name};
    if (text.front() < 0x21 || text.front() > 0x7E) return "a byte outside printable ASCII";
    return '"' + std::string{text.substr(0, 1)} + '"';
}

std::string_view without_junk(std::string_view text) {
    while (!text.empty() && !is_word(text.front())) text.remove_prefix(1);
    return text;
}

/// Letters and digits only.
std::string skeleton(std::string_view text) {
    std::string letters;
    for (const char c : text.substr(0, skeleton_bytes_max))
        if (is_word(c)) letters += c;
    return letters;
}

/// Whether one of the words can only be a term of SPF: "ip4:192.0.2.1", "~all".
bool has_terms(std::string_view text) {
    constexpr std::array starts{
        "include:", "ip4:", "ip6:", "a:", "mx:", "ptr:", "exists:", "redirect="};
    while (!text.empty()) {
        auto word = proto::take_word(text);
        if (word.empty()) continue;
        const bool is_qualified = std::string_view{"+-~?"}.find(word.front()) != word.npos;
        if (is_qualified) word.remove_prefix(1);
        if (is_qualified && equal_ignoring_case(word, "all")) return true;
        for (const std::string_view start : starts)
            if (starts_ignoring_case(word, start) && word.size() > start.size()) return true;
    }
    return false;
}

/// "v=spf 1", "v = spf1", "v:spf1", "v=spf2": a version section, but not this one.
bool has_another_version(std::string_view text) {
    const auto letters = skeleton(text);
    if (starts_ignoring_case(letters, "vspf1") || starts_ignoring_case(letters, "vspfv1"))
        return true;
    if (!starts_ignoring_case(letters, "vspf")) return false;
    auto rest = without_junk(text).substr(1);
    if (rest.empty() || is_word(rest.front())) return false;
    rest = without_junk(rest);
    return starts_ignoring_case(rest, "spf") && (rest.size() == 3 || !is_letter(rest[3]));
}

/// "spf1 include:b.example -all". "spf2.0/pra" is another protocol (RFC 4406).
bool begins_with_spf_of_a_kind(std::string_view text) {
    auto rest = without_junk(text);
    const auto word = proto::take_word(rest);
    return contains_ignoring_case(word, "spf") && !starts_ignoring_case(word, "spf2.0") &&
           has_terms(rest);
}

/// "ip4:192.0.2.1 -all": only terms.
bool has_terms_alone(std::string_view text) {
    const auto parsed = parse_record(std::string{version_section} + ' ' + std::string{text});
    return !parsed.fault && parsed.record.unknown_modifiers.empty() && has_terms(text);
}

std::string begins_otherwise(std::string_view text) {
    if (!is_word(text.front())) return "it begins with " + beginning(text);
    return "it begins with \"" + std::string{text.substr(0, beginning_bytes_max)} +
           "\", not with v=spf1";
}

}  // namespace

std::optional<std::string> near_miss(std::string_view text) {
    if (text.empty() || is_spf(text)) return std::nullopt;
    if (starts_ignoring_case(text, version_section))
        return "v=spf1 is followed by " + beginning(text.substr(version_section.size())) +
               ", not by a space";
    if (contains_ignoring_case(text, version_section) || has_another_version(text) ||
        begins_with_spf_of_a_kind(text))
        return begins_otherwise(text);
    if (has_terms_alone(text)) return "it does not begin with v=spf1";
    return std::nullopt;
}

std::string in_quotes(std::string_view text) {
    const bool is_long = text.size() > quoted_bytes_max;
    return '"' + std::string{text.substr(0, quoted_bytes_max)} + (is_long ? "...\"" : "\"");
}

std::string no_record(const std::string& domain, const dns::Answer& answer) {
    auto text = domain + " has no SPF record";
    for (const auto& each : answer.texts())
        if (const auto why = near_miss(each))
            text += "; " + in_quotes(each) + " is not one: " + *why;
    return text;
}

bool is_run_together(const MacroString& domain) {
    if (domain.pieces.empty()) return false;
    const auto& end = domain.pieces.back().literal;
    constexpr std::string_view all = "-all";
    const bool ends_in_all =
        end.size() > all.size() && equal_ignoring_case(end.substr(end.size() - all.size()), all);
    return ends_in_all || std::ranges::any_of(domain.pieces, [](const MacroPiece& piece) {
               return piece.literal.find(':') != std::string::npos;
           });
}

}  // namespace mailwatchd::spf
