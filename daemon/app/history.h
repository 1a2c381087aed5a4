// What the journal says at a start about states that were lost (failure S5).
#pragma once

#include "base/log.h"

#include <string>

namespace mailwatchd::app {

/// `recovered_from`: where the damaged state was moved just now; "" if none was.
void report_lost_history(const std::string& recovered_from, const std::string& state_file,
                         base::Log& log);

}  // namespace mailwatchd::app
