// Calls a check as the rest of the program does: by its name in checks.def, through its row, with
// settings of a type that only its folder knows.
#pragma once

#include "checks/check.h"
#include "config/document.h"

#include <stdexcept>
#include <string>
#include <string_view>

namespace mailwatchd::test {

/// Throws if checks.def has no such line.
inline const checks::Check& check_named(std::string_view name) {
    const auto* const check = checks::find(name);
    if (check == nullptr) throw std::invalid_argument{"no such check: " + std::string{name}};
    return *check;
}

/// The settings that the check reads from the keys in `toml`. Throws if the check rejects them.
/// Empty: the check's defaults.
inline checks::SettingsPtr settings_of(const checks::Check& check, std::string_view toml = {}) {
    config::Problems problems;
    const auto document = config::parse_document(toml, "x.toml", problems);
    config::Section section{document ? &document->root : nullptr, std::string{check.name},
                            problems};
    auto settings = check.read(section, nullptr);
    section.finish();
    if (!problems.empty()) throw std::invalid_argument{problems.front().text()};
    return settings;
}

inline model::Report judged(std::string_view check, const model::World& world,
                            std::string_view toml = {}) {
    const auto& row = check_named(check);
    return row.judge(world, settings_of(row, toml).get());
}

inline model::Needs wanted(std::string_view check, const model::Topology& topology) {
    const auto& row = check_named(check);
    return row.needs_of(topology, settings_of(row).get());
}

}  // namespace mailwatchd::test
