#include "config/values.h"

#include "base/escape.h"

namespace mailwatchd::config {

std::string found_but_want(std::string_view found, std::string_view want) {
    constexpr std::size_t shown_max = 60;
    return "found \"" + base::escape(found, shown_max) + "\", expected " + std::string{want};
}

std::optional<base::DomainName> domain_name(Section& section, std::string_view key,
                                            const Located<std::string>& text) {
    const auto name = base::DomainName::parse(text.value);
    if (name) return *name;
    section.problem(text.at, key, base::escape(name.error().detail));
    return std::nullopt;
}

std::vector<base::DomainName> domain_names(Section& section, std::string_view key) {
    std::vector<base::DomainName> names;
    for (const auto& text : section.texts(key))
        if (auto name = domain_name(section, key, text)) names.push_back(*std::move(name));
    return names;
}

}  // namespace mailwatchd::config
