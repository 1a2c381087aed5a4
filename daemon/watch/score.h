// Computes the score of a target; no other code does (docs/verdicts.md).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace mailwatchd::watch {

struct Mark {
    std::optional<int> score;  ///< 0 to 100; none without information.
    int weight = 1;
};

/// The weighted mean of the marks that have a score and a weight, rounded half up. Nothing if there
/// are none.
std::optional<int> score(std::span<const Mark> marks);

/// "strong" from 90, "good" from 70, "average" from 50, else "weak".
std::string_view band(int score);

}  // namespace mailwatchd::watch
