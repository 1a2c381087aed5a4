// The recorded state of a target: published, and the schedule's starting point.
#pragma once

#include "base/time.h"
#include "model/acknowledgement.h"
#include "model/report.h"
#include "model/topology.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// One check of one target. The report is the last conclusive one and stays while later runs are
/// inconclusive (docs/verdicts.md, Reasons).
struct CheckState {
    std::string check;
    Report report;           ///< The last conclusive one; if there is none, that of the last run.
    bool concluded = false;  ///< A conclusive run was recorded.
    base::Instant concluded_at;
    Reason last_reason = Reason::none;  ///< Why the last run gave no information; none if it did.
    base::Instant last_run;
    /// End of the first of the latest runs that were all inconclusive; epoch if the last one was
    /// not.
    base::Instant inconclusive_since;
    std::uint16_t inconclusive_runs = 0;  ///< Number of these; re-judgements are no runs.

    /// The last run was inconclusive.
    bool is_inconclusive() const {
        return last_reason != Reason::none && !is_conclusive(last_reason);
    }
};

struct TargetState {
    TargetName target;
    base::Duration interval{};
    base::Instant next_due;
    base::Instant last_round;  ///< Epoch: never.
    bool paused = false;       ///< By an operator: not audited until resumed.
    base::Instant paused_at;
    std::string paused_why;                     ///< The operator's reason; may be empty.
    std::vector<Acknowledgement> acknowledged;  ///< Acknowledgements, including expired ones.
    std::vector<CheckState> checks;             ///< In the order of checks.def; enabled ones only.
    std::optional<int> score;                   ///< 0 to 100 (watch/score.h).
    std::shared_ptr<const Topology> topology;   ///< Null before the first round.
};

}  // namespace mailwatchd::model
