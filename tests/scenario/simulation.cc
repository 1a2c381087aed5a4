#include "scenario/simulation.h"

#include "base/duration.h"

#include <algorithm>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// A change is confirmed within it after it was first seen, whatever its kind.
constexpr base::Duration confirmed_within = 30min;
/// So long an outage or a coincidence may delay it.
constexpr base::Duration delayed_by = 10h;

}  // namespace

/// A host of somebody else is there to compare with.
std::string Simulation::configured(int targets) const {
    std::vector<std::string> names;
    for (int n = 0; n < targets; ++n) names.push_back(domain(n));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(options_.interval);
    auto text = configuration(names, "interval = \"" + base::to_text(seconds) + "\"\n");
    const std::string allowed = "allow_addresses = [";
    text.replace(text.find(allowed), allowed.size(), allowed + "\"198.18.0.0/16\", ");
    const std::string probe = "[probe]\n";
    const auto controls = "controls = [\"" + host(options_.targets) + "\"]\n";
    text.replace(text.find(probe), probe.size(), probe + controls);
    // One of the five lists may be retired.
    text += "[checks.reputation]\nmin_proven = 3\n";
    text += "[checks.dnsbl]\nmin_proven = 3\nweight = " + std::to_string(weight_) + '\n';
    return options_.active ? active_at_own(text) : text;
}

Simulation::Simulation(SimulationOptions options)
    : options_{options},
      state_{options.seed * 0x9E3779B97F4A7C15U + 1},
      house_{configured(options.targets)} {
    auto& network = house_.network;
    network.own_v4 = model::Address::parse("198.18.255.9");
    network.ptr("198.18.255.9", {"probe.example"});
    network.address("probe.example", {"198.18.255.9"});
    add_dnsbls(network);
    // One host more than targets: nobody's own, and some targets' second one.
    for (int n = 0; n <= options_.targets; ++n) {
        add_good_host(network, host(n), address(n));
        if (n == options_.targets) break;
        add_domain(network, domain(n), host(n));
        if (has_pool(n)) add_pool(n);
        for (const auto& facet : facets())
            if (has(facet, n)) (this->*facet.set)(n, 0);
    }
    for (const auto& each : troubles()) met_[each.name] = 0;
    house_.clock.step_wall(options.clock_ahead);
    house_.start();
    house_.run_for(24h);
    started_ = now();
    end_ = started_ + 24h * options_.days;
    for (std::size_t facet = 0; facet < facets().size(); ++facet)
        for (int target = 0; target < options_.targets; ++target)
            if (has(facets()[facet], target)) plan_change(facet, target, 1);
    plan_trouble();
    plan_rotation();
}

base::Duration Simulation::reported_within() const {
    return options_.interval * 11 / 10 + confirmed_within + delayed_by;
}

/// SplitMix64: the same everywhere.
std::uint64_t Simulation::random(std::uint64_t below) {
    state_ += 0x9E3779B97F4A7C15U;
    auto z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return (z ^ (z >> 31U)) % below;
}

base::Duration Simulation::random_time(base::Duration from, base::Duration to) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(to - from).count();
    return from + std::chrono::seconds{random(static_cast<std::uint64_t>(seconds))};
}

void Simulation::plan(base::Ticks at, std::function<void()> what) {
    plan_.emplace(at, std::move(what));
}

/// A state lasts until it was certainly seen and confirmed.
void Simulation::plan_change(std::size_t facet, int target, int n) {
    const auto lasts =
        random_time(options_.interval * 5 / 4 + 24h, options_.interval * 2 + 120 * 24h);
    plan(now() + lasts, [this, facet, target, n] { change(facet, target, n); });
}

void Simulation::change(std::size_t facet, int target, int n) {
    const auto& what = facets()[facet];
    // What changes while we are cut off cannot be told from that: it changes afterwards.
    (this->*what.set)(target, n);
    states_[{facet, target}] = n;
    const auto* const kind = what.kinds[n % 2 == 1 ? 0 : 1];
    ++happened_;
    ++met_[kind];
    expect(kind, place_of(what, target));
    plan_change(facet, target, n + 1);
}

void Simulation::expect(const std::string& kind, const std::string& place) {
    expected_.emplace(Key{kind, place}, Expected{now(), now() + reported_within()});
}

std::string Simulation::run() {
    auto next_day = now();
    while (fault_.empty() && now() < end_) {
        const auto at = std::min({plan_.empty() ? end_ : plan_.begin()->first, end_, now() + 1h});
        if (at > now()) house_.run_for(at - now());
        while (!plan_.empty() && plan_.begin()->first <= now()) {
            const auto next = std::move(plan_.begin()->second);
            plan_.erase(plan_.begin());
            next();
        }
        compare();
        check_due_times();
        check_limits();
        if (now() < next_day) continue;
        next_day = now() + 24h;
        check_sessions();
        check_verdicts();
    }
    return fault_;
}

}  // namespace mailwatchd::test
