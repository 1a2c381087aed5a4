#include "observe/name_certificate/turns.h"

#include <algorithm>

namespace mailwatchd::observe {

NameRule name_rule(std::span<const NameShown> names, base::Ticks not_before) {
    using model::Likeness;
    if (std::ranges::find(names, Likeness::another, &NameShown::likeness) != names.end())
        return NameRule::by_name;
    const auto alike = std::ranges::count_if(names, [&](const NameShown& name) {
        return name.likeness == Likeness::same && name.taken >= not_before;
    });
    return static_cast<std::size_t>(alike) < sample_size ? NameRule::unknown
                                                         : NameRule::same_for_all;
}

bool is_due(const NameTurn& name, base::Ticks not_before) {
    return !name.last || *name.last < not_before || name.is_outdated;
}

bool is_turn(const NameTurn& name, NameRule rule) {
    if (name.begun >= (rule == NameRule::by_name ? names_max : sample_size)) return false;
    return name.is_requested || (rule != NameRule::same_for_all && !name.others_wait);
}

}  // namespace mailwatchd::observe
