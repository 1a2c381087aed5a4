// The plain log: the journal where we run under systemd, else stderr; never both (PLATFORM.md 1.2).
#pragma once

#include <memory>

#include "base/log.h"

namespace mailwatchd::app {

std::unique_ptr<base::Log> make_logger(base::Severity least);

}  // namespace mailwatchd::app
