// Everything that a report shows of one target, as text, JSON or HTML.
#pragma once

#include "checks/check.h"
#include "model/listing.h"
#include "model/reading.h"
#include "model/state.h"
#include "model/world.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// A check's title and its weight in this configuration.
struct CheckLabel {
    std::string_view name;
    std::string_view title;
    int weight = 1;
};

/// With the default weights.
inline std::vector<CheckLabel> labels(std::span<const checks::Check* const> checks) {
    std::vector<CheckLabel> out;
    out.reserve(checks.size());
    for (const auto* check : checks) out.push_back({check->name, check->title, check->weight});
    return out;
}

struct Audit {
    std::shared_ptr<const model::TargetState> state;  ///< Never null.
    std::vector<model::Reading> readings;             ///< Of the target's subjects.
    std::vector<model::DnsblHealth> dnsbls;           ///< Of the lists that the checks wanted.
    std::shared_ptr<const std::vector<model::Dnsbl>> catalogue;  ///< Their classes; may be null.
    /// The observations behind the reports, for what no reading contains (login mechanisms,
    /// reputation); null if they are no longer in memory.
    std::shared_ptr<const model::World> world;
    std::vector<model::Acknowledgement> acknowledged;  ///< Those in force.
    std::vector<CheckLabel> labels;  ///< A check without a label has weight 1 and shows its name.

    CheckLabel label(std::string_view check) const;
    /// Number of checks with a weight that gave no information.
    std::size_t no_info() const;
    /// Roles of the subject's host: "mx", "mx,mailbox"; "" if it has none.
    std::string role(const model::Subject& subject) const;
    /// One row per list, with the state of its worst family. If any list was queried, the
    /// catalogue's retired lists are included.
    struct DnsblRow {
        std::string dnsbl;
        std::optional<model::DnsblClass> dnsbl_class;
        model::DnsblState state = model::DnsblState::silent;
        std::string evidence;  ///< The decisive answer, or the catalogue's note; raw.
    };
    std::vector<DnsblRow> dnsbl_rows() const;
};

}  // namespace mailwatchd::publish
