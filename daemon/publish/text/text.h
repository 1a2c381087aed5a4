// The report that people read on a terminal: `mailwatchctl check`, and later `show`.
#pragma once

#include "publish/audit.h"

#include <cstddef>
#include <string>

namespace mailwatchd::publish {

struct TextOptions {
    std::size_t width = 80;  ///< Columns; below 60 is taken as 60.
    bool colour = false;     ///< ANSI; words say the same without.
};

/// Head line, a row a check, ports and software of each address, findings by severity, block lists
/// that are out of the count. Ends in a line feed. No byte of remote text is shown raw.
std::string to_text(const Audit& audit, const TextOptions& options);

}  // namespace mailwatchd::publish
