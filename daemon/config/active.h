// The keys of [probe] for active tests: which hosts, which senders, which recipients.
#pragma once

#include "config/section.h"
#include "model/active_rules.h"

#include <optional>
#include <string>

namespace mailwatchd::config {

/// All rules except `helo_name` and `domains`, which have no key here.
model::ActiveRules read_active(Section& section);

/// The key `active` of a table.
model::ActiveMode read_active_mode(Section& section, model::ActiveMode fallback);

}  // namespace mailwatchd::config
