#include "scenario/simulation.h"

#include "base/duration.h"
#include "scenario/outages.h"

#include <algorithm>
#include <array>
#include <span>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// `control` is a host of somebody else, to compare with.
std::string simulated(const SimulationOptions& options,
                      const std::function<std::string(int)>& domain, const std::string& control) {
    std::vector<std::string> names;
    for (int n = 0; n < options.targets; ++n) names.push_back(domain(n));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(options.interval);
    auto text = configuration(names, "interval = \"" + base::to_text(seconds) + "\"\n");
    const std::string allowed = "allow_addresses = [";
    text.replace(text.find(allowed), allowed.size(), allowed + "\"198.18.0.0/16\", ");
    const std::string probe = "[probe]\n";
    const auto controls = "controls = [\"" + control + "\"]\n";
    return text.replace(text.find(probe), probe.size(), probe + controls);
}

/// The certificate of every port of the host, with a key of this number.
void show_simulated_certificate(ScriptedNetwork& network, const std::string& host,
                                const std::string& address, int number) {
    auto tls = good_tls(host, SimulatedClock::epoch + 24h * 40000);
    tls.certificate->key_sha256 = "key" + std::to_string(number);
    tls.certificate->sha256 = tls.certificate->key_sha256;
    for (const std::uint16_t port : std::array<std::uint16_t, 5>{25, 465, 587, 993, 995})
        network.endpoint(address, port).tls = tls;
}

/// A change is confirmed within it after it was first seen, whatever its kind.
constexpr base::Duration confirmed_within = 30min;
/// The last repetition of an inconclusive check is after a day (watch/retry.h).
constexpr base::Duration judged_within = 36h;
/// So long an outage or a coincidence may delay it.
constexpr base::Duration delayed_by = 10h;

}  // namespace

const std::vector<Simulation::Facet>& Simulation::facets() {
    static const std::vector<Facet> all{
        {{"port_opened", "port_closed"},
         [](Simulation& s, int target, int n) {
             s.house_.network.endpoint(address(target), 110) =
                 n % 2 == 1 ? clear_pop3() : ScriptedEndpoint::refused();
         }},
        {{"dnsbl_listed", "dnsbl_delisted"},
         [](Simulation& s, int target, int n) {
             set_listed(s.house_.network, "one.bl.example", address(target), n % 2 == 1);
         }},
        {{"certificate_renewed", "certificate_renewed"},
         [](Simulation& s, int target, int n) {
             show_simulated_certificate(s.house_.network, host(target), address(target), n);
         }},
        {{"spf_changed", "spf_changed"},
         [](Simulation& s, int target, int n) {
             s.house_.network.txt(domain(target), {"v=spf1 mx ip4:10." + std::to_string(target) +
                                                   ".0." + std::to_string(n % 250) + " -all"});
         },
         true},
        {{"ptr_changed", "ptr_changed"},
         [](Simulation& s, int target, int n) {
             s.house_.network.ptr(address(target),
                                  {n % 2 == 1 ? "another." + host(target) : host(target)});
         }},
        {{"mx_changed", "mx_changed"},
         [](Simulation& s, int target, int n) {
             std::vector<dns::Mx> exchangers{{10, host(target)}};
             if (n % 2 == 1) exchangers.push_back({20, host(s.options_.targets)});
             s.house_.network.mx(domain(target), std::move(exchangers));
         },
         true},
    };
    return all;
}

Simulation::Simulation(SimulationOptions options)
    : options_{options},
      state_{options.seed * 0x9E3779B97F4A7C15U + 1},
      house_{simulated(options, domain, host(options.targets))} {
    auto& network = house_.network;
    network.own_v4 = model::Address::parse("198.18.255.9");
    add_dnsbls(network);
    // One host more than targets: nobody's own, and some targets' second one.
    for (int n = 0; n <= options_.targets; ++n) {
        add_good_host(network, host(n), address(n));
        if (n < options_.targets) add_domain(network, domain(n), host(n));
    }
    house_.start();
    house_.run_for(24h);
    started_ = now();
    end_ = started_ + 24h * options_.days;
    for (std::size_t facet = 0; facet < facets().size(); ++facet)
        for (int target = 0; target < options_.targets; ++target) plan_change(facet, target, 1);
    plan_trouble();
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
    what.set(*this, target, n);
    ++happened_;
    const auto place = what.is_of_domain ? domain(target) : host(target);
    expected_.emplace(Key{what.kinds[n % 2 == 1 ? 0 : 1], place},
                      Expected{now(), now() + reported_within()});
    plan_change(facet, target, n + 1);
}

/// One trouble after the other, some days apart.
void Simulation::plan_trouble() {
    plan(now() + random_time(36h, 12 * 24h), [this] {
        const auto which = random(8);
        if (which < 3)
            disturb_a_server();
        else if (which < 6)
            cut_off_ourselves();
        else if (which < 7)
            restart();
        else
            house_.clock.step_wall(random_time(-10 * 24h, 10 * 24h));
        plan_trouble();
    });
}

/// Our own address is learned anew.
void Simulation::restart() {
    house_.restart();
    house_.recheck(domain(0));
    house_.run_for(1h);
}

