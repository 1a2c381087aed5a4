#include "tool/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::tool {

namespace {

/// Attempts at a name that nobody has.
constexpr int names_max = 100;

/// Like the kernel's.
constexpr int links_max = 40;

/// The path at the end of the links; it need not exist.
std::string target_of(std::filesystem::path path) {
    std::error_code error;
    for (int links = 0; links < links_max && std::filesystem::is_symlink(path, error); ++links) {
        if (path.native().starts_with("/proc/")) break;  // A descriptor has no path.
        const auto target = std::filesystem::read_symlink(path, error);
        if (error) break;
        path = path.parent_path() / target;
    }
    return path;
}

bool is_written_directly(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return false;
    return !S_ISREG(facts.st_mode) || path.starts_with("/proc/");
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path, For whom) : path_{target_of(path)} {
    if (is_written_directly(path_))
        open_directly();
    else
        open_part(whom);
}

AtomicFile::~AtomicFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (replaces()) ::unlink(part_.c_str());
}

/// Appends, because /dev/stdout may be a file that holds earlier output.
void AtomicFile::open_directly() {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
    if (descriptor_ < 0) remember(path_);
}

void AtomicFile::open_part(For whom) {
    const mode_t mode = whom == For::us ? 0600 : 0666;  // Reduced by the umask.
    for (int n = 0; n < names_max && descriptor_ < 0; ++n) {
        part_ = path_ + '.' + std::to_string(::getpid()) + '-' + std::to_string(n);
        descriptor_ =
            ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (descriptor_ < 0 && errno != EEXIST) break;
    }
    if (descriptor_ < 0) remember(path_);
}

bool AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty() && problem_.empty()) {
        const auto size = ::write(descriptor_, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) remember(path_);
        if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return problem_.empty();
}

base::Outcome AtomicFile::finish() {
    if (problem_.empty() && replaces() &&
        (::fsync(descriptor_) != 0 || std::rename(part_.c_str(), path_.c_str()) != 0))
        remember(path_);
    if (!problem_.empty()) return base::Failure{base::Errc::not_allowed, problem_};
    ::close(descriptor_);
    descriptor_ = -1;
    return {};
}

void AtomicFile::remember(const std::string& path) {
    problem_ = path + ": " + std::generic_category().message(errno);
}

}  // namespace mailwatchd::tool
