// Whether a block list passes its self-test, as a reading. Pure.
#pragma once

#include "model/cause.h"
#include "model/listing.h"
#include "model/reading.h"
#include "observe/dnsbl/changes.h"

#include <vector>

namespace mailwatchd::reading {

inline constexpr const model::ChangeKind* dnsbl_changes[]{&change::dnsbl_retired,
                                                          &change::dnsbl_restored};
/// Whether a list is used. The argument is the family.
inline constexpr model::ReadingKind dnsbl{
    .number = 12,
    .name = "dnsbl",
    .subject = model::Subject::Kind::dnsbl,
    .values = "proven, retired",
    .confirmation = model::Confirmation::dns,
    .changes = dnsbl_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "proven" ? model::ChangeName{&change::dnsbl_restored, 6}
                              : model::ChangeName{&change::dnsbl_retired, 5};
    },
    .cause = model::on_host,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::DnsblHealth& health);

}  // namespace mailwatchd::observe
