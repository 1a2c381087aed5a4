#include "watch/score.h"

namespace mailwatchd::watch {

std::optional<int> score(std::span<const Mark> marks) {
    int sum = 0;
    int weights = 0;
    for (const auto& mark : marks) {
        if (!mark.score) continue;
        sum += *mark.score * mark.weight;
        weights += mark.weight;
    }
    if (weights == 0) return std::nullopt;
    return (2 * sum + weights) / (2 * weights);
}

std::string_view band(int score) {
    if (score >= 90) return "strong";
    if (score >= 70) return "good";
    return score >= 50 ? "average" : "weak";
}

}  // namespace mailwatchd::watch
