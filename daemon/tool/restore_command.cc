#include "tool/restore_command.h"

#include "base/escape.h"
#include "control/counted.h"
#include "control/user_name.h"
#include "net/clock.h"
#include "publish/view.h"
#include "store/store.h"
#include "tool/descriptor.h"
#include "tool/restore.h"
#include "tool/tool_configuration.h"

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <grp.h>
#include <iostream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::tool {

namespace {

std::string last_error() { return std::generic_category().message(errno); }

/// Makes root act as the owner of the folder: new files belong to the daemon's user, and root
/// follows no link that this user has placed there. Returns the error, or "" on success.
std::string act_as_owner(const std::string& folder) {
    struct stat found = {};
    if (::stat(folder.c_str(), &found) != 0)
        return folder + ": " + last_error() + "; start the daemon once to create it";
    if (!S_ISDIR(found.st_mode)) return folder + ": not a directory";
    if (::geteuid() == found.st_uid) return {};
    if (::geteuid() != 0)
        return folder + " belongs to " + control::user_name(found.st_uid) +
               ": run this as root (sudo) or as that user";
    const bool done = ::setgroups(0, nullptr) == 0 && ::setegid(found.st_gid) == 0 &&
                      ::seteuid(found.st_uid) == 0;
    return done ? std::string{}
                : "cannot switch to user " + control::user_name(found.st_uid) + ": " + last_error();
}

std::string path_text(const std::string& path) { return base::escape(path, PATH_MAX); }

publish::View view_of(const std::string& state, const Restored& restored, base::Instant now) {
    publish::View view;
    view.title = "Restore";
    view.fields = {
        {"state", "Restored", publish::Cell{path_text(state)}},
        {"targets", "Targets", publish::Cell{static_cast<std::int64_t>(restored.targets)}},
        {"as_of", "Last audit", publish::moment(restored.as_of, now)},
        {"kept", "Previous state",
         restored.kept.empty() ? publish::Cell{} : publish::Cell{path_text(restored.kept)}}};
    return view;
}

std::string text_of(const std::string& state, const Restored& restored) {
    auto text =
        "restored " + path_text(state) + ": " + control::counted(restored.targets, "target") + ", ";
    text += restored.as_of == base::Instant{} ? "no audit yet"
                                              : "last audit " + base::rfc3339(restored.as_of);
    text += '\n';
    if (!restored.kept.empty()) text += "previous state kept as " + path_text(restored.kept) + '\n';
    return text +
           "changes since the backup will be reported again, with new IDs\n"
           "start the daemon: systemctl start mailwatchd\n";
}

}  // namespace

int restore_command(const RestoreOptions& options) {
    const auto [plan, status] = tool_configuration(options.config, "");
    if (!plan) return status;
    const auto& folder = plan->configuration.daemon.state_directory;
    // Before the switch to the daemon's user.
    const Descriptor file{::open(options.file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (!file.is_open())
        return complain(reason(options.file + ": " + last_error()), control::exit_not_done);
    if (const auto why = act_as_owner(folder); !why.empty())
        return complain(reason(why), control::exit_not_done);
    const auto now = net::SystemClock{}.now();
    const auto state = folder + '/' + store::file_name;
    const auto restored = restore(file.get(), options.file, state, now);
    if (!restored) return complain(reason(restored.error().why), restored.error().status);
    std::cout << (options.json ? publish::to_json(view_of(state, *restored, now)) + '\n'
                               : text_of(state, *restored))
              << std::flush;
    return control::exit_nothing_failed;
}

}  // namespace mailwatchd::tool
