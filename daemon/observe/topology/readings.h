// Where a domain receives its mail, as a reading. Pure.
#pragma once

#include "model/cause.h"
#include "model/reading.h"
#include "model/topology.h"
#include "observe/topology/changes.h"

#include <string>
#include <vector>

namespace mailwatchd::reading {

inline constexpr const model::ChangeKind* exists_changes[]{&change::domain_gone,
                                                           &change::domain_back};
/// `no`: NXDOMAIN. Nothing else is read then, because one thing has happened and not many.
inline constexpr model::ReadingKind exists{
    .number = 15,
    .name = "exists",
    .subject = model::Subject::Kind::name,
    .values = "yes, no",
    .confirmation = model::Confirmation::dns,
    .changes = exists_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "no" ? model::ChangeName{&change::domain_gone, 4}
                          : model::ChangeName{&change::domain_back, 5};
    },
};

inline constexpr const model::ChangeKind* mx_changes[]{&change::mx_changed, &change::target_gone};
/// `none`: neither MX nor address.
inline constexpr model::ReadingKind mx{
    .number = 9,
    .name = "mx",
    .subject = model::Subject::Kind::name,
    .values = "text",
    .confirmation = model::Confirmation::dns,
    .changes = mx_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "none" ? model::ChangeName{&change::target_gone, 4}
                            : model::ChangeName{&change::mx_changed, 4};
    },
    .seen_with = &exists,
    .cause = model::anywhere,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::Topology& topology);

/// The value of the reading `mx`, canonical: order, case and TTL never make a change (failure D3).
/// "10 mx1.example.org, 20 mx2.example.org", "null" or "none"; "" if unknown or if the name does
/// not exist. The root beside others is ".".
std::string mx_text(const model::Topology& topology);

}  // namespace mailwatchd::observe
