// The program's kinds of observation, and those of tests/support/observations.def.
#pragma once

#include "observe/kind.h"

#include <span>

namespace mailwatchd::test {

std::span<const observe::NumberedKind> kinds_with_toys();

}  // namespace mailwatchd::test
