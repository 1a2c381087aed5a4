// What goes wrong in the random world, on our side and on theirs, and may not be reported.
#include "scenario/outages.h"
#include "scenario/simulation.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// A tarpit: each reply comes late.
ScriptedEndpoint slowed(ScriptedEndpoint server, base::Duration by) {
    server.accept = [accept = std::move(server.accept), by]() -> Talk {
        return [talk = accept(), by](std::string_view line, bool in_tls) {
            auto say = talk(line, in_tls);
            if (!say.bytes.empty()) say.after += by;
            return say;
        };
    };
    return server;
}

/// It takes the connection and drops it.
ScriptedEndpoint hanging_up() {
    ScriptedEndpoint made;
    made.accept = []() -> Talk {
        return [](std::string_view, bool) { return Say{.bytes = "", .close = true}; };
    };
    return made;
}

ScriptedEndpoint greeting_with(std::string text) {
    return Dialogue{.greeting = std::move(text), .rows = {}}.endpoint();
}

struct Disturbance {
    const char* name;
    ScriptedEndpoint (*of)(const ScriptedEndpoint&);
    /// It is no information, however long it lasts; otherwise it ends before it is confirmed.
    bool is_no_information;
    /// Behind implicit TLS, another greeting would be another service.
    bool greets;
};
const Disturbance disturbances[]{
    {"a port is refused for minutes",
     [](const ScriptedEndpoint&) { return ScriptedEndpoint::refused(); }, false, false},
    {"a port is silent for minutes",
     [](const ScriptedEndpoint&) { return ScriptedEndpoint::silent(); }, false, false},
    {"a server is slow to connect",
     [](const ScriptedEndpoint& was) {
         auto server = was;
         server.connect_delay = 5s;
         return server;
     },
     true, false},
    {"a tarpit", [](const ScriptedEndpoint& was) { return slowed(was, 20s); }, true, false},
    {"a server is too busy",
     [](const ScriptedEndpoint&) { return greeting_with("421 too busy\r\n"); }, true, true},
    {"a server bans us",
     [](const ScriptedEndpoint&) { return greeting_with("554 5.7.1 you are banned\r\n"); }, true,
     true},
    {"a server hangs up", [](const ScriptedEndpoint&) { return hanging_up(); }, false, true},
};

/// Every recipient is put off.
ScriptedEndpoint greylisting(const ScriptedEndpoint& was) {
    auto server = was;
    server.accept = mail_server({{"RCPT", "450 4.2.0 Greylisted, try again later\r\n"}}).accept;
    return server;
}
const Disturbance greylisted{"a server greylists us", greylisting, true, true};

}  // namespace

std::span<const Simulation::Trouble> Simulation::troubles() {
    static const Trouble all[]{
        {"a server is disturbed", 8, &Simulation::disturb_a_server},
        {"we are cut off", 8, &Simulation::cut_off_ourselves},
        {"restart", 2, &Simulation::restart},
        {"kill", 2, &Simulation::kill},
        {"reboot", 1, &Simulation::reboot},
        {"suspend", 2, &Simulation::suspend},
        {"step of the clock", 2, &Simulation::step_clock},
        {"reload with other rules", 1, &Simulation::reload_rules},
        {"reload without a target", 1, &Simulation::reload_targets},
        {"full disk", 1, &Simulation::fill_disk},
        {"restart of journald", 1, &Simulation::restart_journald},
    };
    return all;
}

/// One trouble after the other, some days apart.
void Simulation::plan_trouble() {
    plan(now() + random_time(36h, 12 * 24h), [this] {
        const auto all = troubles();
        const auto sum = std::accumulate(
            all.begin(), all.end(), std::uint64_t{},
            [](std::uint64_t before, const Trouble& each) { return before + each.weight; });
        auto at = random(sum);
        const auto* which = all.data();
        for (; at >= which->weight; ++which) at -= which->weight;
        (this->*which->strike)();
        ++met_[which->name];
        troubled_until_ = now() + 1h;
        plan_trouble();
    });
}

