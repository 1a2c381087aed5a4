// The group that may use the control socket, besides root and the daemon's user.
#pragma once

namespace mailwatchd::control {

inline constexpr const char* control_group = "mailwatchd";

}  // namespace mailwatchd::control
