// Parts of loading the state. Failures stick to the database.
#pragma once

#include "store/fields.h"
#include "store/parts.h"

#include <optional>
#include <unordered_set>
#include <vector>

namespace mailwatchd::store {

/// Separates numbers of this version from those of a newer one, whose rows it counts.
struct Known {
    const model::ReadingKinds& kinds;
    std::size_t unknown_rows = 0;
    std::unordered_set<std::uint32_t> unknown_subjects;
    std::unordered_set<std::uint64_t> unknown_standings;  ///< By their packed key.

    /// An enumerator from a column. Nothing if the number is unknown; the row is then counted.
    template <class E>
    std::optional<E> number(const Query& row, int column) {
        const auto value = row.integer(column);
        if (value >= static_cast<std::int64_t>(E{}) &&
            value <= static_cast<std::int64_t>(last(E{})))
            return static_cast<E>(value);
        ++unknown_rows;
        return std::nullopt;
    }
    /// A reading's number from a column; likewise.
    std::optional<std::uint8_t> reading(const Query& row, int column) {
        const auto value = row.integer(column);
        const bool fits = value > 0 && value <= UINT8_MAX;
        if (fits && kinds.find(static_cast<std::uint8_t>(value)) != nullptr)
            return static_cast<std::uint8_t>(value);
        ++unknown_rows;
        return std::nullopt;
    }
};

std::vector<Loaded::Target> load_targets(Store::Parts& parts, const KindOf& kind_of, Known& known);
std::vector<Pace> load_pace(Database& db);
std::vector<ProviderBackoff> load_backoffs(Database& db);

}  // namespace mailwatchd::store
