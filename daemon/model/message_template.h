// A sentence with placeholders: "{place} is now {new} (was {old})". Made only from a literal; one
// with an unknown placeholder does not compile.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace mailwatchd::model {

enum class Placeholder {
    place,     ///< "port 110 (POP3) on mx1.example.org [192.0.2.25]", as far as the subject has it.
    host,      ///< The same without the port.
    argument,  ///< Block list, relay case, check or local problem.
    old_value,   ///< {old}
    new_value,   ///< {new}
    reading,     ///< "port", "listed:zen.example".
    difference,  ///< What differs between the values: ChangeKind::difference.
};

constexpr std::optional<Placeholder> placeholder_of(std::string_view name) {
    constexpr std::array<std::string_view, 7> names{"place", "host",    "argument",  "old",
                                                    "new",   "reading", "difference"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<Placeholder>(i);
    return std::nullopt;
}

/// Text, then a value; either may be missing.
struct TemplatePart {
    std::string_view words;
    std::optional<Placeholder> value;
};

/// Takes the next part off the text. On a wrong brace, leaves the text unchanged.
constexpr std::optional<TemplatePart> take_part(std::string_view& text) {
    const auto brace = text.find_first_of("{}");
    if (brace == std::string_view::npos) {
        const TemplatePart rest{text, std::nullopt};
        text = {};
        return rest;
    }
    const auto end = text.find('}', brace);
    if (text[brace] == '}' || end == std::string_view::npos) return std::nullopt;
    const auto value = placeholder_of(text.substr(brace + 1, end - brace - 1));
    if (!value) return std::nullopt;
    const TemplatePart part{text.substr(0, brace), value};
    text.remove_prefix(end + 1);
    return part;
}

/// Whether every brace belongs to a known placeholder.
constexpr bool is_template(std::string_view text) {
    while (!text.empty())
        if (!take_part(text)) return false;
    return true;
}

class MessageTemplate {
public:
    template <std::size_t Size>
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is what it stands for.
    consteval MessageTemplate(const char (&literal)[Size]) : text_{literal, Size - 1} {
        if (!is_template(text_)) throw "unknown place in a message";
    }
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

}  // namespace mailwatchd::model
