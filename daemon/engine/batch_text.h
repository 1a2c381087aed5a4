// A batch in words, for the log: what could not be written, so that nothing of it is lost.
#pragma once

#include "base/result.h"
#include "watch/batch.h"

#include <string>

namespace mailwatchd::engine {

/// The same batch will fail again, whatever becomes of the disk.
bool can_never_be_written(const base::Failure& failure);

/// In full and escaped; one line.
std::string text_of(const watch::Batch& batch);

}  // namespace mailwatchd::engine
