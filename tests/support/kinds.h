// The program's kinds of observation, and more.
#pragma once

#include "observe/kind.h"

#include <span>
#include <vector>

namespace mailwatchd::test {

inline std::vector<observe::NumberedKind> kinds_with(std::span<const observe::NumberedKind> more) {
    const auto ours = observe::kinds();
    std::vector<observe::NumberedKind> kinds{ours.begin(), ours.end()};
    kinds.insert(kinds.end(), more.begin(), more.end());
    return kinds;
}

}  // namespace mailwatchd::test
