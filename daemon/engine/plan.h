// The configuration with what the checks read from it: an immutable snapshot of what is to be done.
#pragma once

#include "checks/check.h"
#include "config/reader.h"
#include "observe/observer.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::engine {

/// A check with the settings that hold for one target.
struct CheckPlan {
    const checks::Check* check = nullptr;
    checks::SettingsPtr settings;
    int weight = 0;
};
/// Enabled ones only, in the order of checks.def. Shared by all targets that override nothing.
using CheckPlans = std::shared_ptr<const std::vector<CheckPlan>>;

struct TargetPlan {
    config::TargetSettings settings;
    CheckPlans checks;
};

struct Plan {
    config::Configuration configuration;
    std::vector<TargetPlan> targets;
    observe::Catalogue dnsbls;
    observe::Catalogue sources;  ///< Of reputation.
    observe::Keys keys;
    CheckPlans checks;  ///< For targets that no configuration names.

    observe::ObserverSettings observer_settings() const;
    observe::DiscoveryScope scope(const config::TargetSettings& target) const;
};

struct LoadedPlan {
    std::shared_ptr<const Plan> plan;  ///< Null where there are problems.
    config::Problems problems;
};

/// Reads the configuration file, the shipped catalogues and the keys of lists.
LoadedPlan load_plan(const std::filesystem::path& file);

/// Without a file: every default, no targets.
LoadedPlan default_plan();

/// Problems as an operator reads them, one a line.
std::string text(const config::Problems& problems);

/// Keeps the named checks only, everywhere. Fails on a name that no check has.
base::Result<std::shared_ptr<const Plan>> only(std::shared_ptr<const Plan> plan,
                                               const std::vector<std::string>& names);

}  // namespace mailwatchd::engine
