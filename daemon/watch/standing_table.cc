#include "watch/standing_table.h"

#include "watch/own_readings.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>
#include <utility>

namespace mailwatchd::watch {

using base::Instant;
using base::Moment;
using model::Reading;
using model::ReadingKind;

/// The changes of a fold so far.
struct StandingTable::Draft {
    Moment now;
    std::map<Key, StandingState> touched;
    struct ReportedChange {
        const Reading* reading;
        Step step;
    };
    std::vector<ReportedChange> changes;
};

StandingTable::StandingTable(std::string install_id, Waits waits, const model::ReadingKinds& kinds)
    : install_id_{std::move(install_id)}, waits_{std::move(waits)}, kinds_{kinds} {
    for (const auto* const kind : kinds.all()) {
        auto& rules = rules_[kind->number];
        rules = {kind,
                 known_value(kind->quick),
                 known_value(kind->slow),
                 known_value(kind->presumed),
                 {}};
        if (kind->is_reported != nullptr)
            rules.is_reported = [this, kind](ValueId from, ValueId to) {
                return kind->is_reported(words_.value_of(from), words_.value_of(to));
            };
    }
}

void StandingTable::restore(const Memory& memory, Moment now) {
    words_.restore(memory.words);
    std::vector<Standing> standings;
    standings.reserve(memory.standings.size());
    for (const auto& [standing, history] : memory.standings) {
        if (rules_of(standing.reading).kind == nullptr) continue;
        last_look_ = std::max(last_look_, standing.looked_at);
        standings.push_back(standing);
        if (standing.generation != 0) histories_[standing.key().packed()] = history;
    }
    std::ranges::sort(standings, {}, &Standing::key);
    standing_map_.assign(standings);
    for (auto pending : memory.pending_changes) {
        if (rules_of(pending.key.reading).kind == nullptr) continue;
        const auto wait = std::min(pending.stored_as - now.wall, longest(waits_));  // Failure C3
        pending.next_recheck = now.ticks + wait;
        pending_changes_.set(pending);
    }
}

StandingState StandingTable::state_of(Key key) const {
    StandingState state;
    if (const auto* const standing = standing_map_.find(key)) {
        state.standing = *standing;
        state.history = {.born = standing->since, .reported = standing->value};
        if (const auto found = histories_.find(key.packed()); found != histories_.end())
            state.history = found->second;
    } else {
        state.standing.subject = key.subject;
        state.standing.reading = key.reading;
        state.standing.argument = key.argument;
    }
    if (const auto* const pending = pending_changes_.find(key)) state.pending = *pending;
    return state;
}

StandingState StandingTable::current(const Draft& draft, Key key) const {
    const auto found = draft.touched.find(key);
    return found == draft.touched.end() ? state_of(key) : found->second;
}

void StandingTable::fold_one(Draft& draft, const Reading& reading) {
    const auto number = reading.kind->number;
    assert(rules_of(number).kind == reading.kind && "an unknown kind of reading");
    const Key key{words_.subject(reading.subject), number, words_.argument(reading.argument)};
    const Sample sample{words_.value(reading.value),
                        reading.reason,
                        {reading.taken_at, reading.ticks},
                        reading.look};
    auto step = watch::fold(current(draft, key), sample, rules_of(number), waits_, draft.now);
    if (step.ignored) return;
    draft.touched[key] = step.state;
    if (step.change) draft.changes.push_back({&reading, std::move(step)});
}

namespace {

/// Whether one of these is of this kind and subject.
bool has_reading(std::span<const Reading> readings, const model::ReadingKind* kind,
                 const model::Subject& subject) {
    return std::ranges::any_of(readings, [&](const Reading& each) {
        return each.kind == kind && each.subject == subject;
    });
}

}  // namespace

/// A session that failed early has no reading of what it did not reach. That counts as an answer:
/// otherwise a pending change of STARTTLS would recheck a closed port for ever.
void StandingTable::fold_unseen(Draft& draft, std::span<const Reading> readings) {
    for (const auto& reading : readings) {
        const auto subject = words_.find_subject(reading.subject);
        if (!subject || !pending_changes_.concerns(*subject)) continue;
        for (const auto& pending : pending_changes_.of(*subject)) {
            const auto& rules = rules_of(pending.key.reading);
            if (rules.kind->seen_with != reading.kind ||
                has_reading(readings, rules.kind, reading.subject))
                continue;
            const Sample nothing{value::unknown,
                                 model::Reason::interrupted,
                                 {reading.taken_at, reading.ticks},
                                 reading.look};
            const auto step =
                watch::fold(current(draft, pending.key), nothing, rules, waits_, draft.now);
            if (!step.ignored) draft.touched[pending.key] = step.state;
        }
    }
}

namespace {

/// The entry about flapping is as urgent as the more urgent one of the changes to and fro, whose
/// entries it replaces; the one about its end is as urgent as the change to the value at rest.
std::optional<model::ChangeName> name_of(Change::News news, const Reading& reading,
                                         std::string_view from, std::string_view to,
                                         const model::ChangeContext& context) {
    const auto there = reading.kind->change(reading, from, to, context);
    if (news == Change::News::change) return there;
    const auto back = reading.kind->change(reading, to, from, context);
    if (!there && !back) return std::nullopt;
    auto priority = flapping_priority;
    if (there) priority = std::min(priority, there->priority);
    if (news == Change::News::rest) return model::ChangeName{&change::flapping_ended, priority};
    if (back) priority = std::min(priority, back->priority);
    return model::ChangeName{&change::flapping, priority};
}

}  // namespace

std::optional<model::Transition> StandingTable::make_transition(const Draft& draft,
                                                                const Reading& reading,
                                                                const Step& step,
                                                                const ContextOf& context_of) const {
    const auto& standing = step.state.standing;
    auto context = context_of ? context_of(reading) : model::ChangeContext{};
    context.beside = [&](std::uint8_t other) {
        const Key key{standing.subject, other, 0};
        return words_.value_of(current(draft, key).standing.value);
    };
    const auto from = words_.value_of(step.change->from);
    const auto to = words_.value_of(step.change->to);
    const auto kind = name_of(step.change->news, reading, from, to, context);
    if (!kind) return std::nullopt;

    model::Transition made;
    made.id = transition_id(install_id_, reading, step.state.history.born, standing.generation);
    made.at = draft.now.wall;
    made.kind = kind->kind;
    made.subject = words_.subject_of(standing.subject);
    made.reading = reading.kind;
    made.argument = reading.argument;
    made.old_value = from;
    made.new_value = to;
    made.priority = kind->priority;
    made.evidence = reading.evidence;
    return made;
}

Batch StandingTable::finish(const Draft& draft) const {
    Batch batch;
    batch.base = version_;
    for (const auto& [key, state] : draft.touched) {
        batch.standings.push_back({state.standing, state.history});
        const auto* const before = pending_changes_.find(key);
        if (!state.pending) {
            if (before != nullptr) batch.settled.push_back(key);
        } else if (before == nullptr || *before != *state.pending) {
            batch.pending_changes.push_back(*state.pending);
        }
    }
    batch.words = words_.unsaved();
    return batch;
}

Batch StandingTable::ingest(std::span<const Reading> readings, const ContextOf& context_of,
                            Moment now) {
    Draft draft{now, {}, {}};
    for (const auto& reading : readings) fold_one(draft, reading);
    fold_unseen(draft, readings);
    auto batch = finish(draft);
    for (const auto& [reading, step] : draft.changes)
        if (auto transition = make_transition(draft, *reading, step, context_of))
            batch.transitions.push_back(std::move(*transition));
    return batch;
}

Batch StandingTable::drop_pending(const model::Subject& subject) {
    Draft draft;
    if (const auto id = words_.find_subject(subject))
        for (const auto& pending : pending_changes_.of(*id)) {
            auto state = state_of(pending.key);
            state.standing.candidate = value::unknown;
            state.standing.streak = 0;
            state.pending.reset();
            draft.touched[pending.key] = state;
        }
    return finish(draft);
}

void StandingTable::forget(std::span<const SubjectId> subjects) {
    standing_map_.remove(subjects);
    std::erase_if(histories_, [subjects](const auto& entry) {
        return std::ranges::binary_search(subjects, static_cast<SubjectId>(entry.first >> 32));
    });
    for (const auto subject : subjects)
        for (const auto& pending : pending_changes_.of(subject))
            pending_changes_.remove(pending.key);
}

void StandingTable::make_silent(Batch& batch, Instant now) const {
    batch.transitions.clear();
    for (auto& [standing, history] : batch.standings) {
        const auto* const was = standing_map_.find(standing.key());
        if (was == nullptr || was->generation == standing.generation) continue;
        standing.since = seconds_of(now);
        standing.generation = 0;
        standing.flapping = false;
        history = {.born = standing.since, .reported = standing.value};
    }
}

void StandingTable::apply(const Batch& batch) {
    assert(batch.base == version_ && "one batch at a time: fold, commit, apply");
    ++version_;
    for (const auto& [standing, history] : batch.standings) {
        standing_map_.set(standing);
        last_look_ = std::max(last_look_, standing.looked_at);
        if (standing.generation != 0)
            histories_[standing.key().packed()] = history;
        else
            histories_.erase(standing.key().packed());
    }
    for (const auto& key : batch.settled) pending_changes_.remove(key);
    for (const auto& pending : batch.pending_changes) pending_changes_.set(pending);
    words_.saved(batch.words);
}

std::optional<Standing> StandingTable::find(const model::Subject& subject, const ReadingKind& kind,
                                            std::string_view argument) const {
    const auto id = words_.find_subject(subject);
    const auto which = words_.find_argument(argument);
    if (!id || !which) return std::nullopt;
    const auto* const found = standing_map_.find({*id, kind.number, *which});
    return found == nullptr ? std::nullopt : std::optional{*found};
}

std::string_view StandingTable::value(const model::Subject& subject, const ReadingKind& kind,
                                      std::string_view argument) const {
    const auto standing = find(subject, kind, argument);
    return standing ? words_.value_of(standing->value) : std::string_view{};
}

std::vector<model::Subject> StandingTable::subjects_with(const ReadingKind& kind,
                                                         std::string_view argument) const {
    std::vector<model::Subject> subjects;
    const auto which = words_.find_argument(argument);
    if (!which) return subjects;
    for (const auto& chunk : standing_map_.snapshot())
        for (const auto& standing : *chunk)
            if (standing.reading == kind.number && standing.argument == *which)
                subjects.push_back(words_.subject_of(standing.subject));
    return subjects;
}

std::vector<StandingTable::PendingSubject> StandingTable::pending_alike(
    const ReadingKind& kind, std::string_view argument, std::string_view candidate) const {
    std::vector<PendingSubject> found;
    const auto which = words_.find_argument(argument);
    if (!which) return found;
    for (const auto& pending : pending_changes_.due(base::Ticks::max())) {
        const auto& key = pending.key;
        if (key.reading != kind.number || key.argument != *which) continue;
        const auto* const standing = standing_map_.find(key);
        if (standing != nullptr && words_.value_of(standing->candidate) == candidate)
            found.push_back({words_.subject_of(key.subject), instant_of(standing->run_at)});
    }
    return found;
}

std::uint32_t StandingTable::last_look(const model::Subject& subject, bool at_verdicts) const {
    std::uint32_t last = 0;
    if (const auto id = words_.find_subject(subject))
        standing_map_.for_each_of(*id, [&](const Standing& standing) {
            const bool is_verdict = standing.reading == reading::verdict.number;
            if (is_verdict == at_verdicts) last = std::max(last, standing.looked_at);
        });
    return last;
}

std::uint32_t StandingTable::last_observed(const model::Subject& subject) const {
    return last_look(subject, false);
}

std::uint32_t StandingTable::last_judged(const model::Subject& subject) const {
    return last_look(subject, true);
}

bool StandingTable::is_pending(const model::Subject& subject) const {
    const auto id = words_.find_subject(subject);
    return id && pending_changes_.concerns(*id);
}

bool StandingTable::is_pending(const model::Subject& subject,
                               std::span<const std::string_view> readings) const {
    const auto id = words_.find_subject(subject);
    if (!id) return false;
    return std::ranges::any_of(pending_changes_.of(*id), [&](const PendingChange& pending) {
        const auto* const kind = kinds().find(pending.key.reading);
        return kind == nullptr || std::ranges::find(readings, kind->name) != readings.end();
    });
}

bool StandingTable::is_pending_like(const model::Transition& change, const Batch& batch) const {
    const auto* const kind = change.reading;
    const auto is_like = [&](const Key& key, const Standing& standing) {
        return key.reading == kind->number && words_.value_of(standing.value) == change.old_value &&
               words_.value_of(standing.candidate) == change.new_value &&
               kind->cause(words_.subject_of(key.subject), words_.argument_of(key.argument)) ==
                   kind->cause(change.subject, change.argument);
    };
    // The batch has the standing of each pending change that it makes, moves or ends.
    std::set<Key> in_batch;
    for (const auto& [standing, history] : batch.standings) {
        in_batch.insert(standing.key());
        const bool has_candidate = standing.candidate != value::unknown;
        if (has_candidate && is_like(standing.key(), standing)) return true;
    }
    return pending_changes_.any_of([&](const PendingChange& pending) {
        if (pending.key.reading != kind->number || in_batch.contains(pending.key)) return false;
        const auto* const standing = standing_map_.find(pending.key);
        return standing != nullptr && is_like(pending.key, *standing);
    });
}

std::vector<Recheck> StandingTable::due_rechecks(base::Ticks now) const {
    std::vector<Recheck> rechecks;
    for (const auto& pending : pending_changes_.due(now)) {
        const auto& [subject, reading, argument] = pending.key;
        const auto* const kind = rules_of(reading).kind;
        const bool is_session = kind->confirmation == model::Confirmation::ports;
        rechecks.push_back({words_.subject_of(subject), kind, words_.argument_of(argument),
                            pending.next_recheck, is_session ? waits_.patience : base::Duration{}});
    }
    return rechecks;
}

}  // namespace mailwatchd::watch
