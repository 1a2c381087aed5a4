// The mail ports of each address of a target, as a table: part of the text report.
#pragma once

#include "publish/audit.h"
#include "publish/layout.h"

#include <string>

namespace mailwatchd::publish {

/// One line per host, below it one line per address with a word for each port, below that the
/// software; then a legend. Empty if no port was probed.
std::string ports_table(const Audit& audit, std::size_t width, const Paint& paint);

}  // namespace mailwatchd::publish
