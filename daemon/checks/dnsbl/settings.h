// [checks.dnsbl]
#pragma once

#include "config/section.h"

#include <cstdint>

namespace mailwatchd::checks::dnsbl {

struct Settings {
    /// Proven lists that must have answered for an address, at least.
    std::int64_t min_proven = 5;

    static Settings read(config::Section& section, const Settings& outer) {
        return {section.integer("min_proven", outer.min_proven, 1, 1000)};
    }
};

}  // namespace mailwatchd::checks::dnsbl
