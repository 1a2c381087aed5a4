// Who may command, beside the daemon's own user and root.
#pragma once

namespace mailwatchd::app {

inline constexpr const char* control_group = "mailwatchd";

}  // namespace mailwatchd::app
