// A finding that an operator has acknowledged. It stays visible and still counts: verdict and score
// do not depend on it.
#pragma once

#include "model/report.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::model {

struct Acknowledgement {
    std::string tag;      ///< The finding's kind.
    std::string subject;  ///< Subject::text; "" means everywhere.
    std::string who;      ///< A user of this machine.
    base::Instant at;
    std::optional<base::Instant> until;  ///< When it expires; nothing means never.
    std::string why;                     ///< The operator's reason; may be empty.

    bool holds(base::Instant now) const { return !until || now < *until; }
    bool operator==(const Acknowledgement&) const = default;
};

/// The acknowledgement of a finding for all subjects; null if there is none.
const Acknowledgement* acknowledged_everywhere(std::span<const Acknowledgement> all,
                                               std::string_view tag);
/// The acknowledgement of a finding for its own subject only.
const Acknowledgement* acknowledged_there(std::span<const Acknowledgement> all,
                                          const Finding& finding);

}  // namespace mailwatchd::model