void Simulation::cut_off_ourselves() {
    const std::span all{cut_off::outages};
    const auto& outage = all[random(all.size())];
    if (outage.needs_others && options_.targets == 1) return;
    const cut_off::NetworkBefore before{house_.network};
    outage.begin(house_.network);
    ++outages_;
    // Later it is believed: another address as ours, the same change of several as theirs.
    const bool is_address = std::string_view{outage.name} == "another_own_address";
    const auto lasts = random_time(1min, is_address ? 1h : 5h);
    cut_off_until_ = now() + lasts + 4h;
    // Somebody looks, otherwise most outages would not be met.
    for (int n = 0; n < 3; ++n)
        house_.recheck(
            domain(static_cast<int>(random(static_cast<std::uint64_t>(options_.targets)))));
    house_.run_for(lasts);
    before.mend();
}

/// Nothing that may be reported: too short, or no information.
void Simulation::disturb_a_server() {
    const auto target = static_cast<int>(random(static_cast<std::uint64_t>(options_.targets)));
    const std::uint16_t ports[]{25, 587, 465, 993, 995};
    const auto way = random(4);
    // Behind implicit TLS, another greeting would be another service.
    const auto port = ports[random(way == 3 ? 2 : 5)];
    auto& server = house_.network.endpoint(address(target), port);
    const auto before = server;
    if (way == 0) server = ScriptedEndpoint::refused();
    if (way == 1) server = ScriptedEndpoint::silent();
    if (way == 2) server.connect_delay = 5s;
    if (way == 3) server = Dialogue{.greeting = "421 too busy\r\n", .rows = {}}.endpoint();
    house_.recheck(domain(target));
    // Long, if it is no information; otherwise shorter than the confirmation.
    house_.run_for(way < 2 ? random_time(10s, 9min) : random_time(10s, 9h));
    server = before;
}

void Simulation::fault(const std::string& what) {
    if (!fault_.empty()) return;
    const auto day = std::chrono::floor<std::chrono::days>(now() - started_).count();
    fault_ = "seed " + std::to_string(options_.seed) + ", day " + std::to_string(day) + ": " + what;
}

void Simulation::compare(const model::Transition& entry) {
    const std::string kind{entry.kind->name};
    const auto words = kind + ' ' + entry.subject.shown() + ' ' + entry.argument + ": " +
                       entry.old_value + ", now " + entry.new_value;
    if (kind == "prober_unhealthy" || kind == "prober_healthy")
        return compare_prober(kind == "prober_unhealthy", words);
    if (kind.starts_with("verdict_")) return compare_verdict(entry, words);
    const Key what{kind, std::string{entry.subject.host()}};
    const auto found = expected_.find(what);
    auto& [until, places] = partly_[what];
    const bool is_late = found == expected_.end() && kind == "certificate_renewed" &&
                         now() < until && !places.contains(entry.subject.shown());
    if (found == expected_.end() && !is_late) return fault("did not happen: " + words);
    if (!is_late) {
        until = now() + reported_within();
        places.clear();
        expected_.erase(found);
    }
    places.insert(entry.subject.shown());
    for (const auto& target : entry.targets) reported_[target] = {now(), {}};
}

/// Allowed while we are cut off, and when several changed alike since they were seen last: that
/// cannot be told apart at once.
void Simulation::compare_prober(bool is_unhealthy, const std::string& words) {
    std::map<std::string, int> alike;
    for (const auto& [what, expected] : expected_) ++alike[what.first];
    const bool is_coincidence =
        std::ranges::any_of(alike, [](const auto& each) { return each.second > 1; });
    if (is_coincidence) cut_off_until_ = std::max(cut_off_until_, now() + 12h);
    if (now() > cut_off_until_) fault("without an outage: " + words);
    if (is_unhealthy == is_unhealthy_) fault("twice: " + words);
    is_unhealthy_ = is_unhealthy;
}

/// A verdict is an entry of its own if it could not be judged when the change that it follows from
/// was reported: once for each check, and soon.
void Simulation::compare_verdict(const model::Transition& entry, const std::string& words) {
    auto& [at, followed] = reported_[entry.subject.text];
    if (now() > at + judged_within) fault("without a cause: " + words);
    if (!followed.insert(entry.argument).second) fault("twice: " + words);
}

void Simulation::compare() {
    for (; compared_ < house_.sink.all.size(); ++compared_) compare(house_.sink.all[compared_]);
    for (const auto& [what, expected] : expected_)
        if (expected.until < now())
            fault("not reported: " + what.first + ' ' + what.second + " of day " +
                  std::to_string(
                      std::chrono::floor<std::chrono::days>(expected.since - started_).count()));
    if (is_unhealthy_ && now() > cut_off_until_) fault("the prober is still unhealthy");
}

/// No audit is further away than the interval and its jitter.
void Simulation::check_due_times() {
    for (int n = 0; n < options_.targets; ++n) {
        const auto due = house_.due_of(domain(n));
        if (due && *due - house_.clock.now() > options_.interval * 11 / 10)
            fault(domain(n) + " is due too late");
    }
}

std::string Simulation::run() {
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
    }
    return fault_;
}

int Simulation::sessions() const {
    int all = 0;
    for (int n = 0; n <= options_.targets; ++n) all += house_.connects(address(n), 25);
    return all;
}

}  // namespace mailwatchd::test
