#include "support/toy_kinds.h"

#include <vector>

namespace mailwatchd::observe {

#define OBSERVATION(folder, number) \
    namespace folder {              \
    extern const Kind kind;         \
    }
#include "support/observations.def"
#undef OBSERVATION

}  // namespace mailwatchd::observe

namespace mailwatchd::test {

std::span<const observe::NumberedKind> kinds_with_toys() {
    static const auto all = [] {
        const auto ours = observe::kinds();
        std::vector<observe::NumberedKind> kinds{ours.begin(), ours.end()};
#define OBSERVATION(folder, number) kinds.push_back({number, &observe::folder::kind});
#include "support/observations.def"
#undef OBSERVATION
        return kinds;
    }();
    return all;
}

}  // namespace mailwatchd::test
