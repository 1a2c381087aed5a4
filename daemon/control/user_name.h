// A user as people know him.
#pragma once

#include <string>
#include <sys/types.h>

namespace mailwatchd::control {

/// His name, from wherever the system has its users, which may take a while: not for the loop. The
/// number where it has none.
std::string user_name(uid_t user);

}  // namespace mailwatchd::control
