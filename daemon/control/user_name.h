// User names.
#pragma once

#include <string>
#include <sys/types.h>

namespace mailwatchd::control {

/// The name of a user, or the number if there is no name. May block (LDAP, for example): do not
/// call it on the loop.
std::string user_name(uid_t user);

}  // namespace mailwatchd::control
