// The changes of one fold: stored in one transaction, applied to memory after its commit.
#pragma once

#include "model/subject.h"
#include "model/transition.h"
#include "watch/standing.h"

#include <string>
#include <vector>

namespace mailwatchd::watch {

/// A text or a subject with its number.
template <class T>
struct Named {
    std::uint32_t id = 0;
    T what;
    bool operator==(const Named&) const = default;
};

/// Numbers and their words, in order. Those of a batch are new, or were part of one whose commit
/// failed.
struct WordList {
    std::vector<Named<model::Subject>> subjects;
    std::vector<Named<std::string>> arguments;
    std::vector<Named<std::string>> texts;
    /// The highest number of any subject, including those that this version cannot read.
    std::uint32_t last_subject = 0;
};

/// An entry of an earlier batch that no change can join any more: it is reported now.
struct ClosedEntry {
    std::string id;
    const model::ChangeKind* kind = nullptr;
    std::size_t targets_total = 0;  ///< Of all its changes.
};

struct Batch {
    std::vector<Row> standings;                  ///< As they are after the fold.
    std::vector<model::Transition> transitions;  ///< To be delivered; the caller sets `targets`.
    std::vector<ClosedEntry> closed_entries;
    std::vector<PendingChange> pending_changes;  ///< New ones, and those whose next recheck moved.
    std::vector<Key> settled;                    ///< Pending changes that ended.
    WordList words;
    std::uint64_t base = 0;  ///< Version of the table that the fold started from.
};

/// Everything that survives a restart.
struct Memory {
    std::vector<Row> standings;
    std::vector<PendingChange> pending_changes;
    WordList words;
};

}  // namespace mailwatchd::watch
