// Who may command, beside the daemon's own user and root.
#pragma once

namespace mailwatchd::control {

inline constexpr const char* control_group = "mailwatchd";

}  // namespace mailwatchd::control
