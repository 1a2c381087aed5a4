// The log: the journal under systemd, else stderr; never both.
#pragma once

#include "base/log.h"

#include <memory>

namespace mailwatchd::app {

std::unique_ptr<base::Log> make_logger(base::Severity least);

}  // namespace mailwatchd::app
