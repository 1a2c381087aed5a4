// The whole engine on a simulated clock and a scripted network; no sockets, no signals. A restart
// keeps only the store.
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

/// The mail host of good.example in most scripts.
inline const std::string good_host = "mx.good.example";
inline const std::string good_address = "198.51.100.25";

/// Of a target that names none.
constexpr auto default_interval = std::chrono::hours{12 * 24 + 23};

/// Keeps the delivered events.
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
    bool lies = false;  ///< Reports refused events as delivered: to break things.
};

class NoLog final : public base::Log {
    void put(base::Severity, std::string_view) override {}
};

class House {
public:
    /// `configuration` is TOML; the shipped catalogue is off. `kinds` must outlive it.
    explicit House(std::string configuration,
                   std::span<const observe::NumberedKind> kinds = observe::kinds());
    ~House();

    void start();
    /// Stops in order, then starts again on the same store. Does nothing while it is stopping.
    void restart();
    /// Stops in order. Throws if that does not end.
    void stop();
    /// Ends as if killed: what is committed now stays, and nothing more is delivered.
    void kill();
    /// Applies another configuration: by a reload if the daemon runs, else at the next start.
    void configure(const std::string& configuration);
    void run_for(base::Duration time);
    /// False if it was not done within `limit`.
    bool run_until(const std::function<bool()>& done, base::Duration limit);
    /// Runs an operator's request until it is done, is interrupted by a stop, or `limit` has
    /// passed.
    void ask(net::Awaitable<void> request, base::Duration limit = std::chrono::hours{1});

    /// "port_opened mx.good.example[192.0.2.25]:110 closed>open", one per transition, in order.
    std::vector<std::string> delivered() const;
    std::vector<model::Transition> stored();
    const engine::Target* target(const std::string& name) const {
        return scheduler->targets().find(name);
    }
    std::string value(const model::Subject& subject, const model::ReadingKind& kind,
                      std::string_view argument = {}) const;
    /// Number of connections to a port of the scripted network.
    int connects(std::string_view address, std::uint16_t port) const;
    const publish::OwnMetrics& metrics() const { return metrics_; }

    // Requests of operators.
    void recheck(const std::string& target) { scheduler->recheck(target); }
    void pause(const std::string& target, bool paused);
    void acknowledge(const std::string& target, const std::string& tag);

    /// A one-off audit of a target that need not be configured.
    void audit(const std::string& target);

    // State that the harness inspects.
    std::size_t rounds_under_way() const { return scheduler ? scheduler->running() : 0; }
    /// When a target is due; nothing if it is paused or a round is in progress.
    std::optional<base::Instant> due_of(const std::string& target) const {
        return scheduler->due_of(target);
    }
    bool is_running(const std::string& name) const {
        const auto* const found = target(name);
        return found != nullptr && found->is_running();
    }
    /// Everything shown of targets and confirmed of subjects according to memory, one per line,
    /// sorted.
    std::vector<std::string> shown() const;
    std::vector<std::string> shown_without_times() const;
    /// The same according to the store.
    std::vector<std::string> recorded();
    /// The series of targets and hosts that are not timestamps, sorted.
    std::vector<std::string> gauges() const;
    /// The current configuration.
    const engine::Plan& plan() const { return *plan_; }

    /// Only this many reloads reach the engine: to break things.
    std::size_t reloads_max = std::numeric_limits<std::size_t>::max();

    /// Replaces the access to the store through `faults`, from the next start on.
    std::function<std::unique_ptr<engine::DbExecutor>(store::Store&)> make_db;

    SimulatedClock clock;
    ScriptedNetwork network{clock};
    FaultPoints faults{clock, network, network};
    ToldTransitions sink;
    std::unique_ptr<engine::Scheduler> scheduler;
    std::unique_ptr<observe::Observer> observer;

private:
    /// Moves time until it is done or the limit is reached, and triggers the faults that are met.
    /// False if it was not done.
    bool drive(const std::function<bool()>& done, base::Duration limit);

    TemporaryFolder folder_;
    std::shared_ptr<const engine::Plan> plan_;
    NoLog log_;
    std::span<const observe::NumberedKind> kinds_;
    model::ReadingKinds reading_kinds_;
    publish::OwnMetrics metrics_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<engine::DbExecutor> db_;
    std::vector<net::CancelHandle> requests_;  ///< The start, and operators' requests.
    bool is_stopping_ = false;
};

/// A correctly configured mail host: 25, 465, 587 with STARTTLS, 993 and 995; 110 and 143 refused.
void add_good_host(ScriptedNetwork& network, const std::string& host, const std::string& address);
/// A domain with that host as its only MX, with canaries and reverse DNS.
void add_domain(ScriptedNetwork& network, const std::string& domain, const std::string& host);
/// Five lists that pass their self-test and list nothing.
void add_dnsbls(ScriptedNetwork& network);
void set_listed(ScriptedNetwork& network, const std::string& dnsbl, const std::string& address,
                bool listed);
/// A POP3 server that accepts unencrypted logins.
ScriptedEndpoint clear_pop3();
ScriptedEndpoint smtp(std::string greeting = "220 mx.good.example ESMTP Postfix\r\n");
/// Accepts mail only for postmaster, and refuses strict.example as a sender; `rows` come first.
ScriptedEndpoint mail_server(const std::vector<std::pair<std::string, std::string>>& rows = {});

/// Targets, block lists and short waits; `schedule` is appended to [schedule].
std::string configuration(const std::vector<std::string>& targets,
                          const std::string& schedule = {});
/// With only these of the five block lists.
std::string configuration(const std::vector<std::string>& targets, const std::string& schedule,
                          const std::vector<std::string>& lists);
/// The same with active probes of our own hosts.
std::string active_at_own(std::string configuration);

/// "good.example pop3", once for each report of its change.
std::vector<std::string> verdicts_of(const std::vector<model::Transition>& delivered);

}  // namespace mailwatchd::test
