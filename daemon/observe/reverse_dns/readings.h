// Whether an address has matching reverse DNS, as a reading. Pure.
#pragma once

#include "model/cause.h"
#include "model/listing.h"
#include "model/reading.h"
#include "observe/reverse_dns/changes.h"

#include <vector>

namespace mailwatchd::reading {

inline constexpr model::ReadingGauge ptr_gauges[]{
    {.name = "mailwatchd_reverse_dns_valid",
     .help = "Whether an address has forward-confirmed reverse DNS.",
     .yes = "confirmed"},
};
inline constexpr const model::ChangeKind* ptr_changes[]{&change::ptr_changed};
inline constexpr model::ReadingKind ptr{
    .number = 6,
    .name = "ptr",
    .subject = model::Subject::Kind::address,
    .values = "confirmed, mismatch, missing",
    .confirmation = model::Confirmation::dns,
    .changes = ptr_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{&change::ptr_changed, 4};
    },
    .gauges = ptr_gauges,
    .cause = model::on_host,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::ReverseDns& look);

}  // namespace mailwatchd::observe
