// The keys of [probe] that say where, as whom and to whom MAIL and RCPT may be said.
#pragma once

#include "config/section.h"
#include "model/active_rules.h"

#include <optional>
#include <string>

namespace mailwatchd::config {

/// All but `helo_name` and `domains`, which are no keys of these.
model::ActiveRules read_active(Section& section);

/// The key `active` of a table.
model::ActiveMode read_active_mode(Section& section, model::ActiveMode fallback);

}  // namespace mailwatchd::config
