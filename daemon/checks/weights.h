// The weights of checks.def, for the definition of each check: it needs them before the table of
// checks exists.
#pragma once

#include <string_view>

namespace mailwatchd::checks {

/// The weight in checks.def. Does not compile for an unknown name.
consteval int weight_of(std::string_view name) {
#define CHECK(folder, weight) \
    if (name == #folder) return weight;
#include "checks/checks.def"
#undef CHECK
    throw "not in checks.def";
}

}  // namespace mailwatchd::checks
