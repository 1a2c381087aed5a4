// Keys that take effect at startup only: what they set is bound, opened or set up once.
#pragma once

#include "config/configuration.h"

#include <string>

namespace mailwatchd::app {

/// A warning that lists each such key whose value changed since startup; "" if there is none.
std::string restart_warning(const config::Configuration& started_with,
                            const config::Configuration& now);

}  // namespace mailwatchd::app
