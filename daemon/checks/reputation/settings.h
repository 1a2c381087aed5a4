// [checks.reputation]
#pragma once

#include "config/section.h"

#include <cstdint>

namespace mailwatchd::checks::reputation {

struct Settings {
    /// Fewer proven block lists that answered for an address are no source of its figure.
    std::int64_t min_proven = 5;

    static Settings read(config::Section& section, const Settings& outer) {
        return {section.integer("min_proven", outer.min_proven, 1, 1000)};
    }
};

}  // namespace mailwatchd::checks::reputation
