#include "store/files.h"

#include "store/fold.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::store {

namespace {

constexpr int open_flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t only_us = S_IRUSR | S_IWUSR;

bool is_there(const std::string& path) {
    struct stat found = {};
    return ::lstat(path.c_str(), &found) == 0;
}

FileState unusable(const std::string& path, const std::string& why) {
    return {false, false, false, path + ": " + why};
}

}  // namespace

Lock::~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Lock::Taken Lock::take(const std::string& path) {
    descriptor_ = ::open(path.c_str(), open_flags, only_us);
    if (descriptor_ < 0) return give_up(path);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return Taken::yes;
    return errno == EWOULDBLOCK ? Taken::by_another : give_up(path);
}

Lock::Taken Lock::give_up(const std::string& path) {
    problem_ = path + ": " + std::generic_category().message(errno);
    return Taken::impossible;
}

FileState prepare_file(const std::string& path) {
    const bool existed = is_there(path);
    const int descriptor = ::open(path.c_str(), open_flags, only_us);
    if (descriptor < 0) return unusable(path, std::generic_category().message(errno));
    struct stat found = {};
    const bool known = ::fstat(descriptor, &found) == 0;
    ::close(descriptor);
    if (!known || !S_ISREG(found.st_mode)) return unusable(path, "not a regular file");
    return {true, existed, found.st_size == 0, {}};
}

std::string move_aside(const std::string& path) {
    std::string aside;
    for (int n = 1; aside.empty() || is_there(aside); ++n)
        aside = path + ".unsound-" + std::to_string(n);
    std::error_code error;
    std::filesystem::rename(path, aside, error);
    if (error) return {};
    // A journal left behind would be replayed into the new file.
    for (const char* const journal : journals) {
        if (!is_there(path + journal)) continue;
        std::filesystem::rename(path + journal, aside + journal, error);
        if (error) return {};
    }
    return aside;
}

}  // namespace mailwatchd::store
