#include "engine/rejudge.h"

#include "engine/pace_record.h"
#include "observe/readings.h"
#include "store/kinds/kinds.h"
#include "watch/verdict_reading.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

/// Targets of one transaction (ENGINE.md 1: batches of about 500 rows).
constexpr std::size_t batch_targets_max = 64;

store::TargetRecord record_of(Engine& engine, const Target& target, base::Instant now) {
    store::TargetRecord record;
    auto& beliefs = engine.state_writer.beliefs();
    record.target = beliefs.intern(model::Subject::name(target.state->target.name));
    record.state = *target.state;
    for (const auto& subject : target.rests_on) {
        store::Rest rest;
        rest.subject = beliefs.intern(subject);
        for (const auto& host : target.state->topology->hosts) {
            if (host.name != subject.host()) continue;
            rest.roles = host.roles;
            rest.preference = host.preference;
        }
        record.rests_on.push_back(rest);
    }
    if (target.state->score) record.scored = now;
    return record;
}

/// One transaction's worth of judged targets.
struct Judged {
    std::vector<store::TargetRecord> records;
    std::vector<model::Reading> verdicts;

    /// `seen_at`: when what they judge was seen.
    void add(Engine& engine, Target& target, const std::vector<CheckResult>& results,
             const observe::TopologyPtr& topology, base::Instant seen_at) {
        const auto now = engine.clock.now();
        target.state = std::make_shared<const model::TargetState>(
            after_run(*target.state, results, topology, seen_at));
        records.push_back(record_of(engine, target, now));
        for (const auto& result : results) {
            verdicts.push_back(watch::verdict_reading(target.state->target.name, result.check,
                                                      result.report, now));
            engine.metrics.count_check(result.check, result.report.verdict);
        }
    }
};

/// Whether the value of a reading `mx` names the host: "10 mx1.example.org, 20 mx2.example.org".
bool names_host(std::string_view mx_set, std::string_view host) {
    const auto at = mx_set.find(' ' + std::string{host});
    if (at == std::string_view::npos) return false;
    const auto after = mx_set.substr(at + 1 + host.size());
    return after.empty() || after.starts_with(',');
}

/// "POP3_CLEARTEXT_LOGIN mx2.example.org[192.0.2.26]:110", one a finding that needs a hand, of the
/// mail hosts that the set did not name before.
std::vector<std::string> findings_of_new_hosts(const Engine& engine, const Target& target,
                                               const model::Transition& change) {
    std::vector<std::string> found;
    const auto topology = engine.observer.latest_topology(change.subject.text);
    if (!topology) return found;
    const auto world = engine.observer.world(topology, needs_of(*topology, target.plan));
    for (const auto& result : judge(world, target.plan.checks)) {
        for (const auto& finding : result.report.findings) {
            const auto host = finding.subject.host();
            if (finding.kind->severity != model::Severity::info &&
                names_host(change.new_value, host) && !names_host(change.old_value, host))
                found.push_back(std::string{finding.kind->tag} + ' ' + finding.subject.text);
        }
    }
    return found;
}

template <class T>
void keep(std::vector<std::shared_ptr<const T>>& all, std::shared_ptr<const T> look) {
    if (look) all.push_back(std::move(look));
}

net::Awaitable<void> store_judged(Engine& engine, Judged judged, StateWriter::Telling telling) {
    auto told = co_await engine.state_writer.record(std::move(judged.records),
                                                    std::move(judged.verdicts), telling);
    co_await engine.state_writer.tell(std::move(told));
}

}  // namespace

model::World world_of(const Engine& engine, const Target& target, observe::TopologyPtr topology) {
    auto world = engine.observer.world(std::move(topology), target.needs);
    for (auto& port : world.ports) {
        const bool silent =
            port.state == model::PortState::unknown && port.reason == model::Reason::timeout;
        if (!silent) continue;
        const auto believed = engine.state_writer.beliefs().value(
            model::Subject::endpoint(port.session->endpoint), model::ReadingName::port);
        if (believed == name(model::PortState::filtered)) port.state = model::PortState::filtered;
    }
    return world;
}

bool is_settled(const Engine& engine, const Target& target) {
    return std::ranges::none_of(target.rests_on, [&](const model::Subject& subject) {
        return engine.state_writer.beliefs().in_doubt(subject);
    });
}

