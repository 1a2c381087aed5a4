// What a list's answers mean: the `codes` of [[zone]] and [[source]].
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <optional>
#include <string_view>

namespace mailwatchd::config {

/// An address that a list may answer: it lies in 127/8 (RFC 5782 §2.1). Nothing where the key is
/// absent, or wrong and told.
std::optional<model::Address> read_answer(Section& section, std::string_view key);

/// "serious", "minor", …
model::ZoneClass read_class(Section& section, model::ZoneClass fallback);

/// Replaces the zone's codes where the key is there. Percentages belong to `graded` sources only.
void read_codes(Section& section, bool graded, model::Zone& zone);

}  // namespace mailwatchd::config
