// Sample values and subjects for the row of a reading. The generated pages use them.
#pragma once

#include "model/reading.h"

#include <string_view>
#include <vector>

namespace mailwatchd::manual {

/// "mx1.example.org[192.0.2.25]:25" for an endpoint; each has all the parts that its kind has.
model::Subject sample_subject(model::Subject::Kind kind);

/// The closed set, or some texts that differ in everything that the name of a change depends on.
std::vector<std::string_view> sample_values(const model::ReadingKind& kind);

}  // namespace mailwatchd::manual