net::Awaitable<void> warm_up(Engine& engine, std::string name) {
    auto* const target = engine.targets.find(name);
    if (target == nullptr || !target->cold) co_return;
    target->cold = false;
    if (!target->state->topology) co_return;
    struct Found {
        std::vector<std::shared_ptr<const model::MailSession>> sessions;
        std::vector<std::shared_ptr<const model::ReverseDns>> reverse;
        std::vector<std::shared_ptr<const model::Listing>> listings;
        observe::SpfPtr spf;
        std::vector<std::shared_ptr<const model::Reputation>> reputation;
        std::shared_ptr<const model::DomainReputation> domain;
        std::vector<std::shared_ptr<const model::ActiveSeries>> series;
    };
    const auto found = std::make_shared<Found>();
    std::vector<watch::SubjectId> endpoints;
    std::vector<watch::SubjectId> addresses;
    std::vector<watch::ArgumentId> zones;
    std::vector<std::pair<watch::SubjectId, model::SeriesKind>> series;
    auto& beliefs = engine.state_writer.beliefs();
    for (const auto& subject : target->rests_on) {
        const auto id = beliefs.words().find_subject(subject.text);
        if (!id) continue;
        if (subject.kind == model::Subject::Kind::endpoint) endpoints.push_back(*id);
        if (subject.kind == model::Subject::Kind::address) addresses.push_back(*id);
    }
    for (const auto& zone : *engine.observer.zones().catalogue())
        if (const auto id = beliefs.words().find_argument(zone.name)) zones.push_back(*id);
    const auto own = beliefs.words().find_subject(name);
    for (const auto& [kind, endpoint] : target->needs.series)
        if (const auto id = beliefs.words().find_subject(model::Subject::endpoint(endpoint).text))
            series.emplace_back(*id, kind);
    DbExecutor::Job job = [=](Desk desk) -> base::Outcome {
        auto& store = desk.store;
        if (own) found->spf = store::latest<model::SpfLook>(store, *own);
        if (own) found->domain = store::latest<model::DomainReputation>(store, *own);
        for (const auto id : endpoints)
            keep(found->sessions, store::latest<model::MailSession>(store, id));
        for (const auto& [id, kind] : series)
            keep(found->series, store::latest<model::ActiveSeries>(
                                    store, id, static_cast<watch::ArgumentId>(kind)));
        for (const auto id : addresses) {
            keep(found->reverse, store::latest<model::ReverseDns>(store, id));
            keep(found->reputation, store::latest<model::Reputation>(store, id));
            for (const auto zone : zones)
                keep(found->listings, store::latest<model::Listing>(store, id, zone));
        }
        return {};
    };
    co_await engine.db.run(std::move(job));
    for (auto& session : found->sessions) engine.observer.sessions().remember(std::move(session));
    if (found->spf) engine.observer.spf().remember(std::move(found->spf));
    for (auto& look : found->reverse) engine.observer.remember(std::move(look));
    for (auto& listing : found->listings) engine.observer.zones().remember(std::move(listing));
    for (auto& look : found->reputation) engine.observer.reputations().remember(std::move(look));
    if (found->domain) engine.observer.reputations().remember(std::move(found->domain));
    for (auto& taken : found->series) engine.observer.active().remember(std::move(taken));
}

net::Awaitable<void> keep_off(Engine& engine) {
    const auto providers = std::make_shared<const std::vector<store::KeptOff>>(
        to_store(engine.observer.active().kept_off()));
    DbExecutor::Job job = [providers](Desk desk) { return desk.store.commit_kept_off(*providers); };
    const auto outcome = co_await engine.db.run(std::move(job));
    if (!outcome) engine.metrics.count_state_write_error();
}

namespace {

/// What was found out of lists; why others are not asked the catalogue knows.
void add_health(Engine& engine, const std::vector<model::ZoneHealth>& lists,
                std::vector<store::Observed>& all) {
    auto& beliefs = engine.state_writer.beliefs();
    for (const auto& health : lists) {
        if (!model::is_proof(health.state)) continue;
        const watch::ArgumentId family = health.family == model::Address::Family::v4 ? 4 : 6;
        all.push_back(store::observed(beliefs.intern(model::Subject::zone(health.zone)), family,
                                      std::make_shared<const model::ZoneHealth>(health)));
    }
}

/// What was seen of an address, once for each host that has it.
template <class T>
void add_of_address(Engine& engine, const model::Topology& topology, const model::Address& address,
                    watch::ArgumentId argument, const std::shared_ptr<const T>& what,
                    std::vector<store::Observed>& all) {
    for (const auto& host : topology.hosts)
        if (std::ranges::find(host.addresses, address) != host.addresses.end())
            all.push_back(store::observed(
                engine.state_writer.beliefs().intern(model::Subject::address(host.name, address)),
                argument, what));
}

}  // namespace

