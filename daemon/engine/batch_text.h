// A batch in words, for the log: what could not be written, so that nothing of it is lost.
#pragma once

#include "watch/batch.h"

#include <string>

namespace mailwatchd::engine {

/// In full and escaped; one line. Readings by their number.
std::string text_of(const watch::Batch& batch);

}  // namespace mailwatchd::engine
