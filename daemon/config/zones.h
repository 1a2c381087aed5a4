// [[zone]] and [[source]] tables: block lists and reputation sources, from the catalogue and from
// the configuration.
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <vector>

namespace mailwatchd::config {

/// Applies the [[zone]] tables of a file to `zones`. A table with a known name changes only the
/// keys that it has; others are added at the end. Defaults for a name that `zones` lacks come from
/// `described`, so that a single list of an unused catalogue can be enabled by its name.
void read_zones(Section& file, const std::vector<model::Zone>& described,
                std::vector<model::Zone>& zones);

/// The same for [[source]] tables.
void read_sources(Section& file, const std::vector<model::Zone>& described,
                  std::vector<model::Zone>& sources);

}  // namespace mailwatchd::config
