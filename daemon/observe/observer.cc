#include "observe/observer.h"

#include "net/gather.h"
#include "observe/prober/tcp_guard.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

/// Counts finished work. Lives in the frame of `Observer::take`.
struct Tally {
    const Progress& progress;
    std::size_t done = 0;
    std::size_t total = 0;

    net::Awaitable<void> counted(net::Awaitable<void> work) {
        co_await std::move(work);
        ++done;
        if (progress) progress(done, total);
    }
};

}  // namespace

Observer::Observer(Network network, ObserverSettings settings, std::span<const NumberedKind> kinds)
    : network_{network},
      settings_{std::move(settings)},
      kinds_{kinds},
      reading_kinds_{observe::reading_kinds(kinds)},
      pace_{network.clock, settings_.pace} {
    for (const auto& [number, kind] : kinds_)
        opened_.push_back({number, kind, kind->open(*this, number)});
}

Observer::~Observer() {
    // Kinds that use others are destroyed before them.
    while (!opened_.empty()) opened_.pop_back();
}

std::uint16_t Observer::number_of(std::string_view kind) const {
    const auto found = std::ranges::find_if(
        kinds_, [&](const NumberedKind& each) { return each.kind->name == kind; });
    return found == kinds_.end() ? std::uint16_t{0} : found->number;
}

void Observer::set_settings(ObserverSettings settings) {
    settings_ = std::move(settings);
    pace_.set_rules(settings_.pace);
    for (const auto& each : opened_) each.collector->configure(settings_);
}

net::Awaitable<TopologyPtr> Observer::topology(DiscoveryScope scope, Freshness freshness) {
    auto found = co_await use<Topologies>().look(std::move(scope), std::move(freshness));
    co_return found;
}

TopologyPtr Observer::latest_topology(const std::string& target) const {
    return use<Topologies>().latest(target);
}

net::Awaitable<void> Observer::take(model::Needs needs, Freshness freshness, Progress progress) {
    Tally tally{progress};
    Collector::Work work;
    for (const auto& each : opened_) each.collector->take(needs, freshness, work);
    tally.total = work.size();
    for (auto& one : work) one = tally.counted(std::move(one));
    co_await net::gather(std::move(work));
    for (const auto& each : opened_)  // outlives the wait: filled once, by the constructor
        co_await each.collector->finish(needs, freshness);
}

net::Awaitable<Seen> Observer::recheck(RecheckRequest what, Freshness freshness) {
    Seen seen;
    for (const auto& each : opened_) {  // outlives the wait: filled once, by the constructor
        const bool is_asked = std::ranges::any_of(
            each.kind->readings, [&](const auto* reading) { return what.asks_for(*reading); });
        if (is_asked) co_await each.collector->recheck(what, freshness, seen);
    }
    co_return seen;
}

model::World Observer::world(TopologyPtr topology, const model::Needs& needs) const {
    model::World world;
    world.topology = std::move(topology);
    for (const auto& each : opened_) each.collector->show(needs, world);
    return world;
}

/// An address that hosts of several targets share is known to each target by its own host.
Seen Observer::see(const model::World& world) const {
    Seen seen;
    for (const auto& each : opened_) each.collector->see(world, seen);
    if (world.topology)
        for (auto& reading : seen.readings) model::name_by(*world.topology, reading.subject);
    return seen;
}

std::string Observer::host_name(const model::Endpoint& asked, std::string_view last) const {
    auto name = host_names_ ? host_names_(model::Subject::endpoint(asked), last) : std::string{};
    return name.empty() ? asked.host : name;
}

Seen Observer::see_our_own() const {
    Seen seen;
    for (const auto& each : opened_) each.collector->see_our_own(seen);
    return seen;
}

std::vector<model::Subject> Observer::subjects_of(const model::Needs& needs) const {
    std::vector<model::Subject> subjects;
    for (const auto& each : opened_) each.collector->add_subjects(needs, subjects);
    std::ranges::sort(subjects);
    subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
    return subjects;
}

std::vector<StoreKey> Observer::stored(const model::Topology& topology,
                                       const model::Needs& needs) const {
    std::vector<StoreKey> keys;
    for (const auto& each : opened_) each.collector->add_stored(topology, needs, keys);
    return keys;
}

void Observer::restore(std::uint16_t kind, std::string_view body) {
    for (const auto& each : opened_)
        if (each.number == kind) each.collector->restore(body);
}

net::Awaitable<void> Observer::look_at_ourselves(base::Ticks not_before) {
    co_await use<Prober>().look(not_before);
    co_await use<TcpGuard>().recheck();
}

void Observer::forget(base::Ticks before, const Retained& wanted) {
    for (const auto& each : opened_) each.collector->forget(before, wanted);
}

std::size_t Observer::size() const {
    std::size_t all = 0;
    for (const auto& each : opened_) all += each.collector->size();
    return all;
}

}  // namespace mailwatchd::observe