/// Some seconds into an audit and perhaps its confirmation.
void Simulation::interrupt() {
    house_.recheck(domain(random_target()));
    house_.run_for(random_time(1s, 3min));
}

/// Our own address is learned anew.
void Simulation::start() {
    house_.start();
    house_.recheck(domain(0));
    house_.run_for(1h);
}

void Simulation::restart() {
    interrupt();
    house_.stop();
    start();
}

void Simulation::kill() {
    interrupt();
    house_.kill();
    may_repeat_ = true;
    start();
}

void Simulation::reboot() {
    interrupt();
    house_.stop();
    const auto before = now();
    const auto off = random_time(1min, 8h);
    house_.clock.reboot(off);
    before_boot_ += before + off - now();
    start();
}

void Simulation::suspend() {
    interrupt();
    house_.clock.sleep_through(random_time(1min, 8h));
    cut_off_until_ = now() + 4h;  // What was in progress has failed at once, and everywhere.
    house_.run_for(1h);
}

void Simulation::step_clock() {
    if (random(2) == 0) interrupt();
    house_.clock.step_wall(random_time(-10 * 24h, 10 * 24h));
}

void Simulation::reload_rules() {
    if (random(2) == 0) interrupt();
    weight_ = 3 - weight_;
    house_.configure(configured(options_.targets));
    expect("rules_changed", std::string{model::Subject::prober().host()});
}

/// The last target is away for a while.
void Simulation::reload_targets() {
    if (options_.targets == 1) return;
    if (random(2) == 0) interrupt();
    house_.configure(configured(options_.targets - 1));
    house_.run_for(random_time(1s, 5h));
    house_.configure(configured(options_.targets));
}

void Simulation::fill_disk() {
    if (random(2) == 0) interrupt();
    house_.faults.disk = DiskFault::fails;
    house_.recheck(domain(random_target()));
    house_.run_for(random_time(1min, 3h));
    house_.faults.disk = DiskFault::none;
    house_.run_for(10min);
}

void Simulation::restart_journald() {
    house_.sink.refuses = true;
    house_.recheck(domain(random_target()));
    house_.run_for(random_time(1s, 5h));
    house_.sink.refuses = false;
}

void Simulation::cut_off_ourselves() {
    const std::span all{cut_off::outages};
    const auto& outage = all[random(all.size())];
    if (outage.needs_others && options_.targets == 1) return;
    const bool is_midway = random(2) == 0;
    if (is_midway) interrupt();
    const cut_off::NetworkBefore before{house_.network};
    outage.begin(house_.network);
    ++met_[std::string{"outage "} + outage.name];
    if (is_midway) ++met_["outage in the middle of an audit"];
    // Later it is believed: another address as ours, the same change of several as theirs.
    const bool is_address = std::string_view{outage.name} == "another_own_address";
    const auto lasts = random_time(1min, is_address ? 1h : 5h);
    cut_off_until_ = now() + lasts + 4h;
    // Somebody looks, otherwise most outages would not be met.
    for (int n = 0; n < 3; ++n) house_.recheck(domain(random_target()));
    house_.run_for(lasts);
    before.mend();
}

/// Nothing that may be reported: too short, or no information.
void Simulation::disturb_a_server() {
    const auto target = random_target();
    const std::uint16_t ports[]{25, 587, 465, 993, 995};
    const std::span all{disturbances};
    const bool greylists = options_.active && random(3) == 0;
    const auto& way = greylists ? greylisted : all[random(all.size())];
    const auto port = ports[greylists ? 0 : random(way.greets ? 2 : 5)];
    auto& server = house_.network.endpoint(address(target), port);
    const auto before = server;
    server = way.of(before);
    ++met_[way.name];
    house_.recheck(domain(target));
    house_.run_for(way.is_no_information ? random_time(10s, 9h) : random_time(10s, 9min));
    server = before;
}

}  // namespace mailwatchd::test
