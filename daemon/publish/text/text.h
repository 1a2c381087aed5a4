// The report on a terminal: `mailwatchctl check` and `show`.
#pragma once

#include "publish/audit.h"

#include <cstddef>
#include <string>

namespace mailwatchd::publish {

struct TextOptions {
    std::size_t width = 80;  ///< Columns, at least 60.
    bool colour = false;     ///< ANSI colours. Words always say the same.
};

/// Head line, one row per check, ports and software of each address, findings by severity, and the
/// state of the block lists. Ends in a line feed. All remote text is escaped.
std::string to_text(const Audit& audit, const TextOptions& options);

}  // namespace mailwatchd::publish
