// [checks.reputation]
#pragma once

#include "config/section.h"

#include <cstdint>

namespace mailwatchd::checks::reputation {

struct Settings {
    /// Proven block lists that must have answered for an address to count as a source of its
    /// figure.
    std::int64_t min_proven = 5;

    static Settings read(config::Section& section, const Settings& outer) {
        return {section.integer("min_proven", outer.min_proven, 1, 1000)};
    }
};

}  // namespace mailwatchd::checks::reputation
