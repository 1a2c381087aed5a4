// A kind of observation that sees nothing and counts: how many rounds of a target are at it at
// once.
#pragma once

#include "observe/kind.h"

#include <map>
#include <span>
#include <string>

namespace mailwatchd::test {

/// `observer.use<RoundsUnderWay>()`, by the target's name. Looks of a confirmation are no round.
struct RoundsUnderWay {
    std::map<std::string, int> of;
};

/// The program's, and the one that counts.
std::span<const observe::NumberedKind> kinds_with_counter();

}  // namespace mailwatchd::test
