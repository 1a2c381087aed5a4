// The meanings of a list's answers: `codes` of [[zone]] and [[source]].
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <optional>
#include <string_view>

namespace mailwatchd::config {

/// An answer of a list, an address in 127.0.0.0/8 (RFC 5782 §2.1). Nothing if the key is absent or
/// invalid.
std::optional<model::Address> read_answer(Section& section, std::string_view key);

/// "serious", "minor", …
model::ZoneClass read_class(Section& section, model::ZoneClass fallback);

/// Replaces the codes if the key is present. Only `graded` sources have percentages.
void read_codes(Section& section, bool graded, model::Zone& zone);

}  // namespace mailwatchd::config
