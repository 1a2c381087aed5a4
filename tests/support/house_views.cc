// What a House shows and what its store has recorded, as lines for comparison.
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/session/sessions.h"
#include "publish/metrics/metrics.h"
#include "publish/standing_facts.h"
#include "support/house.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace mailwatchd::test {

namespace {

using Lines = std::vector<std::string>;

/// Whether lines contain times: two runs of one world differ only in those.
enum class Times { shown, hidden };

const model::FindingKind* no_kind(std::string_view) { return nullptr; }

std::string seconds(base::Duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

std::string at(base::Instant when, Times times) {
    return times == Times::shown ? " at " + seconds(when.time_since_epoch()) : "";
}

/// How often it was inconclusive depends on when it was looked at.
std::string retries_of(const model::CheckState& check, Times times) {
    if (times == Times::hidden || !check.is_inconclusive()) return {};
    return " run " + std::to_string(check.inconclusive_runs) + " since" +
           at(check.inconclusive_since, times);
}

std::string text_of(const model::CheckState& check, Times times) {
    return check.check + ' ' + std::string{model::name(check.report.verdict)} + ' ' +
           std::to_string(check.report.score.value_or(-1)) + ' ' +
           std::string{model::name(check.last_reason)} + at(check.last_run, times) +
           retries_of(check, times);
}

void add_target(const model::TargetState& state, Times times, Lines& lines) {
    const auto name = state.target.name + ' ';
    lines.push_back(name + "score " + (state.score ? std::to_string(*state.score) : "none") +
                    at(state.last_round, times));
    lines.push_back(name + "every " + seconds(state.interval) + " s");
    if (times == Times::shown) lines.push_back(name + "next" + at(state.next_due, times));
    lines.push_back(name + (state.paused ? "paused " + state.paused_why : "not paused"));
    for (const auto& each : state.acknowledged)
        lines.push_back(name + "acknowledged " + each.tag + ' ' + each.subject + ' ' + each.why);
    for (const auto& check : state.checks) lines.push_back(name + text_of(check, times));
}

void add_standings(const watch::StandingTable& standing_table, Times times, Lines& lines) {
    const publish::StandingFacts facts{standing_table.snapshot(), standing_table.words(),
                                       standing_table.kinds()};
    for (std::size_t row = 0; row < facts.size(); ++row) {
        const auto fact = facts.at(row);
        auto line = fact.subject->shown();
        line.append(" ").append(fact.kind->name).append(" ").append(fact.argument);
        line.append(" = ").append(fact.value);
        if (fact.changed && times == Times::shown) line += " changed" + at(*fact.changed, times);
        lines.push_back(std::move(line));
    }
    lines.push_back("pending changes: " + std::to_string(standing_table.pending_changes()));
}

Lines of_memory(const engine::Scheduler& scheduler, Times times) {
    Lines lines;
    scheduler.targets().for_each([&](const std::string&, const engine::Target& target) {
        if (target.judged()) add_target(*target.state, times, lines);
    });
    add_standings(scheduler.state_writer().standing_table(), times, lines);
    std::ranges::sort(lines);
    return lines;
}

/// In one step.
void copy_of(store::Store& store, const std::string& path) {
    auto done = store.begin_backup(path);
    if (!done) throw std::runtime_error{done.error().detail};
    const auto step = store.step_backup(std::numeric_limits<int>::max());
    if (!step || *step != store::Store::BackupStep::done)
        throw std::runtime_error{"no copy of the state"};
}

bool is_moment(const std::string& series) {
    return series.find("_timestamp_seconds") != std::string::npos &&
           series.find("certificate_not_after") == std::string::npos;
}

}  // namespace

Lines House::shown() const { return of_memory(*scheduler, Times::shown); }
Lines House::shown_without_times() const { return of_memory(*scheduler, Times::hidden); }

Lines House::recorded() {
    // From a copy: loading deletes unused rows, which must not happen while the daemon runs.
    const auto copy = folder_.file("copy.db");
    std::filesystem::remove(copy);
    copy_of(*store_, copy);
    const auto opened = store::Store::open(copy, reading_kinds_).value();
    const auto loaded = opened->load(no_kind).value();
    Lines lines;
    for (const auto& target : loaded.targets) {
        const auto* const known = scheduler->targets().find(target.state.target.name);
        if (known != nullptr && known->judged()) add_target(target.state, Times::shown, lines);
    }
    watch::StandingTable standing_table{loaded.install_id, {}, reading_kinds_};
    standing_table.restore(loaded.memory, clock.moment());
    add_standings(standing_table, Times::shown, lines);
    std::ranges::sort(lines);
    return lines;
}

Lines House::gauges() const {
    const auto& standing_table = scheduler->state_writer().standing_table();
    publish::Sources sources;
    sources.targets = scheduler->targets().states();
    sources.facts = std::make_shared<const publish::StandingFacts>(
        standing_table.snapshot(), standing_table.words(), standing_table.kinds());
    const auto& sessions = observer->use<observe::Sessions>().cache();
    sessions.for_each([&](const auto&, const auto& entry) {
        if (auto expiry = publish::expiry_of(*entry.value))
            sources.certificates.push_back(*std::move(expiry));
    });
    sources.dnsbls = observer->use<observe::DnsblClient>().health();
    sources.catalogue = plan_->dnsbls;
    publish::MetricsPage page{std::move(sources)};
    std::string text;
    while (page.write(text, std::numeric_limits<std::size_t>::max())) continue;
    Lines lines;
    std::istringstream series{text};
    for (std::string line; std::getline(series, line);)
        if (!line.starts_with('#') && !is_moment(line)) lines.push_back(line);
    std::ranges::sort(lines);
    return lines;
}

}  // namespace mailwatchd::test
