#include "engine/state_writer.h"

#include "watch/own_changes.h"
#include "watch/verdict_reading.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::engine {

namespace {

/// Maximum number of targets per transaction: batches of about 500 rows.
constexpr std::size_t batch_targets_max = 64;

bool is_empty(const watch::Batch& batch) {
    return batch.standings.empty() && batch.transitions.empty() && batch.closed_entries.empty() &&
           batch.pending_changes.empty() && batch.settled.empty() && batch.words.subjects.empty() &&
           batch.words.arguments.empty() && batch.words.texts.empty();
}

/// Whether it is reported now.
bool is_entry(const model::Transition& change) { return change.part_of.empty() && !change.is_open; }

/// Of the entries that the batch reports.
std::vector<std::string> entry_ids(const watch::Batch& batch) {
    std::vector<std::string> ids;
    for (const auto& change : batch.transitions)
        if (is_entry(change)) ids.push_back(change.id);
    for (const auto& entry : batch.closed_entries) ids.push_back(entry.id);
    return ids;
}

std::string consequence_of(const model::Transition& verdict) {
    const auto before = verdict.kind == &change::flapping         ? "flapping"
                        : verdict.kind == &change::flapping_ended ? "stable again"
                                                                  : verdict.old_value;
    return verdict.subject.text + ' ' + verdict.argument + ": " + before + ", now " +
           verdict.new_value;
}

/// Moves the batch's verdict changes that have a cause into its entry, and returns their kinds.
std::vector<const model::ChangeKind*> add_consequences(const StateWriter::CauseOf& cause_of,
                                                       watch::Batch& batch,
                                                       std::vector<store::TargetRecord>& targets) {
    std::vector<const model::ChangeKind*> moved;
    std::erase_if(batch.transitions, [&](const model::Transition& verdict) {
        auto cause = cause_of(verdict.subject.text, verdict.argument);
        const auto of_target = std::ranges::find(
            targets, verdict.subject.text, [](const auto& each) { return each.state.target.name; });
        if (cause.empty() || of_target == targets.end()) return false;
        of_target->consequences.push_back(
            {std::move(cause), consequence_of(verdict), verdict.priority});
        moved.push_back(verdict.kind);
        return true;
    });
    return moved;
}

}  // namespace

/// The changes of one transaction.
struct StateWriter::Draft {
    std::vector<store::TargetRecord> records;
    std::vector<TargetUpdate> updates;  ///< One per record.
    std::vector<model::Reading> verdicts;
};

StateWriter::StateWriter(Tools tools, std::string install_id, watch::Waits waits,
                         const model::ReadingKinds& kinds)
    : tools_{tools},
      standing_table_{std::move(install_id), std::move(waits), kinds},
      commits_{{tools.executor, tools.clock, tools.db, tools.sender, tools.metrics, tools.log}} {}

net::Awaitable<Written> StateWriter::commit(CommitQueue::Work work) {
    const auto batch = work.batch;
    const auto written = co_await commits_.commit(std::move(work));
    if (written == Written::set_aside && batch) standing_table_.set_aside(*batch);
    co_return written;
}

void StateWriter::applied(const watch::Batch& batch) {
    standing_table_.apply(batch);
    for (const auto& change : batch.transitions)
        if (is_entry(change)) tools_.metrics.count_change(*change.kind);
    for (const auto& entry : batch.closed_entries) tools_.metrics.count_change(*entry.kind);
}

std::vector<watch::OpenEntry> StateWriter::group(watch::Batch& batch) {
    const watch::Grouping grouping{[&](const model::Transition& first) {
                                       return standing_table_.is_pending_like(first, batch);
                                   },
                                   [this](std::span<const model::Subject> subjects) {
                                       return tools_.targets.count_resting_on(subjects);
                                   },
                                   tools_.clock.ticks()};
    return watch::group(open_entries_, batch, grouping);
}

net::Awaitable<StateWriter::Ingested> StateWriter::ingest(Intake intake,
                                                          watch::ContextOf context_of,
                                                          NameTargets name_targets) {
    Ingested done;
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return done;
    for (const auto& seen : intake.observations) standing_table_.offer(seen.subject, seen.argument);
    auto ingested = standing_table_.ingest(intake.readings, context_of, tools_.clock.moment());
    for (auto& transition : ingested.transitions) name_targets(transition);
    auto open_entries = group(ingested);
    done.written = Written::recorded;
    if (is_empty(ingested) && intake.observations.empty()) co_return done;
    auto hold = tools_.sender.hold(entry_ids(ingested));
    const auto batch = std::make_shared<const watch::Batch>(std::move(ingested));
    const auto seen =
        std::make_shared<const std::vector<store::Observed>>(std::move(intake.observations));
    CommitQueue::Work work{
        .what = "writing observations",
        .how = [batch, seen](store::Store& store) { return store.commit(*batch, *seen); },
        .batch = batch};
    done.written = co_await commit(std::move(work));
    if (!is_installed(done.written)) co_return done;
    applied(*batch);
    open_entries_ = std::move(open_entries);
    holder_looks_.plan(*batch, standing_table_, tools_.clock.ticks());
    for (auto& topology : intake.topologies) tools_.targets.adopt(std::move(topology));
    done.changes = batch->transitions;
    done.hold = std::move(hold);
    co_return done;
}

