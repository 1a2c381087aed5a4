#include "tool/file_place.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace mailwatchd::tool {

namespace {

namespace fs = std::filesystem;

/// Of one path, as in the kernel (path_resolution(7)).
constexpr int links_max = 40;

bool is_same(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/// Whether somebody else may have put this there to receive what we write.
bool is_a_trap(const struct stat& folder, const struct stat& found) {
    const bool is_public = (folder.st_mode & S_ISVTX) != 0 && (folder.st_mode & S_IWOTH) != 0;
    return is_public && !S_ISREG(found.st_mode) && found.st_uid != ::geteuid() &&
           found.st_uid != folder.st_uid;
}

/// A link of procfs leads to an open file, not to the path that it shows: /proc/self/fd/1.
bool is_of_procfs(int thing) {
    struct statfs system = {};
    return ::fstatfs(thing, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/// A copy of our descriptor of that number, if the path leads to it; so that writing goes on where
/// the shell's redirection has it, and works with sockets.
Descriptor own_descriptor(const fs::path& path) {
    const auto name = path.filename().string();
    const bool is_number =
        name.size() < 8 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    struct stat meant = {}, own = {};
    if (!is_number || ::stat(path.c_str(), &meant) != 0) return {};
    const int number = std::atoi(name.c_str());
    if (::fstat(number, &own) != 0 || !is_same(meant, own)) return {};
    return Descriptor{::fcntl(number, F_DUPFD_CLOEXEC, 0)};
}

/// Looks up one name, without following it. Returns an errno, or 0.
int look_up(const fs::path& path, FilePlace& place, Descriptor& thing) {
    const auto folder = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    place.name = path.filename();
    if (place.name.empty()) return path.empty() ? ENOENT : EISDIR;
    place.folder = Descriptor{::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!place.folder.is_open()) return errno;
    place.found = {};
    thing = Descriptor{
        ::openat(place.folder.get(), place.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)};
    if (!thing.is_open()) return errno == ENOENT && !is_of_procfs(place.folder.get()) ? 0 : errno;
    struct stat around = {};
    if (::fstat(thing.get(), &place.found) != 0 || ::fstat(place.folder.get(), &around) != 0)
        return errno;
    return is_a_trap(around, place.found) ? EACCES : 0;
}

/// "" on failure.
fs::path target_of(int link) {
    std::string target(PATH_MAX, '\0');
    const auto size = ::readlinkat(link, "", target.data(), target.size());
    target.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return target;
}

}  // namespace

int find_place(fs::path path, FilePlace& place) {
    for (int links = 0; links <= links_max; ++links) {
        Descriptor thing;
        const int error = look_up(path, place, thing);
        if (error != 0 || !S_ISLNK(place.found.st_mode)) return error;
        if (is_of_procfs(thing.get())) {
            place.is_opened = true;
            place.own = own_descriptor(path);
            return ::stat(path.c_str(), &place.found) == 0 ? 0 : errno;
        }
        const auto target = target_of(thing.get());
        if (target.empty()) return ENOENT;
        path = path.parent_path() / target;  // An absolute target replaces the whole path.
    }
    return ELOOP;
}

}  // namespace mailwatchd::tool
