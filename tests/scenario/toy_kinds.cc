#include "support/toy_kinds.h"

#include "support/kinds.h"

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
    static constexpr observe::NumberedKind toys[] = {
#define OBSERVATION(folder, number) {number, &observe::folder::kind},
#include "support/observations.def"
#undef OBSERVATION
    };
    static const auto all = kinds_with(toys);
    return all;
}

}  // namespace mailwatchd::test
