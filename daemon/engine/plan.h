// The configuration together with the checks' settings: an immutable snapshot.
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

/// A check with its settings for one target.
struct CheckPlan {
    const checks::Check* check = nullptr;
    checks::SettingsPtr settings;
    int weight = 0;
};
/// Only enabled checks, in the order of checks.def. Shared by all targets without overrides.
using CheckPlans = std::shared_ptr<const std::vector<CheckPlan>>;

struct TargetPlan {
    config::TargetSettings settings;
    CheckPlans checks;
};

struct Plan {
    config::Configuration configuration;
    std::vector<TargetPlan> targets;
    observe::Catalogue dnsbls;
    observe::Catalogue sources;  ///< The reputation lists.
    observe::Keys keys;
    CheckPlans checks;  ///< For targets outside the configuration.

    observe::ObserverSettings observer_settings() const;
    observe::DiscoveryScope scope(const config::TargetSettings& target) const;
};

struct LoadedPlan {
    std::shared_ptr<const Plan> plan;  ///< Null if there are problems.
    config::Problems problems;
};

/// Reads the configuration file, the shipped catalogues and the keys of lists.
LoadedPlan load_plan(const std::filesystem::path& file);

/// The plan without a file: all defaults, no targets.
LoadedPlan default_plan();

/// The machine's name (gethostname(2)); "localhost" if it has none.
std::string own_name();

/// The problems as text, one per line.
std::string text(const config::Problems& problems);

/// Keeps only the named checks, for every target. Fails on an unknown name.
base::Result<std::shared_ptr<const Plan>> only(std::shared_ptr<const Plan> plan,
                                               const std::vector<std::string>& names);

}  // namespace mailwatchd::engine
