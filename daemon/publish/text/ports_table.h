// What listens on each address of a target, as a table: part of the text report.
#pragma once

#include "publish/audit.h"
#include "publish/layout.h"

#include <string>

namespace mailwatchd::publish {

/// A host a line, below it a line an address with a word a port, below that the software; then what
/// the words mean. Empty where no port was looked at.
std::string ports_table(const Audit& audit, std::size_t width, const Paint& paint);

}  // namespace mailwatchd::publish
