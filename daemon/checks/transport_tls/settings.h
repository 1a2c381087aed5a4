// [checks.transport_tls]
#pragma once

#include "config/section.h"

namespace mailwatchd::checks::transport_tls {

struct Settings {
    /// Probe the operator's own hosts for STARTTLS injection.
    bool probe_injection = false;

    static Settings read(config::Section& section, const Settings& outer) {
        return {section.flag("probe_injection", outer.probe_injection)};
    }
};

}  // namespace mailwatchd::checks::transport_tls
