// Audits on the spot: what mailwatchctl does by itself where no daemon answers, and the daemon for
// it where one does, so that both have one pace (promise 6).
#pragma once

#include "engine/audit.h"
#include "engine/plan.h"
#include "net/limiter.h"
#include "publish/audit.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::control {

/// Who asked is told as it goes on.
struct SpotListener {
    std::function<void(const std::string& target, std::size_t done, std::size_t total)> progress;
    std::function<void(const publish::Audit& audit)> audited;
};

class SpotAudits {
public:
    /// `observer` and `clock` outlive it.
    SpotAudits(observe::Observer& observer, net::Clock& clock,
               std::shared_ptr<const engine::Plan> plan, std::vector<model::TargetName> targets,
               SpotListener listener);

    /// Ends when all targets are audited, or soon after it was cancelled.
    net::Awaitable<void> run();
    /// Afterwards: exit status as `mailwatchctl check` has it (check_command.h).
    int status(bool strict) const;

private:
    net::Awaitable<void> audit(engine::TargetPlan target);

    observe::Observer& observer_;
    net::Clock& clock_;
    std::shared_ptr<const engine::Plan> plan_;
    std::vector<model::TargetName> targets_;
    SpotListener listener_;
    net::Limiter places_;
    base::Ticks began_;
    bool failed_ = false;
    bool no_info_ = false;
};

/// The same plan, by which nobody is asked anything active.
std::shared_ptr<const engine::Plan> passive(const std::shared_ptr<const engine::Plan>& plan);

/// What a status of "could not audit" means.
inline constexpr std::string_view resolver_is_unhealthy =
    "the resolver does not answer as it should, so nothing could be audited";

/// Without repeats; a failure names the first that is none.
base::Result<std::vector<model::TargetName>> parse_targets(const std::vector<std::string>& texts);

}  // namespace mailwatchd::control
