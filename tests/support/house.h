// The engine whole on a simulated clock and a scripted network; no sockets, no signals. A restart
// keeps the store and forgets the rest.
#pragma once

#include "engine/plan.h"
#include "engine/scheduler.h"
#include "publish/event_sink.h"
#include "store/store.h"
#include "support/fault_points.h"
#include "support/scripted_network.h"
#include "support/simulated_clock.h"
#include "support/temporary_folder.h"

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::test {

/// Keeps what was told.
class ToldTransitions final : public publish::EventSink {
public:
    std::string_view name() const override { return "journal"; }
    base::Outcome deliver(const model::Transition& transition) override {
        if (refuses && lies) return {};
        if (refuses) return base::Failure{base::Errc::no_resources, "the journal is full"};
        all.push_back(transition);
        return {};
    }
    std::vector<model::Transition> all;
    bool refuses = false;
    bool lies = false;  ///< Says that it has what it refuses: to break things with.
};

class NoLog final : public base::Log {
public:
    void write(base::Severity, std::string_view) override {}
};

class House {
public:
    /// `configuration` is TOML; the shipped catalogue is off.
    /// `kinds` of observation outlive it.
    explicit House(std::string configuration,
                   std::span<const observe::NumberedKind> kinds = observe::kinds());
    ~House();

    void start();
    /// Stops in order, then starts again on the same store. Nothing while it stops already.
    void restart();
    /// In order. Throws where that does not end.
    void stop();
    /// Another configuration: by a reload where the daemon runs, else for the next start.
    void configure(const std::string& configuration);
    void run_for(base::Duration time);
    /// False where it was not done within `limit`.
    bool run_until(const std::function<bool()>& done, base::Duration limit);
    /// Runs what an operator asked for until it is done, broken off by a stop, or `limit` passed.
    void ask(net::Awaitable<void> request, base::Duration limit = std::chrono::hours{1});

    /// "port_opened mx.good.example[192.0.2.25]:110 closed>open", one a transition, in order.
    std::vector<std::string> told() const;
    std::vector<model::Transition> stored();
    const engine::Target* target(const std::string& name) const {
        return scheduler->targets().find(name);
    }
    std::string value(const model::Subject& subject, const model::ReadingKind& kind,
                      std::string_view argument = {}) const;
    /// How often a port of the scripted network was connected to.
    int connects(std::string_view address, std::uint16_t port) const;
    const publish::OwnMetrics& metrics() const { return metrics_; }

    // What operators ask for.
    void recheck(const std::string& target) { scheduler->recheck(target); }
    void pause(const std::string& target, bool paused);
    void acknowledge(const std::string& target, const std::string& tag);

    /// An audit on the spot of what need not be configured.
    void audit(const std::string& target);

    // What the harness looks at.
    std::size_t rounds_under_way() const { return scheduler ? scheduler->running() : 0; }
    /// When a target is due; nothing where it is paused or a round is under way.
    std::optional<base::Instant> due_of(const std::string& target) const {
        return scheduler->due_of(target);
    }
    bool is_running(const std::string& name) const {
        const auto* const found = target(name);
        return found != nullptr && found->is_running();
    }
    /// All that is shown of targets and believed of subjects, a line each, sorted, as memory has
    /// it.
    std::vector<std::string> shown() const;
    std::vector<std::string> shown_without_times() const;
    /// The same as the store has it.
    std::vector<std::string> recorded();
    /// The series of targets and hosts that are no moments, sorted.
    std::vector<std::string> gauges() const;
    /// What is configured now.
    const engine::Plan& plan() const { return *plan_; }

    /// So many reloads reach the engine, and no more: to break things with.
    std::size_t reloads_max = std::numeric_limits<std::size_t>::max();

    /// Another way to the store than past `faults`; for the next start.
    std::function<std::unique_ptr<engine::DbExecutor>(store::Store&)> make_db;

    SimulatedClock clock;
    ScriptedNetwork network{clock};
    FaultPoints faults{clock, network, network};
    ToldTransitions teller;
    std::unique_ptr<engine::Scheduler> scheduler;
    std::unique_ptr<observe::Observer> observer;

private:
    /// Moves time until it is done, at most so far, and lets the faults that are met happen. False
    /// where it was not enough.
    bool drive(const std::function<bool()>& done, base::Duration limit);

    TemporaryFolder folder_;
    std::shared_ptr<const engine::Plan> plan_;
    NoLog log_;
    std::span<const observe::NumberedKind> kinds_;
    model::ReadingKinds reading_kinds_;
    publish::OwnMetrics metrics_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<engine::DbExecutor> db_;
    std::vector<net::Stop> requests_;  ///< A start, and what operators asked for.
    bool is_stopping_ = false;
};

/// A mail host that is right in every way: 25, 465, 587 with STARTTLS, 993 and 995; 110, 143
/// refused.
void add_good_host(ScriptedNetwork& network, const std::string& host, const std::string& address);
/// A domain whose only MX that host is, with canaries and reverse DNS.
void add_domain(ScriptedNetwork& network, const std::string& domain, const std::string& host);
/// Five lists that prove themselves and list nobody.
void add_dnsbls(ScriptedNetwork& network);
void set_listed(ScriptedNetwork& network, const std::string& dnsbl, const std::string& address,
                bool listed);
/// A POP3 server that takes logins in the clear.
ScriptedEndpoint clear_pop3();
ScriptedEndpoint smtp(std::string greeting = "220 mx.good.example ESMTP Postfix\r\n");
/// Knows postmaster and nobody else, and that strict.example sends no mail; what `rows` say comes
/// first.
ScriptedEndpoint mail_server(const std::vector<std::pair<std::string, std::string>>& rows = {});

/// Targets, block lists and short patience; `schedule` is appended to [schedule].
std::string configuration(const std::vector<std::string>& targets,
                          const std::string& schedule = {});
/// With these block lists of the five alone.
std::string configuration(const std::vector<std::string>& targets, const std::string& schedule,
                          const std::vector<std::string>& lists);
/// The same with active checks of what is ours.
std::string active_at_own(std::string configuration);

}  // namespace mailwatchd::test
