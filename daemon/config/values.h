// Converts strings and lists of strings to values, and reports invalid ones.
#pragma once

#include "base/domain_name.h"
#include "config/section.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::config {

/// `found "192.0.2.256", expected an address`.
std::string found_but_want(std::string_view found, std::string_view want);

/// Parses each string; one that does not parse is a problem that says what was expected (`want`).
template <class T, class Parse>
std::vector<T> parse_all(Section& section, std::string_view key,
                         const std::vector<Located<std::string>>& texts, std::string_view want,
                         Parse parse) {
    std::vector<T> values;
    for (const auto& text : texts) {
        if (std::optional<T> value = parse(text.value))
            values.push_back(*std::move(value));
        else
            section.problem(text.at, key, found_but_want(text.value, want));
    }
    return values;
}

/// One of a set of words, which are in the order of the enumeration.
template <class Enum, std::size_t N>
Enum read_enum(Section& section, std::string_view key, Enum fallback,
               const std::array<std::string_view, N>& names) {
    const auto text = section.choice(key, names[static_cast<std::size_t>(fallback)],
                                     {names.begin(), names.end()});
    return static_cast<Enum>(std::ranges::find(names, text) - names.begin());
}

/// A domain name; nothing, and a problem, if it is invalid.
std::optional<base::DomainName> domain_name(Section& section, std::string_view key,
                                            const Located<std::string>& text);

/// The domain names of a list.
std::vector<base::DomainName> domain_names(Section& section, std::string_view key);

}  // namespace mailwatchd::config
