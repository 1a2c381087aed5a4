// How the program sees a check, without the check's own types.
// A check is one folder and one line in checks.def.
#pragma once

#include "checks/texts.h"
#include "config/section.h"
#include "model/report.h"
#include "model/world.h"

#include <memory>
#include <span>
#include <string_view>

namespace mailwatchd::checks {

/// A check's own settings. Only its folder knows the type behind this pointer.
using SettingsPtr = std::shared_ptr<const void>;

struct Check {
    std::string_view name;   ///< Label value, TOML table and folder name.
    std::string_view title;  ///< For people: "Reverse DNS".
    int weight;  ///< Default weight in the score; 0 for checks beyond the customer's ten.
    model::Needs (*needs_of)(const model::Topology&, const void* settings);
    model::Report (*judge)(const model::World&, const void* settings);
    /// Reads the check's own keys. A missing key takes its value from `outer`, the next outer layer
    /// (null: the check's defaults).
    SettingsPtr (*read)(config::Section& section, const void* outer);
    /// Names of the readings that its verdict follows from. A change of one of them is the cause of
    /// a verdict that changed with it.
    std::span<const std::string_view> readings;
    std::span<const model::FindingKind* const> findings;
    const Texts* texts;  ///< Never null.
};

/// Every check, in the order of checks.def.
std::span<const Check* const> all();

/// nullptr if there is no such check.
const Check* find(std::string_view name);

/// Does not compile if a text is missing; only `cwe` may be empty.
consteval void require_words(std::span<const model::FindingKind* const> findings,
                             const Texts& texts) {
    if (texts.question.empty() || texts.why.empty() || texts.risk.empty() || texts.tested.empty() ||
        texts.passed.empty() || texts.failed.empty())
        throw "the check's texts.h leaves a text out";
    for (const auto* const kind : findings)
        if (kind->title.empty() || kind->risk.empty() || kind->remedy.empty() ||
            kind->standard.empty())
            throw "a finding lacks its title, risk, remedy or standard";
}

/// Makes a check's row from its folder's typed functions, which only judge.cc sees. A folder has:
///   struct Settings { static Settings read(config::Section&, const Settings& outer); };
///   model::Needs needs_of(const model::Topology&, const Settings&);
///   model::Report judge(const model::World&, const Settings&);
/// A check or a finding without its texts does not compile.
template <class Settings, model::Needs (*NeedsOf)(const model::Topology&, const Settings&),
          model::Report (*Judge)(const model::World&, const Settings&)>
// NOLINTNEXTLINE(readability-function-size): an argument for each field of the row.
consteval Check describe(std::string_view name, std::string_view title, int weight,
                         std::span<const std::string_view> readings,
                         std::span<const model::FindingKind* const> findings, const Texts& texts) {
    require_words(findings, texts);
    return {
        name,
        title,
        weight,
        [](const model::Topology& topology, const void* settings) {
            return NeedsOf(topology, *static_cast<const Settings*>(settings));
        },
        [](const model::World& world, const void* settings) {
            return Judge(world, *static_cast<const Settings*>(settings));
        },
        [](config::Section& section, const void* outer) -> SettingsPtr {
            const auto base = outer != nullptr ? *static_cast<const Settings*>(outer) : Settings{};
            return std::make_shared<const Settings>(Settings::read(section, base));
        },
        readings,
        findings,
        &texts,
    };
}

/// For checks without settings of their own.
struct NoSettings {
    static NoSettings read(config::Section&, const NoSettings&) { return {}; }
};

}  // namespace mailwatchd::checks
