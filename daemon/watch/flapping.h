// Detects flapping by Naemon's rule: count the changes among the last 20 results,
// newer ones with more weight (0.8 for the oldest, 1.2 for the newest). Flapping starts at 20 % and
// ends below 5 %. A result is a settled observation: one that agreed with the confirmed value, or
// one that completed a confirmation. Observations of a pending change do not count. So the fourth
// change among the last twenty results is the first that is not reported by itself, and about ten
// results without a change end the flapping.
#pragma once

#include <cstdint>

namespace mailwatchd::watch {

inline constexpr unsigned flap_results = 20;
inline constexpr unsigned flap_high_permille = 200;
inline constexpr unsigned flap_low_permille = 50;

/// Bit 0 is the newest result; 1 is a change.
constexpr std::uint32_t record_result(std::uint32_t recent, bool changed) {
    constexpr std::uint32_t kept = (1U << flap_results) - 1;
    return ((recent << 1) | (changed ? 1U : 0U)) & kept;
}

/// The weighted share of changes, in thousandths.
constexpr unsigned flap_permille(std::uint32_t recent) {
    unsigned sum = 0;  // Weights in 1/9500: 11400 is 1.2, 7600 is 0.8; 200 a step over 19 steps.
    for (unsigned age = 0; age < flap_results; ++age)
        if ((recent >> age & 1U) != 0) sum += 11400 - 200 * age;
    return sum / (flap_results * 9500 / 1000);
}

/// Whether it flaps after this result, given whether it did before.
constexpr bool flaps(std::uint32_t recent, bool flapped) {
    return flap_permille(recent) >= (flapped ? flap_low_permille : flap_high_permille);
}

}  // namespace mailwatchd::watch
