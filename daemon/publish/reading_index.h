// Readings by subject and name: a report of 56 hosts asks for many thousands.
#pragma once

#include "model/reading.h"

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::publish {

/// The readings outlive it.
class ReadingIndex {
public:
    using Found = std::vector<const model::Reading*>;

    explicit ReadingIndex(std::span<const model::Reading> readings);

    /// All of that name, in their order.
    const Found& of(const model::Subject& subject, std::string_view name) const;
    /// The first of that name; null where there is none.
    const model::Reading* one(const model::Subject& subject, std::string_view name) const;

private:
    std::map<std::pair<std::string_view, std::string_view>, Found> by_subject_;
};

}  // namespace mailwatchd::publish
