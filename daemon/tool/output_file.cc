#include "tool/output_file.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <stdexcept>
#include <sys/random.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::tool {

namespace {

/// Random names that are tried.
constexpr int names_max = 16;

/// Longest part of the file's own name in a temporary one: together at most NAME_MAX.
constexpr std::size_t own_part_max = 200;

/// ".report.html.3f9a60c155e20b77": a name that nobody else has.
std::string name_beside(const std::string& name) {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        throw std::runtime_error{"getrandom"};
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(number));
    return '.' + name.substr(0, own_part_max) + '.' + digits.data();
}

/// File systems without O_TMPFILE; old kernels say that it is a directory (open(2)).
bool has_no_nameless(int error) { return error == EOPNOTSUPP || error == EISDIR; }

/// Tries names until `make` has created one. Returns it, or "" with errno.
template <class Make>
std::string new_name(const std::string& name, const Make& make) {
    for (int i = 0; i < names_max; ++i) {
        auto beside = name_beside(name);
        if (make(beside.c_str())) return beside;
        if (errno != EEXIST) break;
    }
    return {};
}

/// Devices and pipes cannot be synced.
bool is_synced(int file) {
    return ::fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS;
}

std::string text_of(const std::string& path, int error) {
    return path + ": " + std::generic_category().message(error);
}

}  // namespace

OutputFile::OutputFile(std::string path, For whom) : path_{std::move(path)} {
    if (const int error = find_place(path_, place_); error != 0)
        remember(error);
    else
        open(whom);
    if (problem_.empty() && !file_.is_open()) remember(errno);
}

OutputFile::~OutputFile() {
    if (!part_.empty()) ::unlinkat(place_.folder.get(), part_.c_str(), 0);
}

/// Leaves `file_` closed on failure, with errno.
void OutputFile::open(For whom) {
    const int folder = place_.folder.get();
    if (place_.own.is_open()) {
        file_ = std::move(place_.own);
        return;
    }
    if (!place_.is_replaced()) {
        const int links = place_.is_opened ? 0 : O_NOFOLLOW;
        file_ = Descriptor{
            ::openat(folder, place_.name.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC | links)};
        return;
    }
    const mode_t mode = whom == For::us ? 0600 : 0666;  // Reduced by the umask.
    file_ = Descriptor{::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode)};
    if (file_.is_open() || !has_no_nameless(errno)) return;
    part_ = new_name(place_.name, [&](const char* name) {
        file_ = Descriptor{::openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
        return file_.is_open();
    });
}

std::string OutputFile::obstacle(const std::string& path) {
    FilePlace place;
    if (const int error = find_place(path, place); error != 0) return text_of(path, error);
    if (place.own.is_open()) return {};
    if (S_ISDIR(place.found.st_mode)) return text_of(path, EISDIR);
    const bool is_possible =
        place.is_replaced()
            ? ::faccessat(place.folder.get(), ".", W_OK | X_OK, AT_EACCESS) == 0
            : ::faccessat(place.folder.get(), place.name.c_str(), W_OK, AT_EACCESS) == 0;
    return is_possible ? std::string{} : text_of(path, errno);
}

bool OutputFile::write(std::string_view bytes) {
    while (!bytes.empty() && problem_.empty()) {
        const auto size = ::write(file_.get(), bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) remember(errno);
        if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return problem_.empty();
}

base::Outcome OutputFile::finish() {
    const bool is_done =
        problem_.empty() && is_synced(file_.get()) && (!is_replaced() || put_in_place());
    if (problem_.empty() && !is_done) remember(errno);
    if (!problem_.empty()) return base::Failure{base::Errc::not_allowed, problem_};
    return {};
}

/// Atomic: there is a complete file under this name at any time.
bool OutputFile::put_in_place() {
    const int folder = place_.folder.get();
    if (part_.empty() && !give_name()) return false;
    if (::renameat(folder, part_.c_str(), folder, place_.name.c_str()) != 0) return false;
    part_.clear();
    return true;
}

bool OutputFile::give_name() {
    const auto ours = "/proc/self/fd/" + std::to_string(file_.get());
    part_ = new_name(place_.name, [&](const char* name) {
        return ::linkat(AT_FDCWD, ours.c_str(), place_.folder.get(), name, AT_SYMLINK_FOLLOW) == 0;
    });
    return !part_.empty();
}

void OutputFile::remember(int error) { problem_ = text_of(path_, error); }

}  // namespace mailwatchd::tool
