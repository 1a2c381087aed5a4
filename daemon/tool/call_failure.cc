#include "tool/call_failure.h"

#include "control/control_group.h"
#include "control/user_name.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailwatchd::tool {

namespace {

// The tool has one thread. NOLINTBEGIN(concurrency-mt-unsafe)

/// The socket's group; if we cannot read its folder, the group that it should have.
const group* group_of(const std::string& socket) {
    struct stat found = {};
    if (::stat(socket.c_str(), &found) != 0) return ::getgrnam(control::control_group);
    return ::getgrgid(found.st_gid);
}

TurnedAway turned_away(const std::string& socket) {
    TurnedAway who{.user = control::user_name(::geteuid()), .group = {}, .is_member = false};
    const auto* const found = group_of(socket);
    if (found == nullptr || found->gr_gid == 0) return who;
    who.group = found->gr_name;
    for (auto* const* member = found->gr_mem; *member != nullptr; ++member)
        who.is_member = who.is_member || who.user == *member;
    return who;
}

// NOLINTEND(concurrency-mt-unsafe)

}  // namespace

base::SafeText advice(const std::string& socket, const TurnedAway& who) {
    const auto user = base::shown(who.user), group = base::shown(who.group);
    const auto refused = "no permission to connect to mailwatchd at " + base::shown(socket) + ": ";
    if (who.group.empty()) return refused + "use sudo";
    if (who.is_member)
        return refused + user + " joined the group " + group +
               " after this login: log in again or use sudo";
    return refused + user + " is not in the group " + group + ": use sudo, or run \"adduser " +
           user + " " + group + "\" and log in again";
}

base::SafeText explain(const std::string& socket, const serve::CallFailure& failure) {
    using Kind = serve::CallFailure::Kind;
    const base::SafeText journal = "\"journalctl -u mailwatchd\"";
    const auto at = base::shown(socket), detail = base::shown(failure.detail);
    switch (failure.kind) {
        case Kind::not_there:
            return "mailwatchd does not answer at " + at + " (" + detail +
                   "): check \"systemctl status mailwatchd\" and " + journal +
                   ", or use --control if daemon.control is another path";
        case Kind::not_permitted: return advice(socket, turned_away(socket));
        case Kind::broken: break;
    }
    return "mailwatchd at " + at + ": " + detail + "; check " + journal;
}

}  // namespace mailwatchd::tool
