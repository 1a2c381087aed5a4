#include "model/reading.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::model {

std::string full_name(const ReadingKind& kind, std::string_view argument) {
    std::string text{kind.name};
    if (!argument.empty()) text.append(":").append(argument);
    return text;
}

std::string Reading::full_name() const { return model::full_name(*kind, argument); }

ReadingKinds::ReadingKinds(std::vector<const ReadingKind*> kinds) : all_{std::move(kinds)} {
    for (const auto* const kind : all_) {
        assert(kind->number != 0 && by_number_[kind->number] == nullptr && "a number of its own");
        by_number_[kind->number] = kind;
    }
}

const ReadingKind* ReadingKinds::find(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &ReadingKind::name);
    return found == all_.end() ? nullptr : *found;
}

}  // namespace mailwatchd::model
