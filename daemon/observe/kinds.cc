// The table made of observations.def. To add a kind: its folder, and a line there.
#include "observe/kind.h"
#include "watch/own_readings.h"

#include <algorithm>

namespace mailwatchd::observe {

#define OBSERVATION(folder, number) \
    namespace folder {              \
    extern const Kind kind;         \
    }
#include "observe/observations.def"
#undef OBSERVATION

std::span<const NumberedKind> kinds() {
#define OBSERVATION(folder, number) {number, &folder::kind},
    static constexpr NumberedKind table[] = {
#include "observe/observations.def"
    };
#undef OBSERVATION
    return table;
}

model::ReadingKinds reading_kinds(std::span<const NumberedKind> kinds) {
    std::vector<const model::ReadingKind*> all;
    for (const auto& each : kinds)
        all.insert(all.end(), each.kind->readings.begin(), each.kind->readings.end());
    all.push_back(&reading::verdict);
    all.push_back(&reading::rules);
    return model::ReadingKinds{std::move(all), {&change::flapping, &change::flapping_ended}};
}

std::vector<std::uint16_t> kinds_at_start(std::span<const NumberedKind> kinds) {
    std::vector<std::uint16_t> numbers;
    for (const auto& [number, kind] : kinds)
        if (kind->is_read_at_start) numbers.push_back(number);
    return numbers;
}

bool RecheckRequest::asks_for(const model::ReadingKind& kind) const {
    return std::ranges::find(readings, &kind, &Asked::kind) != readings.end();
}

}  // namespace mailwatchd::observe
