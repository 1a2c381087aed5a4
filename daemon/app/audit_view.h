// A target's audit as publish/ renders it: made here for the tool and for the daemon alike.
#pragma once

#include "app/judging.h"
#include "publish/audit.h"
#include "publish/text.h"

namespace mailwatchd::app {

publish::Audit audit_view(const TargetPlan& target, StatePtr state, const model::World& world,
                          const observe::Observer& observer);

/// This terminal's width, and colour where it is one and NO_COLOR is not set.
publish::TextOptions terminal_options();
/// Text for this terminal: its width, colour where it is one and NO_COLOR is not set.
std::string to_terminal(const publish::Audit& audit);

}  // namespace mailwatchd::app
