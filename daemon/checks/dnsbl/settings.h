// [checks.dnsbl]
#pragma once

#include "config/section.h"

#include <cstdint>

namespace mailwatchd::checks::dnsbl {

struct Settings {
    /// Fewer proven lists that answered for an address say too little about it.
    std::int64_t min_proven = 5;

    static Settings read(config::Section& section, const Settings& outer) {
        return {section.integer("min_proven", outer.min_proven, 1, 1000)};
    }
};

}  // namespace mailwatchd::checks::dnsbl
