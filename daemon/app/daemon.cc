#include "app/daemon.h"

#include "app/history.h"
#include "app/logger.h"
#include "app/reloader.h"
#include "app/restart_keys.h"
#include "app/service_manager.h"
#include "app/shutdown.h"
#include "app/web.h"
#include "control/audit_view.h"
#include "control/commands.h"
#include "control/control_group.h"
#include "control/counted.h"
#include "control/exit_codes.h"
#include "control/pages.h"
#include "engine/damage_watch.h"
#include "engine/db_thread.h"
#include "engine/network.h"
#include "engine/scheduler.h"
#include "engine/version.h"
#include "net/clock.h"
#include "net/library.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <set>

namespace mailwatchd::app {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Longest time from SIGTERM to exit; after it the process exits anyway. Committed state is safe.
constexpr base::Duration stop_patience = 8s;

/// Non-zero, so that systemd restarts the daemon.
constexpr int failed_in_use = 1;

/// Minimum interval between log lines about failed accept(2) calls.
constexpr base::Duration complaint_interval = 1min;

std::vector<std::string_view> check_names() {
    std::vector<std::string_view> names;
    for (const auto* check : checks::all()) names.push_back(check->name);
    return names;
}

const model::ReadingKinds& known_readings() {
    static const auto known = observe::reading_kinds(observe::kinds());
    return known;
}

std::span<const model::ChangeKind* const> known_changes() { return known_readings().changes(); }

const model::FindingKind* finding_kind(std::string_view tag) {
    for (const auto* check : checks::all())
        for (const auto* kind : check->findings)
            if (kind->tag == tag) return kind;
    return nullptr;
}

/// Loaded before the loop runs: the store, its content and the TLS certificates.
struct State {
    std::unique_ptr<store::Store> store;
    store::Loaded loaded;
    std::unique_ptr<net::ServerTls> tls;
};

std::string state_file(const config::DaemonSettings& settings) {
    return settings.state_directory + '/' + store::file_name;
}

/// Connects all parts; lives as long as the loop.
class Daemon {
public:
    Daemon(const DaemonOptions& options, std::shared_ptr<const engine::Plan> plan, State state,
           base::Log& log)
        : options_{options},
          plan_{std::move(plan)},
          started_with_{plan_->configuration},
          log_{log},
          metrics_{{std::string{engine::version}, {}, net::tls_library_version()},
                   net::SystemClock{}.now(),
                   check_names(),
                   known_changes()},
          sink_{publish::make_event_sink()},
          network_{*plan_,
                   [this](auto outcome, auto took) { metrics_.count_dns_query(outcome, took); }},
          observer_{network_.view(), plan_->observer_settings()},
          db_thread_{loop_.get_executor(), network_.clock(), std::move(state.store)},
          scheduler_{scheduler_tools(), plan_, std::move(state.loaded)},
          reloader_{reloader_tools()},
          web_{loop_.get_executor(), network_.clock(), log, plan_->configuration.daemon.listen},
          server_{loop_.get_executor(), control::routes(page_context()), {}, web_.protect(hooks())},
          control_{loop_.get_executor(), control::commands(command_context()), {}, hooks()},
          signals_{loop_, SIGTERM, SIGINT, SIGHUP} {
        web_.take(plan_->configuration, std::move(state.tls));
    }

    int run() {
        metrics_.set_state_file(state_file_);
        metrics_.set_moved_aside([this] { return store::moved_aside(state_file_).size(); });
        for (const auto& at : plan_->configuration.daemon.listen) {
            const auto listening = server_.listen(at);
            if (!listening) {
                log_.write(base::Severity::error, listening.error().detail);
                return 1;
            }
        }
        if (!listen_for_commands()) return 1;
        metrics_.set_config_loaded(true, network_.clock().now());
        await_signal();
        serving_.begin(server_.run());
        serving_.begin(control_.run());
        feed_watchdog();
        scheduler_.after_round = [this](const std::string& target) { round_ended(target); };
        if (options_.once && scheduler_.targets().size() == 0) begin_stop();
        tasks_.begin(begin());
        loop_.run();
        return status_;
    }

private:
    engine::Scheduler::Tools scheduler_tools() {
        return {loop_.get_executor(),    network_.clock(), observer_, db_, *sink_,
                run_on_of(sink_thread_), metrics_,         log_};
    }

    Reloader::Tools reloader_tools() {
        Reloader::Tools tools;
        tools.run_blocking = run_on_of(file_thread_);
        tools.begin = [] { notify_reloading(); };
        tools.read = [file = options_.config] { return load_served_plan(file); };
        tools.apply = [this](ServedPlan loaded) { return apply(std::move(loaded)); };
        return tools;
    }

