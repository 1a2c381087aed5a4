// [[dnsbl]] and [[source]] tables: the block lists and the sources of reputation of the catalogues,
// and what an operator adds or changes.
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <vector>

namespace mailwatchd::config {

/// Reads the [[dnsbl]] tables of a file on top of `dnsbls`: one whose name is described there
/// already changes only the keys it has, others are added at the end. A description that `dnsbls`
/// lacks is looked for in `described`, so that a single list of a catalogue left out can be had
/// back by name.
void read_dnsbls(Section& file, const std::vector<model::Dnsbl>& described,
                 std::vector<model::Dnsbl>& dnsbls);

/// The same for [[source]] tables, which have a kind.
void read_sources(Section& file, const std::vector<model::Dnsbl>& described,
                  std::vector<model::Dnsbl>& sources);

}  // namespace mailwatchd::config
