// On-demand audits for `mailwatchctl check`. The daemon does them if it runs, so that all audits
// share one pace; otherwise mailwatchctl does them itself.
#pragma once

#include "engine/check_run.h"
#include "engine/plan.h"
#include "net/semaphore.h"
#include "publish/audit.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::control {

/// Callbacks for progress and results.
struct AdHocListener {
    std::function<void(const std::string& target, std::size_t done, std::size_t total)> progress;
    std::function<void(const publish::Audit& audit)> audited;
};

class AdHocAudits {
public:
    /// `observer` and `clock` outlive it.
    AdHocAudits(observe::Observer& observer, net::Clock& clock,
                std::shared_ptr<const engine::Plan> plan, std::vector<model::TargetName> targets,
                AdHocListener listener);

    /// Ends when all targets are audited, or soon after cancellation.
    net::Awaitable<void> run();
    /// After `run`: exit status of `mailwatchctl check` (check_command.h).
    int status(bool strict) const;
    /// After `run`: why nothing was audited, or which target was not and why. Empty if all were.
    std::string problem() const;

private:
    net::Awaitable<void> audit(engine::TargetPlan target);

    observe::Observer& observer_;
    net::Clock& clock_;
    std::shared_ptr<const engine::Plan> plan_;
    std::vector<model::TargetName> targets_;
    AdHocListener listener_;
    net::Semaphore places_;
    base::Ticks began_;
    bool failed_ = false;
    bool no_info_ = false;
    std::string not_audited_;  ///< The first such target, and why.
};

/// The same plan with active tests off.
std::shared_ptr<const engine::Plan> passive(const std::shared_ptr<const engine::Plan>& plan);

/// Why a target could not be audited: no check came to a verdict, and at least one of them could
/// not ask, so the reason is ours. Nothing if it was.
std::optional<model::Reason> why_not_audited(std::span<const engine::CheckResult> results);

/// Parses target names and drops duplicates. Fails at the first invalid name.
base::Result<std::vector<model::TargetName>> parse_targets(const std::vector<std::string>& texts);

}  // namespace mailwatchd::control
