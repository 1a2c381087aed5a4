// The SPF record of a domain, as a reading. Pure.
#pragma once

#include "model/cause.h"
#include "model/reading.h"
#include "model/spf.h"
#include "observe/spf/changes.h"

#include <vector>

namespace mailwatchd::reading {

inline constexpr const model::ChangeKind* spf_changes[]{&change::spf_changed};
/// The record as published.
inline constexpr model::ReadingKind spf{
    .number = 8,
    .name = "spf",
    .subject = model::Subject::Kind::name,
    .values = "text",
    .confirmation = model::Confirmation::dns,
    .changes = spf_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{&change::spf_changed, 4};
    },
    .cause = model::anywhere,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::SpfLook& look);

}  // namespace mailwatchd::observe