store::TargetRecord StateWriter::record_of(const Target& target, const TargetUpdate& update) {
    store::TargetRecord record;
    record.target = standing_table_.intern(model::Subject::name(target.name()));
    record.state = update.state;
    const auto& topology = update.state.topology;
    std::vector<model::Subject> subjects;
    if (topology)
        subjects = topology == target.state->topology
                       ? target.rests_on
                       : tools_.targets.subjects_of(needs_of(*topology, target.plan));
    for (const auto& subject : subjects) {
        store::Rest rest;
        rest.subject = standing_table_.intern(subject);
        for (const auto& host : topology->hosts) {
            if (host.name != subject.host()) continue;  // The target's own name of the host.
            rest.roles = host.roles;
            rest.preference = host.preference;
        }
        record.rests_on.push_back(rest);
    }
    if (update.state.score && !update.results.empty()) record.scored = tools_.clock.now();
    return record;
}

StateWriter::Draft StateWriter::draft(std::span<const Handle> targets, const Edit& edit) {
    Draft draft;
    for (const auto handle : targets) {
        const auto* const target = tools_.targets.find(handle);
        auto update = target == nullptr ? std::nullopt : edit(*target);
        if (!update) continue;
        update->state.interval = target->plan.settings.interval;
        draft.records.push_back(record_of(*target, *update));
        for (const auto& result : update->results)
            draft.verdicts.push_back(watch::verdict_reading(target->name(), result.check,
                                                            result.report, tools_.clock.moment(),
                                                            tools_.numbers.next()));
        draft.updates.push_back(*std::move(update));
    }
    return draft;
}

void StateWriter::install(const Draft& draft) {
    for (const auto& update : draft.updates) {
        tools_.targets.install(std::make_shared<const model::TargetState>(update.state));
        for (const auto& result : update.results) {
            tools_.metrics.count_check(result.check, result.report.verdict);
            if (update.took) tools_.metrics.time_check(result.check, *update.took);
        }
    }
}

net::Awaitable<Written> StateWriter::record(std::vector<Handle> targets, Edit edit,
                                            EventOptions options) {
    auto written = Written::recorded;
    std::span<const Handle> left{targets};
    while (!left.empty() && !is_the_end(written)) {
        const auto batch = left.first(std::min(batch_targets_max, left.size()));
        left = left.subspan(batch.size());
        const auto of_batch = co_await record_batch(batch, edit, options);
        if (of_batch != Written::recorded) written = of_batch;
    }
    co_return written;
}

net::Awaitable<Written> StateWriter::record_batch(std::span<const Handle> targets, const Edit& edit,
                                                  const EventOptions& options) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return Written::cancelled;
    auto drafted = draft(targets, edit);
    if (drafted.records.empty()) co_return Written::recorded;
    const watch::ContextOf no_context;
    auto ingested = standing_table_.ingest(drafted.verdicts, no_context, tools_.clock.moment());
    for (auto& transition : ingested.transitions) {
        transition.targets = {transition.subject.text};
        transition.targets_total = 1;
    }
    std::vector<const model::ChangeKind*> consequences;
    if (options.cause_of)
        consequences = add_consequences(options.cause_of, ingested, drafted.records);
    if (options.silently) standing_table_.make_silent(ingested, tools_.clock.now());
    const auto batch = std::make_shared<const watch::Batch>(std::move(ingested));
    const auto records =
        std::make_shared<const std::vector<store::TargetRecord>>(std::move(drafted.records));
    CommitQueue::Work work{
        .what = "writing targets",
        .how = [batch,
                records](store::Store& store) { return store.commit_targets(*records, *batch); },
        .batch = batch};
    const auto written = co_await commit(std::move(work));
    if (!is_installed(written)) co_return written;
    applied(*batch);
    for (const auto* const kind : consequences) tools_.metrics.count_change(*kind);
    install(drafted);
    if (!batch->transitions.empty()) tools_.sender.wake();
    co_return written;
}

net::Awaitable<Written> StateWriter::drop_pending(model::Subject subject) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return Written::cancelled;
    auto dropped = standing_table_.drop_pending(subject);
    auto open_entries = group(dropped);
    const auto batch = std::make_shared<const watch::Batch>(std::move(dropped));
    CommitQueue::Work work{.what = "writing dropped confirmations",
                           .how = [batch](store::Store& store) { return store.commit(*batch); },
                           .batch = batch};
    const auto written = co_await commit(std::move(work));
    if (!is_installed(written)) co_return written;
    applied(*batch);
    open_entries_ = std::move(open_entries);
    if (!batch->closed_entries.empty()) tools_.sender.wake();
    co_return written;
}

net::Awaitable<void> StateWriter::record_gone(std::string target) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit) co_return;
    const auto id = standing_table_.intern(model::Subject::name(target));
    const auto gone = tools_.targets.gone().find(target);
    std::optional<base::Instant> since;
    if (gone != tools_.targets.gone().end()) since = gone->second.since;
    CommitQueue::Work work{
        .what = "writing removed targets",
        .how = [id, since](store::Store& store) { return store.set_gone(id, since); },
        .batch = nullptr};
    co_await commit(std::move(work));
}

net::Awaitable<void> StateWriter::forget_gone(base::Instant before) {
    const auto permit = co_await one_at_a_time_.acquire();
    if (!permit || refusal()) co_return;
    const auto gone = std::make_shared<std::vector<watch::SubjectId>>();
    DbExecutor::Job job = [gone, before](store::Store& store) -> base::Outcome {
        auto pruned = store.prune_gone(before);
        if (!pruned) return pruned.error();
        *gone = *std::move(pruned);
        return {};
    };
    const auto outcome = co_await tools_.db.run("pruning removed targets", std::move(job));
    if (!outcome) {
        tools_.metrics.count_state_write_error();
        co_return;
    }
    standing_table_.forget(*gone);
    tools_.targets.forget_gone(before);
}

}  // namespace mailwatchd::engine
