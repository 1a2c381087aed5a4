// All that we believe: the engine's memory. One batch at a time: fold, commit, apply; where a
// commit failed, commit the same batch again later (it may be committed twice), or set it aside
// where it never can be, and only then fold on. It moves between two restarts only through `apply`:
// nothing is believed that is not recorded.
#pragma once

#include "base/time.h"
#include "model/reading.h"
#include "watch/batch.h"
#include "watch/doubts.h"
#include "watch/fold.h"
#include "watch/interner.h"
#include "watch/standings.h"
#include "watch/transition.h"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mailwatchd::watch {

/// Asked only where something changed. `beside` need not be filled in.
using ContextOf = std::function<model::ChangeContext(const model::Reading&)>;

/// A subject to be looked at again, past all caches: one a reading in doubt, so that a session in
/// doubt of three readings is there three times. Each must be answered by a fold of a reading with
/// `ticks` >= `at` (unknown ones answer too) or by `give_up`.
struct Look {
    model::Subject subject;
    const model::ReadingKind* kind = nullptr;
    std::string argument;
    base::Ticks at;
    base::Duration patience{};  ///< For the greeting of a mail session; zero for the DNS.
};

class Beliefs {
public:
    /// `kinds` outlives it: every reading that is folded is of one of them.
    Beliefs(std::string install_id, Waits waits, const model::ReadingKinds& kinds);
    Beliefs(const Beliefs&) = delete;  // Its rules refer to it.
    Beliefs& operator=(const Beliefs&) = delete;
    /// At a start, once. What is of no kind that we know is left out.
    void restore(const Memory& memory, base::Moment now);
    void set_waits(Waits waits) { waits_ = std::move(waits); }

    /// What these readings change. Changes nothing but the numbers of new words; readings of looks
    /// that were folded before add nothing. Several looks at one subject: in order of time.
    Batch fold(std::span<const model::Reading> readings, const ContextOf& context_of,
               base::Moment now);
    /// Ends the doubts of a subject that nobody watches any more; what we believed stays.
    Batch give_up(const model::Subject& subject);
    /// Of these subjects, in order, nothing is recorded any more: their next look is a new
    /// baseline. Not between a fold and its apply.
    void forget(std::span<const SubjectId> subjects);
    /// Makes what a batch changes a new silent baseline of `now`: not the world changed, but our
    /// mind. Nothing of it is told, and it does not count as a change of the standing.
    void make_silent(Batch& batch, base::Instant now) const;
    /// After the batch is committed. Asserts that nothing was applied since it was folded.
    void apply(const Batch& batch);
    /// The batch can never be committed: nothing of it is believed, and its new words go only into
    /// batches that name them again.
    void set_aside(const Batch& batch) { words_.set_aside(batch.words); }

    /// Higher than the number of every look that was folded before: for the next one.
    std::uint32_t next_look_number() const { return last_look_ + 1; }

    std::optional<Standing> find(const model::Subject& subject, const model::ReadingKind& kind,
                                 std::string_view argument = {}) const;
    /// The believed value; "" where nothing is.
    std::string_view value(const model::Subject& subject, const model::ReadingKind& kind,
                           std::string_view argument = {}) const;

    bool in_doubt(const model::Subject& subject) const;
    std::vector<Look> due_doubts(base::Ticks now) const;
    std::optional<base::Ticks> next_look() const { return doubts_.next_look(); }
    std::size_t doubts() const { return doubts_.size(); }

    Snapshot snapshot() const { return standings_.snapshot(); }
    std::size_t size() const { return standings_.size(); }
    const model::ReadingKinds& kinds() const { return kinds_; }
    const Interner& words() const { return words_; }
    /// The number of a subject, given now where it has none: part of the next batch.
    SubjectId intern(const model::Subject& subject) { return words_.subject(subject); }
    ArgumentId intern_argument(std::string_view text) { return words_.argument(text); }
    /// Before the fold of a batch that is committed with rows of these numbers, given earlier.
    void offer(SubjectId subject, ArgumentId argument) { words_.offer(subject, argument); }

private:
    struct Draft;
    const Rules& rules_of(std::uint8_t reading) const { return rules_[reading]; }
    Belief belief_of(Key key) const;
    Belief current(const Draft& draft, Key key) const;
    void fold_one(Draft& draft, const model::Reading& reading);
    void fold_unseen(Draft& draft, std::span<const model::Reading> readings);
    std::optional<model::Transition> tell(const Draft& draft, const model::Reading& reading,
                                          const Step& step, const ContextOf& context_of) const;
    Batch finish(const Draft& draft) const;

    std::string install_id_;
    Waits waits_;
    const model::ReadingKinds& kinds_;
    Interner words_;
    std::array<Rules, 256> rules_;  ///< By ReadingKind::number.
    Standings standings_;
    std::unordered_map<std::uint64_t, History> histories_;  ///< Of standings that have changed.
    Doubts doubts_;
    std::uint64_t version_ = 0;
    std::uint32_t last_look_ = 0;
};

}  // namespace mailwatchd::watch
