#include "model/spf.h"

#include <array>

namespace mailwatchd::model {

std::string_view name(SpfResult result) {
    constexpr std::array<std::string_view, 7> words{
        "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror",
    };
    return words[static_cast<std::size_t>(result)];
}

}  // namespace mailwatchd::model
