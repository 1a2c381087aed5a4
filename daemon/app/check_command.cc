#include "app/check_command.h"

#include "app/audit_view.h"
#include "app/exit_codes.h"
#include "app/network.h"
#include "app/tool_plan.h"
#include "base/escape.h"
#include "net/gather.h"
#include "net/limiter.h"
#include "net/spawn.h"
#include "publish/json.h"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace mailwatchd::app {

namespace {

namespace asio = boost::asio;

/// Targets audited at once; each has its own hosts, mostly.
constexpr std::size_t running_max = 8;

/// One line on a terminal that is written over and over; nothing where stderr is none.
class ProgressLine {
public:
    void show(std::string_view target, std::size_t done, std::size_t total) const {
        if (!on_terminal_) return;
        std::cerr << "\r\x1b[K" << base::escape(target) << ": " << done << " of " << total
                  << " looks" << std::flush;
    }
    void clear() const {
        if (on_terminal_) std::cerr << "\r\x1b[K" << std::flush;
    }

private:
    bool on_terminal_ = isatty(STDERR_FILENO) == 1;
};

/// The configuration's settings for a target where it is configured, else the defaults.
TargetPlan plan_of(const Plan& plan, const model::TargetName& target) {
    for (const auto& known : plan.targets)
        if (known.settings.name == target) return known;
    config::TargetSettings settings;
    settings.name = target;
    settings.interval = plan.configuration.schedule.interval;
    settings.active = plan.configuration.probe.active.mode;
    return {settings, plan.checks};
}

/// The state that one run leaves behind where nothing was known before.
StatePtr state_of(const TargetPlan& target, const Audit& audit, base::Instant now) {
    model::TargetState state;
    state.target = target.settings.name;
    state.interval = target.settings.interval;
    return std::make_shared<const model::TargetState>(
        after_run(std::move(state), audit.results, audit.topology, now));
}

/// Everything that one run of the command needs. Lives in `check_command`.
class Command {
public:
    Command(const CheckOptions& options, std::shared_ptr<const Plan> plan,
            std::vector<model::TargetName> targets)
        : options_{options},
          plan_{std::move(plan)},
          targets_{std::move(targets)},
          network_{*plan_, {}},
          observer_{network_.view(), plan_->observer_settings()},
          places_{running_max} {}

    net::Awaitable<void> run() {
        began_ = network_.clock().now();
        std::vector<net::Awaitable<void>> audits;
        for (const auto& target : targets_) audits.push_back(audit(plan_of(*plan_, target)));
        co_await net::gather(std::move(audits));
    }

    int status() const {
        if (!observer_.vantage().resolver_well()) return exit_could_not_audit;
        if (failed_) return exit_something_failed;
        return options_.strict && no_info_ ? exit_no_information : exit_nothing_failed;
    }

private:
    net::Awaitable<void> audit(TargetPlan target) {
        const auto permit = co_await places_.acquire();
        const observe::Demand demand{observe::Purpose::demand, began_, {}};
        observe::Progress progress = [this, name = target.settings.name.name](std::size_t done,
                                                                              std::size_t total) {
            line_.show(name, done, total);
        };
        auto scope = plan_->scope(target.settings);
        const auto audit =
            co_await take_audit(observer_, std::move(scope), target, demand, std::move(progress));
        line_.clear();
        show(audit_view(target, state_of(target, audit, network_.clock().now()), audit.world,
                        observer_));
        for (const auto& result : audit.results) {
            failed_ = failed_ || result.report.verdict == model::Verdict::failed;
            no_info_ = no_info_ || result.report.verdict == model::Verdict::no_info;
        }
    }

    void show(const publish::Audit& audit) const {
        if (options_.json) {
            std::cout << publish::to_json(audit) << '\n' << std::flush;
            return;
        }
        std::cout << to_terminal(audit) << std::flush;
    }

    const CheckOptions& options_;
    std::shared_ptr<const Plan> plan_;
    std::vector<model::TargetName> targets_;
    RealNetwork network_;
    observe::Observer observer_;
    net::Limiter places_;
    ProgressLine line_;
    base::Instant began_;
    bool failed_ = false;
    bool no_info_ = false;
};

base::Result<std::vector<model::TargetName>> parse_targets(const std::vector<std::string>& texts) {
    std::vector<model::TargetName> targets;
    for (const auto& text : texts) {
        auto target = model::TargetName::parse(text);
        if (!target) return target.error();
        if (std::ranges::find(targets, *target) == targets.end())
            targets.push_back(*std::move(target));
    }
    return targets;
}

/// Nobody is asked anything active.
std::shared_ptr<const Plan> passive(const Plan& plan) {
    auto changed = std::make_shared<Plan>(plan);
    changed->configuration.probe.active.mode = model::ActiveMode::off;
    for (auto& target : changed->targets) target.settings.active = model::ActiveMode::off;
    return changed;
}

/// A person at a terminal is asked once, before anything is sent; a script meant what it said.
bool agrees_to_be_active(const CheckOptions& options) {
    if (!options.active || isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) return true;
    std::cerr << "The active tests say MAIL and RCPT to mail servers, as mail is about to be sent, "
                 "and end before a message.\nDo you have the right to test these hosts? [y/N] "
              << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

int check_command(const CheckOptions& options) {
    const auto targets = parse_targets(options.targets);
    if (!targets) return complain(targets.error().detail, exit_could_not_audit);
    const auto [whole, status_of_plan] = tool_plan(options.config, options.resolver);
    if (!whole) return status_of_plan;
    const auto allowed = options.active ? whole : passive(*whole);
    const auto plan = options.only.empty() ? allowed : only(allowed, options.only);
    if (!plan) return complain(plan.error().detail, exit_could_not_audit);
    if (!agrees_to_be_active(options)) return complain("nothing was sent", exit_could_not_audit);

    asio::io_context loop{1};
    Command command{options, *plan, *targets};
    net::spawn(loop.get_executor(), command.run());
    loop.run();
    const int status = command.status();
    if (status == exit_could_not_audit)
        return complain("the resolver does not answer as it should, so nothing could be audited",
                        status);
    return status;
}

}  // namespace mailwatchd::app
