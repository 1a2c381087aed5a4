// The whole daemon on a simulated clock and a scripted network: everything of app/ but its main,
// sockets and signals. A restart keeps the store and forgets the rest.
#pragma once

#include "engine/db_executor.h"
#include "engine/plan.h"
#include "engine/scheduler.h"
#include "publish/event_sink.h"
#include "store/store.h"
#include "support/scripted_network.h"
#include "support/simulated_clock.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::test {

/// Keeps what was told.
class ToldTransitions final : public publish::EventSink {
public:
    std::string_view name() const override { return "journal"; }
    base::Outcome deliver(const model::Transition& transition) override {
        if (refuses) return base::Failure{base::Errc::no_resources, "the journal is full"};
        all.push_back(transition);
        return {};
    }
    std::vector<model::Transition> all;
    bool refuses = false;
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
    /// Stops in order, then starts again on the same store.
    void restart();
    /// Another configuration: by a reload where the daemon runs, else for the next start.
    void configure(const std::string& configuration);
    void run_for(base::Duration time) { clock.advance(time); }

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

    /// Another way to the store than at once; for the next start.
    std::function<std::unique_ptr<engine::DbExecutor>(store::Store&)> make_db;

    SimulatedClock clock;
    ScriptedNetwork network{clock};
    ToldTransitions teller;
    std::unique_ptr<engine::Scheduler> scheduler;
    std::unique_ptr<observe::Observer> observer;

private:
    void stop();

    std::filesystem::path directory_;
    std::filesystem::path configuration_;
    std::shared_ptr<const engine::Plan> plan_;
    NoLog log_;
    std::span<const observe::NumberedKind> kinds_;
    model::ReadingKinds reading_kinds_;
    publish::OwnMetrics metrics_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<engine::DbExecutor> db_;
};

/// A mail host that is right in every way: 25, 465, 587 with STARTTLS, 993 and 995; 110, 143
/// refused.
void add_good_host(ScriptedNetwork& network, const std::string& host, const std::string& address);
/// A domain whose only MX that host is, with canaries and reverse DNS.
void add_domain(ScriptedNetwork& network, const std::string& domain, const std::string& host);
/// Five lists that prove themselves and list nobody.
void add_zones(ScriptedNetwork& network);
void set_listed(ScriptedNetwork& network, const std::string& zone, const std::string& address,
                bool listed);
/// A POP3 server that takes logins in the clear.
ScriptedEndpoint clear_pop3();
ScriptedEndpoint smtp(std::string greeting = "220 mx.good.example ESMTP Postfix\r\n");

/// Targets, zones and short patience; `more` is appended.
std::string configuration(const std::vector<std::string>& targets,
                          const std::string& schedule = {});

}  // namespace mailwatchd::test
