// Everything that a report shows of one target: text, JSON and HTML are made of this alone.
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

/// How a check is called and what it weighs in this configuration.
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
    std::vector<model::Reading> readings;             ///< Of the subjects that the target rests on.
    std::vector<model::DnsblHealth> dnsbls;           ///< Of the lists that were wanted.
    std::shared_ptr<const std::vector<model::Dnsbl>> catalogue;  ///< Their classes; may be null.
    /// What the reports rest on, for what no reading says (login mechanisms, reputation); null
    /// where it is not remembered.
    std::shared_ptr<const model::World> world;
    std::vector<model::Acknowledgement> acknowledged;  ///< Those in force when this was made.
    std::vector<CheckLabel> labels;  ///< A check without one weighs 1 and shows its name.

    CheckLabel label(std::string_view check) const;
    /// Checks that weigh and gave no information.
    std::size_t no_info() const;
    /// Roles of the host that a subject belongs to: "mx", "mx,mailbox"; "" where it has none.
    std::string role(const model::Subject& subject) const;
    /// One line a list: its worst family's state. Where lists were asked at all, the catalogue's
    /// retired ones are among them.
    struct DnsblRow {
        std::string dnsbl;
        std::optional<model::DnsblClass> dnsbl_class;
        model::DnsblState state = model::DnsblState::silent;
        std::string evidence;  ///< The answer that decided, or the catalogue's note; raw.
    };
    std::vector<DnsblRow> dnsbl_rows() const;
};

}  // namespace mailwatchd::publish
