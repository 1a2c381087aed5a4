// The audit of a target as publish/ renders it, for both the tool and the daemon.
#pragma once

#include "engine/rejudge.h"
#include "publish/audit.h"
#include "publish/text/text.h"

namespace mailwatchd::control {

publish::Audit audit_view(const engine::TargetPlan& target, engine::StatePtr state,
                          const model::World& world, const observe::Observer& observer);

/// Width of the terminal; colour if standard output is a terminal and NO_COLOR is not set.
publish::TextOptions terminal_options();
/// The audit as text with `terminal_options`.
std::string to_terminal(const publish::Audit& audit);

}  // namespace mailwatchd::control