    static engine::RunBlocking run_on_of(engine::Thread& thread) {
        return [&thread](std::string what, std::function<void()> job) {
            return thread.run(std::move(what), std::move(job));
        };
    }

    control::PageContext page_context() {
        return {scheduler_,
                observer_,
                metrics_,
                plan_,
                ready_,
                db_,
                network_.clock(),
                network_.clock().now(),
                [this] { return store::moved_aside(state_file_); }};
    }

    control::CommandContext command_context() {
        control::CommandContext tools{page_context(), scheduler_, observer_, log_, {}, {}, tasks_};
        tools.reload = [this] { return reloader_.reload(); };
        tools.state_directory = plan_->configuration.daemon.state_directory;
        return tools;
    }

    /// The default control socket is optional; one that is configured must work.
    bool listen_for_commands() {
        const auto& settings = plan_->configuration.daemon;
        if (settings.control.empty()) return true;
        const auto listening = control_.listen(settings.control, control::control_group);
        if (listening) return true;
        const auto severity =
            settings.control_is_default ? base::Severity::warning : base::Severity::error;
        log_.write(severity,
                   listening.error().detail + "; mailwatchctl needs this socket (daemon.control)");
        return settings.control_is_default;
    }

    net::Awaitable<void> begin() {
        co_await scheduler_.start();
        if (stopping_) co_return;
        ready_ = true;
        notify("READY=1\nSTATUS=" + status());
        log_.write(base::Severity::info, status());
    }

    std::string status() const {
        return "watching " + control::counted(scheduler_.targets().size(), "target");
    }

    serve::Hooks hooks() {
        serve::Hooks hooks;
        hooks.spawn = [this](net::Awaitable<void> work) { serving_.begin(std::move(work)); };
        hooks.answered = [this](unsigned status) { metrics_.count_http_request(status); };
        hooks.accept_failed = [this](const base::Failure& why) { complain_of_accept(why); };
        return hooks;
    }

    /// Rate limited: a lack of file descriptors must not flood the journal.
    void complain_of_accept(const base::Failure& why) {
        const auto now = network_.clock().ticks();
        if (now < next_complaint_) return;
        next_complaint_ = now + complaint_interval;
        log_.write(base::Severity::warning, why.detail);
    }

    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal != SIGHUP)
                begin_stop();
            else if (!reloader_.is_waiting() && !stopping_)
                tasks_.begin(reload());
            await_signal();
        });
    }

    net::Awaitable<void> reload() { co_await reloader_.reload(); }

    /// An invalid configuration changes nothing.
    control::Reloaded apply(ServedPlan loaded) {
        control::Reloaded reloaded{loaded.problems, {}};
        metrics_.set_config_loaded(loaded.plan != nullptr, network_.clock().now());
        for (const auto& problem : loaded.problems)
            log_.write(base::Severity::error, problem.text());
        if (loaded.plan) {
            reloaded.warnings = warnings_of(loaded.plan->configuration);
            for (const auto& warning : reloaded.warnings)
                log_.write(base::Severity::warning, warning);
            web_.take(loaded.plan->configuration, std::move(loaded.tls));
            plan_ = std::move(loaded.plan);
            scheduler_.reload(plan_);
            log_.write(base::Severity::info, "configuration reloaded");
        } else {
            log_.write(base::Severity::error,
                       "configuration not reloaded: the previous one stays active");
        }
        notify("READY=1\nSTATUS=" + status());
        return reloaded;
    }

    /// Warnings about the file, and about changed keys that need a restart.
    std::vector<std::string> warnings_of(const config::Configuration& configuration) const {
        auto warnings = configuration.warnings;
        auto restart = restart_warning(started_with_, configuration);
        if (!restart.empty()) warnings.push_back(std::move(restart));
        return warnings;
    }

    void begin_stop() {
        if (stopping_) std::_Exit(1);  // A second signal means: do not wait.
        stopping_ = true;
        notify("STOPPING=1");
        log_.write(base::Severity::info, "stopping");
        net::spawn(loop_.get_executor(), stop());
        AskBusy busy = [this] { return this->busy(); };
        net::spawn(loop_.get_executor(),
                   leave_at(network_.clock(), network_.clock().in(stop_patience), std::move(busy),
                            log_, status_));
    }

    void leave_damaged() {
        status_ = failed_in_use;
        if (!stopping_) begin_stop();
    }

    /// Afterwards all threads are idle, so no destructor has to wait.
    net::Awaitable<void> stop() {
        server_.stop();
        control_.stop();
        co_await serving_.stop(network_.clock());
        co_await tasks_.stop(network_.clock());
        co_await scheduler_.stop();
        co_await sink_thread_.idle();
        co_await file_thread_.idle();
        co_await db_thread_.close();
        loop_.stop();
    }

    std::vector<engine::Busy> busy() const {
        std::vector<engine::Busy> all;
        for (const auto& each : {db_thread_.busy(), sink_thread_.busy(), file_thread_.busy()})
            if (each) all.push_back(*each);
        return all;
    }

    /// The pings come from the main loop, so systemd notices if it hangs.
    void feed_watchdog() {
        const auto interval = watchdog_interval();
        if (interval) net::spawn(loop_.get_executor(), ping(*interval));
    }

    net::Awaitable<void> ping(base::Duration interval) {
        while (!stopping_) {
            notify("WATCHDOG=1");
            co_await network_.clock().sleep_until(network_.clock().ticks() + interval);
        }
    }

    void round_ended(const std::string& name) {
        if (!options_.print && !options_.once) return;
        const bool first = finished_.insert(name).second;
        if (options_.print && first) print(name);
        if (options_.once && finished_.size() == scheduler_.targets().size() && !stopping_)
            begin_stop();
    }

    void print(const std::string& name) {
        const auto* const target = scheduler_.targets().find(name);
        if (target == nullptr || !target->state->topology) return;
        const auto world = observer_.world(target->state->topology, target->needs);
        std::cout << control::to_terminal(
                         control::audit_view(target->plan, target->state, world, observer_))
                  << std::flush;
    }

    const DaemonOptions& options_;
    std::shared_ptr<const engine::Plan> plan_;
    config::Configuration started_with_;
    std::string state_file_ = state_file(started_with_.daemon);
    base::Log& log_;
    asio::io_context loop_{1};
    publish::OwnMetrics metrics_;
    std::unique_ptr<publish::EventSink> sink_;
    engine::RealNetwork network_;
    observe::Observer observer_;
    engine::DbThread db_thread_;
    engine::DamageWatch db_{db_thread_, log_, [this] { leave_damaged(); }};
    engine::Thread sink_thread_{loop_.get_executor(), network_.clock()};
    engine::Thread file_thread_{loop_.get_executor(), network_.clock()};
    engine::Scheduler scheduler_;
    Reloader reloader_;
    bool ready_ = false;
    bool stopping_ = false;
    int status_ = 0;  ///< Exit status.
    engine::TaskGroup tasks_{loop_.get_executor()};
    engine::TaskGroup serving_{loop_.get_executor()};
    Web web_;
    serve::Server server_;
    serve::Server control_;
    asio::signal_set signals_;
    base::Ticks next_complaint_;
    std::set<std::string> finished_;
};

