// [[zone]] and [[source]] tables: the block lists and the sources of reputation of the catalogues,
// and what an operator adds or changes.
#pragma once

#include "config/section.h"
#include "model/listing.h"

#include <vector>

namespace mailwatchd::config {

/// Reads the [[zone]] tables of a file on top of `zones`: one whose name is described there already
/// changes only the keys it has, others are added at the end. A description that `zones` lacks is
/// looked for in `described`, so that a single list of a catalogue left out can be had back by
/// name.
void read_zones(Section& file, const std::vector<model::Zone>& described,
                std::vector<model::Zone>& zones);

/// The same for [[source]] tables, which have a kind.
void read_sources(Section& file, const std::vector<model::Zone>& described,
                  std::vector<model::Zone>& sources);

}  // namespace mailwatchd::config
