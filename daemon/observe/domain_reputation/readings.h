// Whether one list of domains lists one domain, as a reading. Pure.
#pragma once

#include "model/reading.h"
#include "model/reputation.h"
#include "observe/domain_reputation/changes.h"
#include "observe/listing/readings.h"

#include <vector>

namespace mailwatchd::reading {

/// A list that is not among the sources counts as minor.
inline std::optional<model::ChangeName> name_domain_change(const model::Reading& reading,
                                                           std::string_view, std::string_view to,
                                                           const model::ChangeContext& context) {
    if (to != "listed") return model::ChangeName{&change::domain_delisted, 5};
    const auto* const list =
        context.sources ? model::dnsbl_named(*context.sources, reading.argument) : nullptr;
    const auto dnsbl_class =
        list == nullptr ? model::DnsblClass::minor : model::class_of(*list, codes_of(reading));
    return model::ChangeName{&change::domain_listed, priority_of(dnsbl_class)};
}

inline constexpr model::ReadingGauge domain_listed_gauges[]{
    {.name = "mailwatchd_domain_listed",
     .help = "Listings of a domain on a list of domains; always 1, absent if not listed.",
     .shape = model::ReadingGauge::Shape::present,
     .yes = "listed",
     .argument_label = "dnsbl"},
};
inline constexpr const model::ChangeKind* domain_listed_changes[]{&change::domain_listed,
                                                                  &change::domain_delisted};
/// By one list. The subject is the registered domain, the argument the list.
inline constexpr model::ReadingKind domain_listed{
    .number = 16,
    .name = "domain_listed",
    .subject = model::Subject::Kind::name,
    .values = "listed, clear",
    .confirmation = model::Confirmation::dns,
    .is_inherited = true,
    .changes = domain_listed_changes,
    .change = name_domain_change,
    .argument_field = "MAILWATCHD_DNSBL",
    .gauges = domain_listed_gauges,
    .cause = model::on_host_by_argument,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

/// One per list that passes its self-test.
std::vector<model::Reading> readings_of(const model::DomainReputation& look);

}  // namespace mailwatchd::observe
