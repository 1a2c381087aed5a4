// All standings in memory. One batch at a time: fold, commit, apply. If a commit fails, commit the
// same batch again later (it may be committed twice), or set it aside if it can never be committed;
// only then fold the next one. Between restarts memory changes only through `apply`, so it never
// holds a value that is not recorded.
#pragma once

#include "base/time.h"
#include "model/reading.h"
#include "watch/batch.h"
#include "watch/fold.h"
#include "watch/interner.h"
#include "watch/pending_changes.h"
#include "watch/standing_map.h"
#include "watch/transition.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mailwatchd::watch {

/// Called only if something changed. `beside` may stay empty.
using ContextOf = std::function<model::ChangeContext(const model::Reading&)>;

/// A recheck of a subject, past all caches. There is one per reading with a pending change, so a
/// session may appear several times. Each must be answered by the fold of a reading with `ticks` >=
/// `at` (unknown readings count) or by `drop_pending`.
struct Recheck {
    model::Subject subject;
    const model::ReadingKind* kind = nullptr;
    std::string argument;
    base::Ticks at;
    base::Duration patience{};  ///< To wait for the greeting of a mail session; zero for the DNS.
};

class StandingTable {
public:
    /// `kinds` must outlive it and contain the kind of every folded reading.
    StandingTable(std::string install_id, Waits waits, const model::ReadingKinds& kinds);
    ~StandingTable() = default;
    StandingTable(const StandingTable&) = delete;  // Its rules refer to it.
    StandingTable& operator=(const StandingTable&) = delete;
    /// Called once, at the start. Leaves out readings of unknown kinds.
    void restore(const Memory& memory, base::Moment now);
    void set_waits(Waits waits) { waits_ = std::move(waits); }

    /// Returns what these readings change. Modifies nothing except the numbers of new words.
    /// Readings folded before have no effect. Several readings of one subject must be in order of
    /// time.
    Batch ingest(std::span<const model::Reading> readings, const ContextOf& context_of,
                 base::Moment now);
    /// Ends the pending changes of a subject that nobody watches any more. The values stay.
    Batch drop_pending(const model::Subject& subject);
    /// Forgets these subjects, which are in order: their next reading becomes a new baseline. Must
    /// not be called between a fold and its apply.
    void forget(std::span<const SubjectId> subjects);
    /// Turns the changes of a batch into a new silent baseline as of `now`, because only our rules
    /// changed. None of them is delivered or counted.
    void make_silent(Batch& batch, base::Instant now) const;
    /// Call after the commit. Asserts that nothing was applied since the fold.
    void apply(const Batch& batch);
    /// The batch can never be committed: none of it takes effect. Its new words are stored only by
    /// later batches that use them.
    void set_aside(const Batch& batch) { words_.set_aside(batch.words); }

    /// For the next observation: higher than every number folded before.
    std::uint32_t next_look_number() const { return last_look_ + 1; }

    std::optional<Standing> find(const model::Subject& subject, const model::ReadingKind& kind,
                                 std::string_view argument = {}) const;
    /// The confirmed value; empty if there is none.
    std::string_view value(const model::Subject& subject, const model::ReadingKind& kind,
                           std::string_view argument = {}) const;

    /// All subjects with a standing of this reading, in no particular order.
    std::vector<model::Subject> subjects_with(const model::ReadingKind& kind,
                                              std::string_view argument) const;
    struct PendingSubject {
        model::Subject subject;
        base::Instant seen_at;  ///< Its latest observation.
    };
    /// The subjects with a pending change of this reading to that value.
    std::vector<PendingSubject> pending_alike(const model::ReadingKind& kind,
                                              std::string_view argument,
                                              std::string_view candidate) const;
    /// The number of the subject's last conclusive observation, and of the last verdict about it; 0
    /// if there is none.
    std::uint32_t last_observed(const model::Subject& subject) const;
    std::uint32_t last_judged(const model::Subject& subject) const;

    bool is_pending(const model::Subject& subject) const;
    /// The same, of one of these readings.
    bool is_pending(const model::Subject& subject,
                    std::span<const std::string_view> readings) const;
    /// Whether a change is pending that has the cause of this one (watch/entries.h), once the batch
    /// is applied.
    bool is_pending_like(const model::Transition& change, const Batch& batch) const;
    /// Whether the reading has a differing value that waits for its confirmation.
    bool has_candidate(const model::Reading& reading) const {
        const auto standing = find(reading.subject, *reading.kind, reading.argument);
        return standing && standing->has_candidate();
    }
    std::vector<Recheck> due_rechecks(base::Ticks now) const;
    std::optional<base::Ticks> next_recheck(base::Ticks now) const {
        return pending_changes_.next_recheck(now);
    }
    std::size_t pending_changes() const { return pending_changes_.size(); }

    Snapshot snapshot() const { return standing_map_.snapshot(); }
    std::size_t size() const { return standing_map_.size(); }
    const model::ReadingKinds& kinds() const { return kinds_; }
    const Interner& words() const { return words_; }
    /// The number of a subject; a new one becomes part of the next batch.
    SubjectId intern(const model::Subject& subject) { return words_.subject(subject); }
    ArgumentId intern_argument(std::string_view text) { return words_.argument(text); }
    /// Adds numbers given earlier to the next fold, for a batch whose rows use them.
    void offer(SubjectId subject, ArgumentId argument) { words_.offer(subject, argument); }

private:
    struct Draft;
    std::uint32_t last_look(const model::Subject& subject, bool at_verdicts) const;
    const Rules& rules_of(std::uint8_t reading) const { return rules_[reading]; }
    StandingState state_of(Key key) const;
    StandingState current(const Draft& draft, Key key) const;
    void fold_one(Draft& draft, const model::Reading& reading);
    void fold_unseen(Draft& draft, std::span<const model::Reading> readings);
    std::optional<model::Transition> make_transition(const Draft& draft,
                                                     const model::Reading& reading,
                                                     const Step& step,
                                                     const ContextOf& context_of) const;
    Batch finish(const Draft& draft) const;

    std::string install_id_;
    Waits waits_;
    const model::ReadingKinds& kinds_;
    Interner words_;
    std::array<Rules, 256> rules_;  ///< By ReadingKind::number.
    StandingMap standing_map_;
    std::unordered_map<std::uint64_t, History> histories_;  ///< Of standings that have changed.
    PendingChanges pending_changes_;
    std::uint64_t version_ = 0;
    std::uint32_t last_look_ = 0;
};

}  // namespace mailwatchd::watch