/// Prints problems and warnings to `out`. Without a plan if there are problems.
ServedPlan load_or_complain(const std::string& file, std::ostream& out) {
    auto loaded = load_served_plan(file);
    if (loaded.plan)
        for (const auto& warning : loaded.plan->configuration.warnings)
            out << "warning: " << warning << '\n';
    else
        out << engine::text(loaded.problems) << std::flush;
    return loaded;
}

}  // namespace

int check_config(const std::string& file) {
    return load_or_complain(file, std::cerr).plan ? 0 : control::exit_config;
}

int run_daemon(const DaemonOptions& options) {
    std::signal(SIGPIPE, SIG_IGN);  // A log that nobody reads any more ends nothing.
    auto served = load_or_complain(options.config, std::cerr);
    if (!served.plan) return control::exit_config;
    const auto& settings = served.plan->configuration.daemon;
    const auto log = make_logger(settings.log_level);
    std::error_code error;
    std::filesystem::create_directories(settings.state_directory, error);
    if (error) {
        log->write(base::Severity::error,
                   "state directory " + settings.state_directory + ": " + error.message());
        return 1;
    }
    auto store = store::Store::open(state_file(settings), known_readings());
    if (!store) {
        log->write(base::Severity::error, store.error().detail);
        const bool locked = store.error().kind == store::OpenFailure::Kind::locked;
        return locked ? control::exit_temporary : 1;
    }
    auto loaded = (*store)->load(finding_kind, observe::kinds_at_start(observe::kinds()));
    if (!loaded) {
        log->write(base::Severity::error, loaded.error().detail);
        return 1;
    }
    report_lost_history((*store)->recovered_from(), state_file(settings), *log);
    if (loaded->unknown_rows != 0)
        log->write(base::Severity::warning, "ignoring " +
                                                control::counted(loaded->unknown_rows, "row") +
                                                " of the state written by a newer version");
    State state{*std::move(store), *std::move(loaded), std::move(served.tls)};
    Daemon daemon{options, served.plan, std::move(state), *log};
    return daemon.run();
}

}  // namespace mailwatchd::app
