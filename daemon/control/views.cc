#include "control/views.h"

#include "base/duration.h"
#include "base/escape.h"
#include "engine/version.h"
#include "observe/series/active.h"
#include "publish/message.h"
#include "publish/presence.h"
#include "serve/query.h"
#include "watch/score.h"

#include <algorithm>

namespace mailwatchd::control {

namespace {

using publish::Cell;
using publish::Tone;

/// Rows shown per table of the status.
constexpr std::size_t shown_rows_max = 20;

Cell target_cell(const std::string& name) {
    return {base::escape(name), Tone::plain, "/targets/" + serve::encoded(name)};
}

std::int64_t count(std::size_t number) { return static_cast<std::int64_t>(number); }

/// `trouble` is escaped here: it may hold names that others chose.
Cell health_cell(const std::string& trouble) {
    return trouble.empty() ? Cell{"ok", Tone::good}
                           : Cell{"problem: " + base::escape(trouble), Tone::bad};
}

std::vector<publish::Field> prober_fields(const observe::ProberHealth& health) {
    std::string smtp, others;
    for (const auto& [port, trouble] : health.outbound) {
        auto& all = port == model::smtp.port ? smtp : others;
        all.append(all.empty() ? "" : "; ").append(trouble);
    }
    return {
        {"resolver", "Resolver", health_cell(health.resolver)},
        {"ports", "Ports", health_cell(health.ports)},
        {"outbound_25", "Outbound 25", health_cell(smtp)},
        {"outbound", "Other outbound ports", health_cell(others)},
        {"address", "Own address", health_cell(health.address)},
        {"common_cause", "Common cause", health_cell(health.common_cause)},
    };
}

/// What is wrong with the history, for as long as the damaged file is there (failure S5).
publish::Field history_field(const std::vector<std::string>& moved_aside) {
    if (moved_aside.empty()) return {"history", "History", Cell{"ok", Tone::good}};
    std::string what = "problem: a damaged state was moved to ";
    for (const auto& file : moved_aside)
        what.append(&file == &moved_aside[0] ? "" : ", ").append(file);
    return {"history", "History",
            Cell{what + "; restore a backup, or move the file to another directory", Tone::bad}};
}

publish::Table running_table(const PageContext& context) {
    publish::Table table{.key = "running",
                         .title = "Running",
                         .columns = {{"target", "Target", true}, {"since", "Since"}},
                         .rows = {},
                         .nothing = "none",
                         .shown_max = shown_rows_max};
    const auto& scheduler = context.scheduler;
    const auto now = context.clock.now();
    scheduler.targets().for_each([&](const std::string& name, const engine::Target& target) {
        if (target.running_since)
            table.rows.push_back(
                {target_cell(name),
                 publish::moment(scheduler.instant_of(*target.running_since), now)});
    });
    return table;
}

publish::Table due_table(const PageContext& context) {
    std::vector<std::pair<base::Instant, std::string>> due;
    context.scheduler.targets().for_each([&](const std::string& name, const engine::Target&) {
        if (const auto when = context.scheduler.next_round_of(name)) due.emplace_back(*when, name);
    });
    const auto end =
        due.begin() + static_cast<std::ptrdiff_t>(std::min(due.size(), shown_rows_max));
    std::partial_sort(due.begin(), end, due.end());
    publish::Table table{.key = "due",
                         .title = "Next audits",
                         .columns = {{"target", "Target", true}, {"at", "At"}},
                         .rows = {},
                         .nothing = "none"};
    for (auto at = due.begin(); at != end; ++at)
        table.rows.push_back(
            {target_cell(at->second), publish::moment(at->first, context.clock.now())});
    return table;
}

/// Pending changes: observed values that differ from the current ones, and the next recheck.
publish::Table unconfirmed_table(const PageContext& context) {
    publish::Table table{.key = "unconfirmed",
                         .title = "Pending changes",
                         .columns = {{"subject", "Subject", true},
                                     {"reading", "Reading", true},
                                     {"current", "Current", true},
                                     {"seen", "New", true},
                                     {"times", "Seen", false, true},
                                     {"next_recheck", "Recheck"}},
                         .rows = {},
                         .nothing = "none",
                         .shown_max = shown_rows_max};
    const auto& standing_table = context.scheduler.state_writer().standing_table();
    const auto now = context.clock.now();
    for (const auto& recheck : standing_table.due_rechecks(base::Ticks::max())) {
        const auto standing = standing_table.find(recheck.subject, *recheck.kind, recheck.argument);
        if (!standing) continue;
        const auto& words = standing_table.words();
        const bool is_now = context.scheduler.rechecking().contains(recheck.subject);
        table.rows.push_back(
            {Cell{base::escape(recheck.subject.shown())},
             Cell{base::escape(model::full_name(*recheck.kind, recheck.argument))},
             Cell{base::escape(words.value_of(standing->value))},
             Cell{base::escape(words.value_of(standing->candidate))},
             Cell{std::int64_t{standing->streak}},
             is_now ? Cell{"now"}
                    : publish::moment(context.scheduler.instant_of(recheck.at), now)});
    }
    return table;
}

publish::Table paused_table(const engine::Targets& targets, base::Instant now) {
    publish::Table table{
        .key = "paused",
        .title = "Paused",
        .columns = {{"target", "Target", true}, {"since", "Since"}, {"why", "Why", true}},
        .rows = {},
        .nothing = "none",
        .shown_max = shown_rows_max};
    targets.for_each([&](const std::string& name, const engine::Target& target) {
        if (target.state->paused)
            table.rows.push_back({target_cell(name), publish::moment(target.state->paused_at, now),
                                  Cell{base::escape(target.state->paused_why)}});
    });
    return table;
}

/// Providers that rejected the prober: their hosts get no active tests for now.
publish::Table holds_table(const observe::Observer& observer, base::Instant now) {
    publish::Table table{
        .key = "holds",
        .title = "Active tests on hold",
        .columns = {{"provider", "Provider", true}, {"until", "Until"}, {"why", "Why", true}},
        .rows = {},
        .nothing = "none",
        .shown_max = shown_rows_max};
    for (const auto& hold : observer.use<observe::Active>().holds())
        table.rows.push_back({Cell{base::escape(hold.provider)}, publish::moment(hold.until, now),
                              Cell{base::escape(hold.why)}});
    return table;
}

/// Acknowledged findings.
publish::Table acknowledged_table(const engine::Targets& targets, base::Instant now) {
    publish::Table table{.key = "acknowledged",
                         .title = "Acknowledged findings",
                         .columns = {{"target", "Target", true},
                                     {"finding", "Finding", true},
                                     {"subject", "Subject", true},
                                     {"by", "By"},
                                     {"until", "Until"},
                                     {"why", "Why", true}},
                         .rows = {},
                         .nothing = "none",
                         .shown_max = shown_rows_max};
    targets.for_each([&](const std::string& name, const engine::Target& target) {
        for (const auto& each : target.state->acknowledged)
            if (each.holds(now))
                table.rows.push_back({target_cell(name), Cell{each.tag},
                                      Cell{base::escape(each.subject)},
                                      Cell{base::escape(each.who)},
                                      each.until ? publish::moment(*each.until, now) : Cell{},
                                      Cell{base::escape(each.why)}});
    });
    return table;
}

Cell state_of(const PageContext& context, const engine::Target& target) {
    const auto& standing_table = context.scheduler.state_writer().standing_table();
    if (target.state->paused) return "paused";
    if (std::ranges::any_of(target.rests_on, [&](const auto& subject) {
            return standing_table.is_pending(subject);
        }))
        return target.is_running() ? "running" : "unconfirmed";
    // Even while it is audited: the state must catch the eye whenever somebody looks.
    if (const auto presence = publish::presence_of(*target.state); !presence.words.empty())
        return {std::string{presence.words}, presence.tone};
    if (target.is_running()) return "running";
    return target.judged() ? "settled" : "new";
}

/// Domains that do not exist or have no mail host.
publish::Table absent_table(const engine::Targets& targets) {
    publish::Table table{.key = "absent",
                         .title = "Targets that cannot receive mail",
                         .columns = {{"target", "Target", true}, {"state", "State"}},
                         .rows = {},
                         .nothing = "none",
                         .shown_max = shown_rows_max};
    targets.for_each([&](const std::string& name, const engine::Target& target) {
        const auto presence = publish::presence_of(*target.state);
        if (presence.is_conspicuous)
            table.rows.push_back(
                {target_cell(name), Cell{std::string{presence.words}, presence.tone}});
    });
    return table;
}

Cell verdict_cell(const engine::Target& target, std::string_view check) {
    const auto found = std::ranges::find(target.state->checks, check, &model::CheckState::check);
    if (found == target.state->checks.end()) return {};
    const auto verdict = found->report.verdict;
    const auto tone = verdict == model::Verdict::passed   ? Tone::good
                      : verdict == model::Verdict::failed ? Tone::bad
                                                          : Tone::faint;
    return {std::string{name(verdict)}, tone};
}

std::size_t failed(const model::TargetState& state) {
    return static_cast<std::size_t>(std::ranges::count_if(state.checks, [](const auto& check) {
        return check.report.verdict == model::Verdict::failed;
    }));
}

std::vector<Cell> target_row(const PageContext& context, const std::string& name,
                             const engine::Target& target) {
    const auto& state = *target.state;
    const auto due = context.scheduler.next_round_of(name);
    const auto now = context.clock.now();
    return {target_cell(name),
            state.score ? Cell{std::int64_t{*state.score}} : Cell{},
            state.score ? Cell{std::string{watch::band(*state.score)}} : Cell{},
            target.judged() && publish::presence_of(state).words.empty()
                ? Cell{count(failed(state))}
                : Cell{},
            state_of(context, target),
            publish::moment(state.last_round, now),
            due ? publish::moment(*due, now) : Cell{}};
}

Cell state_cell(const PageContext& context) {
    if (!context.ready) return {"starting", Tone::warning};
    if (const auto& refusal = context.scheduler.state_writer().refusal())
        return {"cannot write the state: " + base::escape(refusal->why) + "; results since " +
                    base::rfc3339(refusal->since) + " are in memory only",
                Tone::bad};
    return {"ready", Tone::good};
}

}  // namespace

publish::View status_view(const PageContext& context) {
    publish::View view;
    view.title = "mailwatchd";
    const auto& targets = context.scheduler.targets();
    const auto now = context.clock.now();
    const auto uptime = std::chrono::floor<std::chrono::seconds>(now - context.started);
    view.fields = {
        {"version", "Version", Cell{std::string{engine::version}}},
        {"running_for", "Uptime", Cell{base::to_text(uptime)}},
        {"ready", "State", state_cell(context)},
        {"targets", "Targets", Cell{count(targets.size())}},
        {"rounds", "Running audits", Cell{count(context.scheduler.running())}},
        {"pending_changes", "Pending changes",
         Cell{count(context.scheduler.state_writer().standing_table().pending_changes())}},
    };
    view.fields.push_back(history_field(context.moved_aside()));
    for (auto& field : prober_fields(context.observer.prober()))
        view.fields.push_back(std::move(field));
    view.tables = {running_table(context),
                   unconfirmed_table(context),
                   absent_table(targets),
                   paused_table(targets, now),
                   holds_table(context.observer, now),
                   acknowledged_table(targets, now),
                   due_table(context)};
    return view;
}

publish::View targets_view(const PageContext& context, bool with_checks) {
    publish::Table table{.key = "targets",
                         .title = "",
                         .columns = {{"target", "Target", true},
                                     {"score", "Score", false, true},
                                     {"band", "Band"},
                                     {"failed", "Failed", false, true},
                                     {"state", "State"},
                                     {"last_audit", "Last audit"},
                                     {"next_due", "Next audit"}},
                         .rows = {},
                         .nothing = "no targets; add some to the configuration and reload it"};
    if (with_checks)
        for (const auto* check : checks::all()) table.columns.push_back({check->name, check->name});
    context.scheduler.targets().for_each(
        [&](const std::string& name, const engine::Target& target) {
            table.rows.push_back(target_row(context, name, target));
            if (!with_checks) return;
            for (const auto* check : checks::all())
                table.rows.back().push_back(verdict_cell(target, check->name));
        });
    return {.title = "Targets", .fields = {}, .tables = {std::move(table)}};
}

publish::View events_view(const std::vector<model::Transition>& events) {
    publish::Table table{.key = "events",
                         .title = "",
                         .columns = {{"at", "At"}, {"message", "Change", true}},
                         .rows = {},
                         .nothing = "no changes yet"};
    for (const auto& event : events) {
        const auto tone = event.priority <= 4 ? Tone::bad : Tone::plain;
        table.rows.push_back({Cell{base::rfc3339(event.at)}, Cell{publish::message(event), tone}});
    }
    std::ranges::reverse(table.rows);  // Newest first.
    return {.title = "Changes", .fields = {}, .tables = {std::move(table)}};
}

}  // namespace mailwatchd::control
