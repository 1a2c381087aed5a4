// Groups changes that have one cause into entries (docs/verdicts.md, Changes). Pure.
//
// The first change of a cause opens an entry. While a pending change would join it if confirmed, it
// stays open; then it is reported, with the other changes counted in it.
#pragma once

#include "base/time.h"
#include "model/transition.h"
#include "watch/batch.h"

#include <functional>
#include <span>
#include <vector>

namespace mailwatchd::watch {

/// How long an entry waits for further changes after its first one.
inline constexpr base::Duration entry_open_max = std::chrono::minutes{10};

/// An entry that further changes may join.
struct OpenEntry {
    model::Transition first;               ///< The change that it is reported as.
    std::vector<model::Subject> subjects;  ///< Of all its changes.
    base::Ticks since;
};

/// Whether a confirmed change belongs to the entry of another.
bool have_one_cause(const model::Transition& one, const model::Transition& other);

struct Grouping {
    /// Whether a pending change would join the entry of this change, once the batch is applied.
    std::function<bool(const model::Transition& first)> awaits_more;
    /// Number of targets that rest on any of the subjects.
    std::function<std::size_t(std::span<const model::Subject> subjects)> count_targets;
    base::Ticks now;
};

/// Assigns each change of the batch to an entry and closes the entries that are complete. Returns
/// those that are open when the batch is committed.
std::vector<OpenEntry> group(std::vector<OpenEntry> open, Batch& batch, const Grouping& grouping);

}  // namespace mailwatchd::watch
