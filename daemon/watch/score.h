// The score of a target: computed here and nowhere else (docs/scoring.md).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace mailwatchd::watch {

struct Mark {
    std::optional<int> score;  ///< 0 to 100; none where there is no information.
    int weight = 1;
};

/// The weighted mean of those that have a score and a weight, rounded half up; none where none has.
std::optional<int> score(std::span<const Mark> marks);

/// "strong" from 90, "good" from 70, "average" from 50, else "weak".
std::string_view band(int score);

}  // namespace mailwatchd::watch
