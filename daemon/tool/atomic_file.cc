#include "tool/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::tool {

AtomicFile::AtomicFile(std::string path, For whom)
    : path_{std::move(path)}, part_{path_ + ".part"} {
    const mode_t mode = whom == For::us ? 0600 : 0666;  // Reduced by the umask.
    ::unlink(part_.c_str());                            // What a crash left there.
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (descriptor_ < 0) remember(part_);
}

AtomicFile::~AtomicFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(part_.c_str());
}

bool AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty() && problem_.empty()) {
        const auto size = ::write(descriptor_, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) remember(part_);
        if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return problem_.empty();
}

base::Outcome AtomicFile::finish() {
    if (problem_.empty() &&
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
