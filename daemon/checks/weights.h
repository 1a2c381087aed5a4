// The weights of checks.def, for the one place that needs them before the table of checks exists:
// the definition of each check.
#pragma once

#include <string_view>

namespace mailwatchd::checks {

/// The weight that checks.def gives; does not compile for a name that is not there.
consteval int weight_of(std::string_view name) {
#define CHECK(folder, weight) \
    if (name == #folder) return weight;
#include "checks/checks.def"
#undef CHECK
    throw "not in checks.def";
}

}  // namespace mailwatchd::checks
