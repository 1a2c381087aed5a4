// A batch as text, for the log: if it cannot be written, nothing in it is lost.
#pragma once

#include "watch/batch.h"

#include <string>

namespace mailwatchd::engine {

/// Complete, escaped, on one line. Readings appear by number.
std::string text_of(const watch::Batch& batch);

}  // namespace mailwatchd::engine
