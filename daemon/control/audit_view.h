// A target's audit as publish/ renders it: made here for the tool and for the daemon alike.
#pragma once

#include "engine/rejudge.h"
#include "publish/audit.h"
#include "publish/text/text.h"

namespace mailwatchd::control {

publish::Audit audit_view(const engine::TargetPlan& target, engine::StatePtr state,
                          const model::World& world, const observe::Observer& observer);

/// This terminal's width, and colour where it is one and NO_COLOR is not set.
publish::TextOptions terminal_options();
/// Text for this terminal: its width, colour where it is one and NO_COLOR is not set.
std::string to_terminal(const publish::Audit& audit);

}  // namespace mailwatchd::control
