#include "watch/beliefs.h"

#include "watch/own_changes.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

namespace mailwatchd::watch {

using base::Instant;
using base::Moment;
using model::Reading;
using model::ReadingKind;

/// The changes of a fold so far.
struct Beliefs::Draft {
    Moment now;
    std::map<Key, Belief> touched;
    struct Told {
        const Reading* reading;
        Step step;
    };
    std::vector<Told> told;
};

Beliefs::Beliefs(std::string install_id, Waits waits, const model::ReadingKinds& kinds)
    : install_id_{std::move(install_id)}, waits_{std::move(waits)}, kinds_{kinds} {
    for (const auto* const kind : kinds.all()) {
        auto& rules = rules_[kind->number];
        rules = {kind,
                 known_value(kind->quick),
                 known_value(kind->slow),
                 known_value(kind->presumed),
                 {}};
        if (kind->is_told != nullptr)
            rules.is_told = [this, kind](ValueId from, ValueId to) {
                return kind->is_told(words_.value_of(from), words_.value_of(to));
            };
    }
}

void Beliefs::restore(const Memory& memory, Moment now) {
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
    standings_.assign(standings);
    for (auto doubt : memory.doubts) {
        if (rules_of(doubt.key.reading).kind == nullptr) continue;
        const auto away = std::min(doubt.stored_as - now.wall, longest(waits_));  // Failure C3
        doubt.next_look = now.ticks + away;
        doubts_.set(doubt);
    }
}

Belief Beliefs::belief_of(Key key) const {
    Belief belief;
    if (const auto* const standing = standings_.find(key)) {
        belief.standing = *standing;
        belief.history = {standing->since, 0, standing->value};
        if (const auto found = histories_.find(key.packed()); found != histories_.end())
            belief.history = found->second;
    } else {
        belief.standing.subject = key.subject;
        belief.standing.reading = key.reading;
        belief.standing.argument = key.argument;
    }
    if (const auto* const doubt = doubts_.find(key)) belief.doubt = *doubt;
    return belief;
}

Belief Beliefs::current(const Draft& draft, Key key) const {
    const auto found = draft.touched.find(key);
    return found == draft.touched.end() ? belief_of(key) : found->second;
}

void Beliefs::fold_one(Draft& draft, const Reading& reading) {
    const auto number = reading.kind->number;
    assert(rules_of(number).kind == reading.kind && "an unknown kind of reading");
    const Key key{words_.subject(reading.subject), number, words_.argument(reading.argument)};
    const Sight sight{words_.value(reading.value),
                      reading.reason,
                      {reading.taken_at, reading.ticks},
                      reading.look};
    auto step = watch::fold(current(draft, key), sight, rules_of(number), waits_, draft.now);
    if (step.ignored) return;
    draft.touched[key] = step.belief;
    if (step.change) draft.told.push_back({&reading, std::move(step)});
}

/// A session that failed early has no reading of what it did not reach. That counts as an answer:
/// otherwise a pending change of STARTTLS would recheck a closed port for ever.
void Beliefs::fold_unseen(Draft& draft, std::span<const Reading> readings) {
    for (const auto& reading : readings) {
        const auto subject = words_.find_subject(reading.subject);
        if (!subject || !doubts_.concerns(*subject)) continue;
        for (const auto& doubt : doubts_.of(*subject)) {
            const auto& rules = rules_of(doubt.key.reading);
            if (rules.kind->seen_with != reading.kind) continue;
            const bool seen = std::ranges::any_of(readings, [&](const Reading& other) {
                return other.kind == rules.kind && other.subject == reading.subject;
            });
            if (seen) continue;
            const Sight nothing{value::unknown,
                                model::Reason::interrupted,
                                {reading.taken_at, reading.ticks},
                                reading.look};
            const auto step =
                watch::fold(current(draft, doubt.key), nothing, rules, waits_, draft.now);
            if (!step.ignored) draft.touched[doubt.key] = step.belief;
        }
    }
}

std::optional<model::Transition> Beliefs::tell(const Draft& draft, const Reading& reading,
                                               const Step& step,
                                               const ContextOf& context_of) const {
    const auto& standing = step.belief.standing;
    auto context = context_of ? context_of(reading) : model::ChangeContext{};
    context.beside = [&](std::uint8_t other) {
        const Key key{standing.subject, other, 0};
        return words_.value_of(current(draft, key).standing.value);
    };
    const auto from = words_.value_of(step.change->from);
    const auto to = words_.value_of(step.change->to);
    auto kind = reading.kind->change(reading, from, to, context);
    if (!kind) return std::nullopt;
    if (step.change->flapping) kind = model::ChangeName{&change::flapping, flapping_priority};

    model::Transition told;
    told.id = transition_id(install_id_, reading, step.belief.history.born, standing.generation);
    told.at = draft.now.wall;
    told.kind = kind->kind;
    told.subject = reading.subject;
    told.reading = reading.kind;
    told.argument = reading.argument;
    told.old_value = from;
    told.new_value = to;
    told.priority = kind->priority;
    told.evidence = reading.evidence;
    return told;
}

Batch Beliefs::finish(const Draft& draft) const {
    Batch batch;
    batch.base = version_;
    for (const auto& [key, belief] : draft.touched) {
        batch.standings.push_back({belief.standing, belief.history});
        const auto* const before = doubts_.find(key);
        if (!belief.doubt) {
            if (before != nullptr) batch.settled.push_back(key);
        } else if (before == nullptr || *before != *belief.doubt) {
            batch.doubts.push_back(*belief.doubt);
        }
    }
    batch.words = words_.unsaved();
    return batch;
}

Batch Beliefs::fold(std::span<const Reading> readings, const ContextOf& context_of, Moment now) {
    Draft draft{now, {}, {}};
    for (const auto& reading : readings) fold_one(draft, reading);
    fold_unseen(draft, readings);
    auto batch = finish(draft);
    for (const auto& [reading, step] : draft.told)
        if (auto transition = tell(draft, *reading, step, context_of))
            batch.transitions.push_back(std::move(*transition));
    return batch;
}

Batch Beliefs::give_up(const model::Subject& subject) {
    Draft draft;
    if (const auto id = words_.find_subject(subject))
        for (const auto& doubt : doubts_.of(*id)) {
            auto belief = belief_of(doubt.key);
            belief.standing.candidate = value::unknown;
            belief.standing.streak = 0;
            belief.doubt.reset();
            draft.touched[doubt.key] = belief;
        }
    return finish(draft);
}

void Beliefs::forget(std::span<const SubjectId> subjects) {
    standings_.remove(subjects);
    std::erase_if(histories_, [subjects](const auto& entry) {
        return std::ranges::binary_search(subjects, static_cast<SubjectId>(entry.first >> 32));
    });
    for (const auto subject : subjects)
        for (const auto& doubt : doubts_.of(subject)) doubts_.remove(doubt.key);
}

void Beliefs::make_silent(Batch& batch, Instant now) const {
    batch.transitions.clear();
    for (auto& [standing, history] : batch.standings) {
        const auto* const was = standings_.find(standing.key());
        if (was == nullptr || was->generation == standing.generation) continue;
        standing.since = seconds_of(now);
        standing.generation = 0;
        history = {standing.since, 0, standing.value};
    }
}

void Beliefs::apply(const Batch& batch) {
    assert(batch.base == version_ && "one batch at a time: fold, commit, apply");
    ++version_;
    for (const auto& [standing, history] : batch.standings) {
        standings_.set(standing);
        last_look_ = std::max(last_look_, standing.looked_at);
        if (standing.generation != 0)
            histories_[standing.key().packed()] = history;
        else
            histories_.erase(standing.key().packed());
    }
    for (const auto& key : batch.settled) doubts_.remove(key);
    for (const auto& doubt : batch.doubts) doubts_.set(doubt);
    words_.saved(batch.words);
}

std::optional<Standing> Beliefs::find(const model::Subject& subject, const ReadingKind& kind,
                                      std::string_view argument) const {
    const auto id = words_.find_subject(subject);
    const auto which = words_.find_argument(argument);
    if (!id || !which) return std::nullopt;
    const auto* const found = standings_.find({*id, kind.number, *which});
    return found == nullptr ? std::nullopt : std::optional{*found};
}

std::string_view Beliefs::value(const model::Subject& subject, const ReadingKind& kind,
                                std::string_view argument) const {
    const auto standing = find(subject, kind, argument);
    return standing ? words_.value_of(standing->value) : std::string_view{};
}

bool Beliefs::in_doubt(const model::Subject& subject) const {
    const auto id = words_.find_subject(subject);
    return id && doubts_.concerns(*id);
}

std::vector<Look> Beliefs::due_doubts(base::Ticks now) const {
    std::vector<Look> looks;
    for (const auto& doubt : doubts_.due(now)) {
        const auto& [subject, reading, argument] = doubt.key;
        const auto* const kind = rules_of(reading).kind;
        const bool is_session = kind->confirmation == model::Confirmation::ports;
        looks.push_back({words_.subject_of(subject), kind, words_.argument_of(argument),
                         doubt.next_look, is_session ? waits_.patience : base::Duration{}});
    }
    return looks;
}

}  // namespace mailwatchd::watch
