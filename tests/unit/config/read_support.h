// Reading configurations in tests.
#pragma once

#include "config/reader.h"

#include <array>
#include <string>
#include <string_view>

namespace mailwatchd::config {

inline constexpr std::array<std::string_view, 3> test_checks{"pop3", "imap", "dnsbl"};

/// Reads as the daemon does: each check reads its tables, the global one and those of targets.
inline Loaded read_all(Reader& reader) {
    const auto ask = [](Section& section, std::string_view name) {
        read_common(section, {.enabled = true, .weight = 1});
        if (name == "dnsbl") section.integer("min_proven", 5, 1, 1000);
    };
    for (const auto name : test_checks) ask(reader.check(name), name);
    for (std::size_t i = 0; i < reader.configuration().targets.size(); ++i)
        for (const auto name : test_checks)
            if (auto* const section = reader.target_check(i, name)) ask(*section, name);
    return reader.finish();
}

inline Loaded read(std::string_view text, std::vector<model::Dnsbl> catalogue = {}) {
    Reader reader{test_checks, std::move(catalogue)};
    reader.read_text(text, "x.toml");
    return read_all(reader);
}

/// One per line.
inline std::string texts(const Problems& problems) {
    std::string text;
    for (const auto& problem : problems) text += problem.text() + '\n';
    return text;
}

}  // namespace mailwatchd::config
