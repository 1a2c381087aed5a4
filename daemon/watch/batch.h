// What one fold changes: handed to the store as one transaction, applied to memory after its
// commit.
#pragma once

#include "model/subject.h"
#include "model/transition.h"
#include "watch/standing.h"

#include <string>
#include <vector>

namespace mailwatchd::watch {

/// A text or a subject and the number that stands for it.
template <class T>
struct Named {
    std::uint32_t id = 0;
    T what;
    bool operator==(const Named&) const = default;
};

/// Numbers and what they stand for, in their order: those of a batch are new, or were in one whose
/// commit failed.
struct WordList {
    std::vector<Named<model::Subject>> subjects;
    std::vector<Named<std::string>> arguments;
    std::vector<Named<std::string>> texts;
    /// The highest number that a subject has, be it one that this version can't read.
    std::uint32_t last_subject = 0;
};

struct Batch {
    std::vector<Row> standings;                  ///< As they stand after it.
    std::vector<model::Transition> transitions;  ///< To be told; `targets` is the caller's to fill.
    std::vector<Doubt> doubts;                   ///< New or with another next look.
    std::vector<Key> settled;                    ///< Doubts that are over.
    WordList words;
    std::uint64_t base = 0;  ///< Which beliefs it was folded upon.
};

/// All that survives a restart.
struct Memory {
    std::vector<Row> standings;
    std::vector<Doubt> doubts;
    WordList words;
};

}  // namespace mailwatchd::watch
