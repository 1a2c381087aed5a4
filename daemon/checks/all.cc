// The table of checks.def. To add a check, add its folder and a line there.
#include "checks/check.h"

#include <algorithm>

namespace mailwatchd::checks {

#define CHECK(folder, weight) \
    namespace folder {        \
    extern const Check check; \
    }
#include "checks/checks.def"
#undef CHECK

std::span<const Check* const> all() {
#define CHECK(folder, weight) &folder::check,
    static constexpr const Check* table[] = {
#include "checks/checks.def"
    };
#undef CHECK
    return table;
}

const Check* find(std::string_view name) {
    const auto every = all();
    const auto found = std::ranges::find(every, name, &Check::name);
    return found == every.end() ? nullptr : *found;
}

}  // namespace mailwatchd::checks
