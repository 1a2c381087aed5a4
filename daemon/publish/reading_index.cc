#include "publish/reading_index.h"

namespace mailwatchd::publish {

ReadingIndex::ReadingIndex(std::span<const model::Reading> readings) {
    for (const auto& reading : readings)
        by_subject_[{reading.subject.text, reading.kind->name}].push_back(&reading);
}

const ReadingIndex::Found& ReadingIndex::of(const model::Subject& subject,
                                            std::string_view name) const {
    static const Found nothing;
    const auto found = by_subject_.find({subject.text, name});
    return found == by_subject_.end() ? nothing : found->second;
}

const model::Reading* ReadingIndex::one(const model::Subject& subject,
                                        std::string_view name) const {
    const auto& found = of(subject, name);
    return found.empty() ? nullptr : found.front();
}

}  // namespace mailwatchd::publish
