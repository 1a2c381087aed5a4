// The SPF record of a domain, as a reading. Pure.
#pragma once

#include "model/reading.h"
#include "model/spf.h"

#include <string>
#include <vector>

namespace mailwatchd::reading {

/// The record as it stands.
inline constexpr model::ReadingKind spf{
    .number = 8,
    .name = "spf",
    .values = "text",
    .confirmation = model::Confirmation::dns,
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{model::TransitionKind::spf_changed, 4};
    },
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::SpfLook& look);

}  // namespace mailwatchd::observe
