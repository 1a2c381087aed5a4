#include "watch/rules_text.h"

#include <array>

namespace mailwatchd::watch {

namespace {

struct RulesPart {
    std::string_view key;  ///< With its equals sign.
    std::string_view words;
};

constexpr std::array rules_parts{
    RulesPart{"checks=", "checks or their weights"},
    RulesPart{"dnsbls=", "block lists"},
    RulesPart{"sources=", "reputation sources"},
};

std::string_view rules_version(std::string_view value) { return value.substr(0, value.find(' ')); }

/// The digest of one part; empty if there is none.
std::string_view rules_digest(std::string_view value, std::string_view key) {
    const auto at = value.find(' ' + std::string{key});
    if (at == std::string_view::npos) return {};
    value.remove_prefix(at + 1 + key.size());
    return value.substr(0, value.find(' '));
}

}  // namespace

std::string rules_difference(std::string_view from, std::string_view to) {
    std::string text;
    const auto was = rules_version(from);
    const auto is = rules_version(to);
    if (was != is) text.append("the version (").append(is).append(", was ").append(was).append(")");
    for (const auto& [key, words] : rules_parts)
        if (rules_digest(from, key) != rules_digest(to, key))
            text.append(text.empty() ? "" : ", ").append(words);
    return text;
}

}  // namespace mailwatchd::watch
