// A kind of observation that sees nothing and counts the concurrent rounds of a target.
#pragma once

#include "observe/kind.h"

#include <map>
#include <span>
#include <string>

namespace mailwatchd::test {

/// `observer.use<RoundsUnderWay>()`, by the target's name. Confirmations are not rounds.
struct RoundsUnderWay {
    std::map<std::string, int> of;
};

/// The program's kinds, and the one that counts.
std::span<const observe::NumberedKind> kinds_with_counter();

}  // namespace mailwatchd::test
