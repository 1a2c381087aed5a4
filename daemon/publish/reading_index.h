// Finds readings by subject and name: a report of 56 hosts needs many thousands.
#pragma once

#include "model/reading.h"

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::publish {

/// The readings must outlive it.
class ReadingIndex {
public:
    using Found = std::vector<const model::Reading*>;

    explicit ReadingIndex(std::span<const model::Reading> readings);

    /// All readings of that name, in their order.
    const Found& of(const model::Subject& subject, std::string_view name) const;
    /// The first reading of that name; null if there is none.
    const model::Reading* one(const model::Subject& subject, std::string_view name) const;

private:
    std::map<std::pair<std::string_view, std::string_view>, Found> by_subject_;
};

}  // namespace mailwatchd::publish
