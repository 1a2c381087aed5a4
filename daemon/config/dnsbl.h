// [[dnsbl]] and [[source]] tables: block lists and reputation sources, from the catalogue and from
// the configuration.
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <vector>

namespace mailwatchd::config {

/// Applies the [[dnsbl]] tables of a file to `dnsbls`. A table with a known name changes only the
/// keys that it has; others are added at the end. Defaults for a name that `dnsbls` lacks come from
/// `described`, so that a single list of an unused catalogue can be enabled by its name.
void read_dnsbls(Section& file, const std::vector<model::Dnsbl>& described,
                 std::vector<model::Dnsbl>& dnsbls);

/// The same for [[source]] tables.
void read_sources(Section& file, const std::vector<model::Dnsbl>& described,
                  std::vector<model::Dnsbl>& sources);

}  // namespace mailwatchd::config
