#include "engine/state_writer.h"

#include "net/spawn.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// Between two tries of a commit that failed: a full disk is emptied by a person.
constexpr base::Duration retry_min = 1s;
constexpr base::Duration retry_max = 1min;

bool is_empty(const watch::Batch& batch) {
    return batch.standings.empty() && batch.transitions.empty() && batch.doubts.empty() &&
           batch.settled.empty() && batch.words.subjects.empty() && batch.words.arguments.empty() &&
           batch.words.texts.empty();
}

std::string consequence_of(const model::Transition& verdict) {
    return verdict.subject.text + ' ' + verdict.argument + ": " + verdict.old_value + ", now " +
           verdict.new_value;
}

/// Moves the verdict changes of the batch into the entry of what caused them.
void fold_into(model::Transition& cause, watch::Batch& batch,
               std::vector<store::TargetRecord>& targets) {
    for (const auto& verdict : batch.transitions) {
        const auto what = consequence_of(verdict);
        if (cause.consequences.size() < model::named_consequences_max)
            cause.consequences.push_back(what);
        ++cause.consequences_total;
        for (auto& target : targets)
            if (target.state.target.name == verdict.subject.text)
                target.consequences.push_back({cause.id, what});
    }
    batch.transitions.clear();
}

}  // namespace

StateWriter::StateWriter(Tools tools, std::string install_id, watch::Waits waits)
    : tools_{tools}, beliefs_{std::move(install_id), std::move(waits)} {}

net::Awaitable<bool> StateWriter::commit(std::shared_ptr<const watch::Batch> batch, Commit how) {
    for (auto pause = retry_min;; pause = std::min(2 * pause, retry_max)) {
        DbExecutor::Job job = [batch, how](Desk desk) { return how(desk.store, *batch); };
        const auto outcome = co_await tools_.db.run(std::move(job));
        if (outcome) break;
        tools_.metrics.count_state_write_error();
        tools_.log.write(base::Severity::error,
                         "state not written, trying again: " + outcome.error().detail);
        const bool cancelled = co_await net::is_cancelled();
        if (cancelled) co_return false;
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + pause);
    }
    beliefs_.apply(*batch);
    for (const auto& transition : batch->transitions) tools_.metrics.count_change(transition.kind);
    co_return true;
}

net::Awaitable<std::vector<model::Transition>> StateWriter::believe(
    std::vector<model::Reading> readings, std::vector<store::Observed> seen,
    watch::ContextOf context_of, NameTargets name_targets) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return std::vector<model::Transition>{};
    auto batch = beliefs_.fold(readings, context_of, tools_.clock.now());
    for (auto& transition : batch.transitions) name_targets(transition);
    if (is_empty(batch) && seen.empty()) co_return std::vector<model::Transition>{};
    const auto shared = std::make_shared<const watch::Batch>(std::move(batch));
    const auto observed = std::make_shared<const std::vector<store::Observed>>(std::move(seen));
    Commit how = [observed](store::Store& store, const watch::Batch& what) {
        return store.commit(what, *observed);
    };
    const bool done = co_await commit(shared, std::move(how));
    co_return done ? shared->transitions : std::vector<model::Transition>{};
}

net::Awaitable<std::vector<model::Transition>> StateWriter::record(
    std::vector<store::TargetRecord> targets, std::vector<model::Reading> verdicts,
    Telling telling) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return std::vector<model::Transition>{};
    const watch::ContextOf context_of = [](const model::Reading&) { return watch::Context{}; };
    auto batch = beliefs_.fold(verdicts, context_of, tools_.clock.now());
    for (auto& transition : batch.transitions) {
        transition.targets = {transition.subject.text};
        transition.targets_total = 1;
    }
    if (telling.cause != nullptr) fold_into(*telling.cause, batch, targets);
    if (telling.silently) beliefs_.make_silent(batch, tools_.clock.now());
    const auto shared = std::make_shared<const watch::Batch>(std::move(batch));
    const auto records =
        std::make_shared<const std::vector<store::TargetRecord>>(std::move(targets));
    Commit how = [records](store::Store& store, const watch::Batch& what) {
        return store.commit_targets(*records, what);
    };
    const bool done = co_await commit(shared, std::move(how));
    co_return done ? shared->transitions : std::vector<model::Transition>{};
}

net::Awaitable<void> StateWriter::tell(std::vector<model::Transition> transitions) {
    if (transitions.empty()) co_return;
    const auto shared =
        std::make_shared<const std::vector<model::Transition>>(std::move(transitions));
    DbExecutor::Job job = [shared](Desk desk) -> base::Outcome {
        std::vector<std::string> told;
        for (const auto& transition : *shared)
            if (desk.teller.tell(transition)) told.push_back(transition.id);
        return desk.store.mark_delivered(told);
    };
    const auto outcome = co_await tools_.db.run(std::move(job));
    // What could not be marked is told again at the next start, with the id it has.
    if (!outcome) tools_.metrics.count_state_write_error();
    ++tellings_;
}

net::Awaitable<void> StateWriter::give_up(model::Subject subject) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return;
    const auto batch = std::make_shared<const watch::Batch>(beliefs_.give_up(subject));
    Commit how = [](store::Store& store, const watch::Batch& what) { return store.commit(what); };
    co_await commit(batch, std::move(how));
}

net::Awaitable<void> StateWriter::forget_gone(base::Instant before) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return;
    const auto gone = std::make_shared<std::vector<watch::SubjectId>>();
    DbExecutor::Job job = [gone, before](Desk desk) -> base::Outcome {
        auto pruned = desk.store.prune_gone(before);
        if (!pruned) return pruned.error();
        *gone = *std::move(pruned);
        return {};
    };
    const auto outcome = co_await tools_.db.run(std::move(job));
    if (outcome)
        beliefs_.forget(*gone);
    else
        tools_.metrics.count_state_write_error();
}

}  // namespace mailwatchd::engine
