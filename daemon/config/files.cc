#include "config/files.h"

#include "config/document.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <glob.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::config {

namespace {

/// A signature that some editors write (RFC 3629 §6): no part of the text.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

template <class T>
base::Result<T> from_errno(int error) {
    return base::failed<T>(base::Errc::no_resources, std::generic_category().message(error));
}

/// Escapes glob characters, so that a folder called "a[b]" matches itself.
std::string quoted(const std::string& folder) {
    std::string text;
    for (const char c : folder) {
        if (c == '*' || c == '?' || c == '[' || c == '\\') text += '\\';
        text += c;
    }
    return text;
}

}  // namespace

base::Result<std::string> read_whole(const std::filesystem::path& file) {
    // O_NONBLOCK: opening a FIFO without a writer would block the daemon for ever.
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) return from_errno<std::string>(errno);
    const auto close = [](const int* fd) { ::close(*fd); };
    const std::unique_ptr<const int, decltype(close)> guard{&descriptor, close};
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return from_errno<std::string>(errno);
    if (S_ISDIR(status.st_mode)) return from_errno<std::string>(EISDIR);
    if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode))
        return base::failed<std::string>(base::Errc::malformed, "not a regular file");

    constexpr std::size_t chunk_bytes = 65536;
    std::string bytes;
    // Read one byte more than allowed, to detect a file that is too large.
    for (std::size_t size = 0; size <= file_bytes_max;) {
        bytes.resize(std::min(size + chunk_bytes, file_bytes_max + 1));
        const auto got = ::read(descriptor, bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno<std::string>(errno);
        size += static_cast<std::size_t>(got);
        if (got == 0) {
            bytes.resize(size);
            if (bytes.starts_with(byte_order_mark)) bytes.erase(0, byte_order_mark.size());
            return bytes;
        }
    }
    return base::failed<std::string>(base::Errc::malformed,
                                     "larger than " + std::to_string(file_bytes_max) + " bytes");
}

base::Result<std::vector<std::filesystem::path>> matching(const std::filesystem::path& folder,
                                                          std::string_view pattern) {
    using Files = std::vector<std::filesystem::path>;
    if (pattern.find('\0') != std::string_view::npos)
        return base::failed<Files>(base::Errc::no_such_name, "no such file");
    const bool relative = !pattern.starts_with('/') && !folder.empty();
    const auto full =
        (relative ? quoted(folder.string()) + '/' : std::string{}) + std::string{pattern};
    glob_t found{};
    // Not thread-safe only when it expands "~", which is not requested here.
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    const int status = ::glob(full.c_str(), 0, nullptr, &found);
    const std::unique_ptr<glob_t, decltype(&globfree)> guard{&found, &globfree};

    if (status == GLOB_NOMATCH && pattern.find_first_of("*?[") != std::string_view::npos)
        return Files{};
    if (status == GLOB_NOMATCH)
        return base::failed<Files>(base::Errc::no_such_name, "no such file");
    if (status != 0)
        return base::failed<Files>(base::Errc::no_resources, "cannot expand this pattern");
    if (found.gl_pathc > files_max)
        return base::failed<Files>(base::Errc::malformed,
                                   "matches more than " + std::to_string(files_max) + " files");
    return Files{found.gl_pathv, found.gl_pathv + found.gl_pathc};
}

}  // namespace mailwatchd::config
