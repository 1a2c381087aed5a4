// All that we believe: the engine's memory. One batch at a time: fold, commit, apply; where a
// commit failed, commit the same batch again later (it may be committed twice) and only then fold
// on. It moves between two restarts only through `apply`: nothing is believed that is not recorded.
#pragma once

#include "base/time.h"
#include "model/reading.h"
#include "watch/batch.h"
#include "watch/doubts.h"
#include "watch/fold.h"
#include "watch/interner.h"
#include "watch/standings.h"
#include "watch/transition.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mailwatchd::watch {

/// Asked only where something changed. `takes_clear_logins` need not be filled in.
using ContextOf = std::function<Context(const model::Reading&)>;

/// A subject to be looked at again, past all caches: one a reading in doubt, so that a session in
/// doubt of three readings is there three times. Each must be answered by a fold of a reading with
/// `taken_at` >= `at` (unknown ones answer too) or by `give_up`.
struct Look {
    model::Subject subject;
    model::ReadingName name = model::ReadingName::port;
    std::string argument;
    base::Instant at;
    base::Duration patience{};  ///< For the greeting of a mail session; zero for the DNS.
};

class Beliefs {
public:
    Beliefs(std::string install_id, Waits waits);
    /// At a start, once.
    void restore(const Memory& memory, base::Instant now);
    void set_waits(Waits waits) { waits_ = std::move(waits); }

    /// What these readings change. Changes nothing but the numbers of new words; readings of looks
    /// that were folded before add nothing. Several looks at one subject: in order of time.
    Batch fold(std::span<const model::Reading> readings, const ContextOf& context_of,
               base::Instant now);
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

    std::optional<Standing> find(const model::Subject& subject, model::ReadingName name,
                                 std::string_view argument = {}) const;
    /// The believed value; "" where nothing is.
    std::string_view value(const model::Subject& subject, model::ReadingName name,
                           std::string_view argument = {}) const;

    bool in_doubt(const model::Subject& subject) const;
    std::vector<Look> due_doubts(base::Instant now) const;
    std::optional<base::Instant> next_look() const { return doubts_.next_look(); }
    std::size_t doubts() const { return doubts_.size(); }
    /// The wall clock was stepped.
    void shift(base::Duration delta) { doubts_.shift(delta); }

    Snapshot snapshot() const { return standings_.snapshot(); }
    std::size_t size() const { return standings_.size(); }
    const Interner& words() const { return words_; }
    /// The number of a subject, given now where it has none: part of the next batch.
    SubjectId intern(const model::Subject& subject) { return words_.subject(subject); }
    ArgumentId intern_argument(std::string_view text) { return words_.argument(text); }

private:
    struct Draft;
    Belief belief_of(Key key) const;
    Belief current(const Draft& draft, Key key) const;
    void fold_one(Draft& draft, const model::Reading& reading);
    void fold_unseen(Draft& draft, std::span<const model::Reading> readings);
    std::optional<model::Transition> tell(const Draft& draft, const model::Reading& reading,
                                          const Step& step, const ContextOf& context_of) const;
    Batch finish(const Draft& draft) const;

    std::string install_id_;
    Waits waits_;
    Interner words_;
    Standings standings_;
    std::unordered_map<std::uint64_t, History> histories_;  ///< Of standings that have changed.
    Doubts doubts_;
    std::uint64_t version_ = 0;
};

}  // namespace mailwatchd::watch
