#include "model/reading.h"

#include "model/transition.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::model {

std::vector<std::string_view> closed_set(const ReadingKind& kind) {
    std::vector<std::string_view> values;
    if (kind.values == "text") return values;
    constexpr std::string_view between = ", ";
    auto rest = kind.values;
    for (auto end = rest.find(between); end != rest.npos; end = rest.find(between)) {
        values.push_back(rest.substr(0, end));
        rest.remove_prefix(end + between.size());
    }
    values.push_back(rest);
    return values;
}

std::string full_name(const ReadingKind& kind, std::string_view argument) {
    std::string text{kind.name};
    if (!argument.empty()) text.append(":").append(argument);
    return text;
}

std::string Reading::full_name() const { return model::full_name(*kind, argument); }

ReadingKinds::ReadingKinds(std::vector<const ReadingKind*> kinds,
                           std::vector<const ChangeKind*> more)
    : all_{std::move(kinds)}, changes_{std::move(more)} {
    for (const auto* const kind : all_) {
        assert(kind->number != 0 && by_number_[kind->number] == nullptr && "a number of its own");
        by_number_[kind->number] = kind;
        changes_.insert(changes_.end(), kind->changes.begin(), kind->changes.end());
    }
    std::ranges::sort(changes_, {}, &ChangeKind::number);
    assert(std::ranges::adjacent_find(changes_, {}, &ChangeKind::number) == changes_.end() &&
           "a number of its own");
}

const ChangeKind* ReadingKinds::find_change(std::uint8_t number) const {
    const auto found = std::ranges::lower_bound(changes_, number, {}, &ChangeKind::number);
    return found == changes_.end() || (*found)->number != number ? nullptr : *found;
}

const ReadingKind* ReadingKinds::find(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &ReadingKind::name);
    return found == all_.end() ? nullptr : *found;
}

std::string full_place(const Subject& subject, std::string_view argument) {
    auto place = subject.shown();
    return argument.empty() ? place : place.append(" ").append(argument);
}

}  // namespace mailwatchd::model
