#include "control/user_name.h"

#include <array>
#include <pwd.h>

namespace mailwatchd::control {

std::string user_name(uid_t user) {
    std::array<char, 4096> room{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(user, &entry, room.data(), room.size(), &found);
    return found != nullptr ? found->pw_name : std::to_string(user);
}

}  // namespace mailwatchd::control
