#include "watch/beliefs.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

namespace mailwatchd::watch {

using base::Instant;
using model::Reading;
using model::ReadingName;

namespace {

/// What one mail session shows: all of it answers when the session was looked at again.
bool is_shown_by_a_session(ReadingName name) {
    switch (name) {
        case ReadingName::port:
        case ReadingName::service:
        case ReadingName::starttls:
        case ReadingName::cleartext_login:
        case ReadingName::certificate: return true;
        default: return false;
    }
}

}  // namespace

/// What a fold has changed so far.
struct Beliefs::Draft {
    Instant now;
    std::map<Key, Belief> touched;
    struct Told {
        const Reading* reading;
        Step step;
    };
    std::vector<Told> told;
};

Beliefs::Beliefs(std::string install_id, Waits waits)
    : install_id_{std::move(install_id)}, waits_{std::move(waits)} {}

void Beliefs::restore(const Memory& memory, Instant now) {
    words_.restore(memory.words);
    std::vector<Standing> standings;
    standings.reserve(memory.standings.size());
    for (const auto& [standing, history] : memory.standings) {
        standings.push_back(standing);
        if (standing.generation != 0) histories_[standing.key().packed()] = history;
    }
    std::ranges::sort(standings, {}, &Standing::key);
    standings_.assign(standings);
    for (auto doubt : memory.doubts) {
        doubt.next_look = std::min(doubt.next_look, now + longest(waits_));  // FAILURES C3
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
        belief.standing.name = key.name;
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
    const Key key{words_.subject(reading.subject), reading.name, words_.argument(reading.argument)};
    const Sight sight{words_.value(reading.value), reading.reason, reading.taken_at};
    auto step = watch::fold(current(draft, key), sight, waits_, draft.now);
    if (step.ignored) return;
    draft.touched[key] = step.belief;
    if (step.change) draft.told.push_back({&reading, std::move(step)});
}

/// A session that came to nothing makes no reading of what it did not see. That answers, too: else
/// a doubt about STARTTLS would ask for ever of a port that closed.
void Beliefs::fold_unseen(Draft& draft, std::span<const Reading> readings) {
    for (const auto& reading : readings) {
        if (reading.name != ReadingName::port) continue;
        const auto subject = words_.subject(reading.subject);
        for (const auto& doubt : doubts_.of(subject)) {
            const bool seen = std::ranges::any_of(readings, [&](const Reading& other) {
                return other.name == doubt.key.name && other.subject == reading.subject;
            });
            if (seen || !is_shown_by_a_session(doubt.key.name)) continue;
            const Sight nothing{value::unknown, model::Reason::interrupted, reading.taken_at};
            const auto step = watch::fold(current(draft, doubt.key), nothing, waits_, draft.now);
            if (!step.ignored) draft.touched[doubt.key] = step.belief;
        }
    }
}

std::optional<model::Transition> Beliefs::tell(const Draft& draft, const Reading& reading,
                                               const Step& step,
                                               const ContextOf& context_of) const {
    const auto& standing = step.belief.standing;
    auto context = context_of ? context_of(reading) : Context{};
    const Key login{standing.subject, ReadingName::cleartext_login, 0};
    context.takes_clear_logins = current(draft, login).standing.value == value::yes;
    const auto from = words_.value_of(step.change->from);
    const auto to = words_.value_of(step.change->to);
    auto kind = kind_of(reading, from, to, context);
    if (!kind) return std::nullopt;
    if (step.change->flapping) kind = Kind{model::TransitionKind::flapping, flapping_priority};

    model::Transition told;
    told.id = transition_id(install_id_, reading, step.belief.history.born, standing.generation);
    told.at = draft.now;
    told.kind = kind->kind;
    told.subject = reading.subject;
    told.name = reading.name;
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

Batch Beliefs::fold(std::span<const Reading> readings, const ContextOf& context_of, Instant now) {
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
        if (standing.generation != 0)
            histories_[standing.key().packed()] = history;
        else
            histories_.erase(standing.key().packed());
    }
    for (const auto& key : batch.settled) doubts_.remove(key);
    for (const auto& doubt : batch.doubts) doubts_.set(doubt);
    words_.saved(batch.words);
}

std::optional<Standing> Beliefs::find(const model::Subject& subject, ReadingName name,
                                      std::string_view argument) const {
    const auto id = words_.find_subject(subject);
    const auto which = words_.find_argument(argument);
    if (!id || !which) return std::nullopt;
    const auto* const found = standings_.find({*id, name, *which});
    return found == nullptr ? std::nullopt : std::optional{*found};
}

std::string_view Beliefs::value(const model::Subject& subject, ReadingName name,
                                std::string_view argument) const {
    const auto standing = find(subject, name, argument);
    return standing ? words_.value_of(standing->value) : std::string_view{};
}

bool Beliefs::in_doubt(const model::Subject& subject) const {
    const auto id = words_.find_subject(subject);
    return id && doubts_.concerns(*id);
}

std::vector<Look> Beliefs::due_doubts(Instant now) const {
    std::vector<Look> looks;
    for (const auto& doubt : doubts_.due(now)) {
        const auto& [subject, name, argument] = doubt.key;
        looks.push_back({words_.subject_of(subject), name, words_.argument_of(argument),
                         doubt.next_look,
                         is_shown_by_a_session(name) ? waits_.patience : base::Duration{}});
    }
    return looks;
}

}  // namespace mailwatchd::watch