std::vector<store::Observed> observed(Engine& engine, const model::World& world) {
    auto& beliefs = engine.state_writer.beliefs();
    std::vector<store::Observed> all;
    if (world.topology->mail != model::Topology::Mail::unknown)
        all.push_back(store::observed(
            beliefs.intern(model::Subject::name(world.topology->target.name)), 0, world.topology));
    for (const auto& port : world.ports)
        all.push_back(store::observed(
            beliefs.intern(model::Subject::endpoint(port.session->endpoint)), 0, port.session));
    for (const auto& series : world.series)
        if (series->closed == model::Reason::none)
            all.push_back(
                store::observed(beliefs.intern(model::Subject::endpoint(series->endpoint)),
                                static_cast<watch::ArgumentId>(series->kind), series));
    for (const auto& look : world.reverse)
        all.push_back(store::observed(
            beliefs.intern(model::Subject::address(look->host, look->address)), 0, look));
    if (world.spf && !world.spf->failure)
        all.push_back(
            store::observed(beliefs.intern(model::Subject::name(world.spf->domain)), 0, world.spf));
    add_health(engine, world.zones, all);
    for (const auto& listing : world.listings)
        add_of_address(engine, *world.topology, listing->address,
                       beliefs.intern_argument(listing->zone), listing, all);
    for (const auto& look : world.reputation)
        add_of_address(engine, *world.topology, look->address, 0, look, all);
    if (!world.reputation.empty())
        add_health(engine, engine.observer.reputations().lists().health(), all);
    if (world.domain_reputation)
        all.push_back(
            store::observed(beliefs.intern(model::Subject::name(world.topology->target.name)), 0,
                            world.domain_reputation));
    return all;
}

net::Awaitable<void> judge_and_record(Engine& engine, std::vector<std::string> names,
                                      StateWriter::Telling telling) {
    for (std::size_t from = 0; from < names.size(); from += batch_targets_max) {
        const auto to = std::min(names.size(), from + batch_targets_max);
        Judged judged;
        for (std::size_t i = from; i < to; ++i) {
            auto* const target = engine.targets.find(names[i]);
            if (target == nullptr || !target->state->topology) continue;
            const auto& topology = target->state->topology;
            const auto world = world_of(engine, *target, topology);
            const auto seen_at = telling.silently ? target->state->last_round : engine.clock.now();
            judged.add(engine, *target, judge(world, target->plan.checks), topology, seen_at);
        }
        co_await store_judged(engine, std::move(judged), telling);
    }
}

net::Awaitable<void> record_state(Engine& engine, std::string name) {
    const auto* const target = engine.targets.find(name);
    if (target == nullptr) co_return;
    Judged unchanged;
    unchanged.records.push_back(record_of(engine, *target, engine.clock.now()));
    unchanged.records.back().scored.reset();
    const StateWriter::Telling by_themselves;
    co_await store_judged(engine, std::move(unchanged), by_themselves);
}

net::Awaitable<void> record_round(Engine& engine, std::string name, RoundRecord round) {
    auto* const target = engine.targets.find(name);
    if (target == nullptr) co_return;
    auto state = *target->state;
    state.next_due = round.next_due;
    state.topology = round.topology;
    target->state = std::make_shared<const model::TargetState>(std::move(state));
    Judged judged;
    if (round.results.empty()) {
        judged.records.push_back(record_of(engine, *target, engine.clock.now()));
        judged.records.back().scored.reset();
    } else {
        judged.add(engine, *target, round.results, round.topology, engine.clock.now());
        const auto took = engine.clock.ticks() - round.started;
        for (const auto& result : round.results) engine.metrics.time_check(result.check, took);
    }
    const StateWriter::Telling by_themselves;
    co_await store_judged(engine, std::move(judged), by_themselves);
}

watch::ContextOf context_of(const Engine& engine, const Plan& plan) {
    return [&engine, &plan](const model::Reading& reading) {
        return engine.targets.context_of(reading, *plan.zones);
    };
}

StateWriter::NameTargets names_for(const Engine& engine) {
    return [&engine](model::Transition& transition) {
        engine.targets.name_targets(transition);
        if (transition.kind != model::TransitionKind::mx_changed) return;
        if (const auto* const target = engine.targets.find(transition.subject.text))
            transition.consequences = findings_of_new_hosts(engine, *target, transition);
    };
}

}  // namespace mailwatchd::engine
