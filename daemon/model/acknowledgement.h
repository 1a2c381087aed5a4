// A finding that an operator takes as it is. It is shown as acknowledged and judged as ever:
// verdict and score do not know of it.
#pragma once

#include "model/report.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::model {

struct Acknowledgement {
    std::string tag;      ///< The finding's kind.
    std::string subject;  ///< Subject::text; "": wherever it is found.
    std::string who;      ///< A user of this machine.
    base::Instant at;
    std::optional<base::Instant> until;  ///< It lapses then; nothing: never.
    std::string why;                     ///< The operator's words; may be empty.

    bool holds(base::Instant now) const { return !until || now < *until; }
    bool operator==(const Acknowledgement&) const = default;
};

/// The acknowledgement of a finding wherever it is; null where there is none.
const Acknowledgement* acknowledged_everywhere(std::span<const Acknowledgement> all,
                                               std::string_view tag);
/// The one of a finding at its subject alone.
const Acknowledgement* acknowledged_there(std::span<const Acknowledgement> all,
                                          const Finding& finding);

}  // namespace mailwatchd::model
