// What a reload can't change: it is bound, opened or set up once, at the start.
#pragma once

#include "config/configuration.h"

#include <string>

namespace mailwatchd::app {

/// A warning that names each such key whose value is another than at the start; "" where none is.
std::string restart_warning(const config::Configuration& started_with,
                            const config::Configuration& now);

}  // namespace mailwatchd::app
