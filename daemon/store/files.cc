#include "store/files.h"

#include "store/checkpoint.h"
#include "store/store.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
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
constexpr const char* rejected = ".rejected-";
constexpr const char* unsound = ".unsound-";

bool is_there(const std::string& path) {
    struct stat found = {};
    return ::lstat(path.c_str(), &found) == 0;
}

std::string last_error(const std::string& path) {
    return path + ": " + std::generic_category().message(errno);
}

base::Failure failed_at(const std::string& path) {
    return {base::Errc::no_resources, "store: " + last_error(path)};
}

FileState unusable(const std::string& problem) { return {false, false, false, problem}; }

FileState inspect(const std::string& path, int flags, bool existed) {
    const int descriptor = ::open(path.c_str(), flags, only_us);
    if (descriptor < 0) return unusable(last_error(path));
    struct stat found = {};
    const bool known = ::fstat(descriptor, &found) == 0;
    ::close(descriptor);
    if (!known || !S_ISREG(found.st_mode)) return unusable(path + ": not a regular file");
    return {true, existed, found.st_size == 0, {}};
}

bool sync_folder(const std::string& path) {
    const auto folder = std::filesystem::path{path}.parent_path();
    const int descriptor =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    return done;
}

/// Writes and syncs all of it, or leaves no file. The file must not exist.
bool write_new(const std::string& path, std::string_view text) {
    const int descriptor = ::open(path.c_str(), open_flags | O_EXCL, only_us);
    if (descriptor < 0) return false;
    bool done = true;
    while (done && !text.empty()) {
        const auto size = ::write(descriptor, text.data(), text.size());
        done = size > 0;
        if (done) text.remove_prefix(static_cast<std::size_t>(size));
    }
    done = done && ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!done) ::unlink(path.c_str());
    return done;
}

std::string numbered(const std::string& path, const char* what, std::size_t number) {
    return path + what + std::to_string(number);
}

/// Every N of the files "PATH + what + N", sorted.
std::vector<std::size_t> numbers_of(const std::string& path, const char* what) {
    const auto prefix = std::filesystem::path{path}.filename().string() + what;
    std::vector<std::size_t> found;
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator{std::filesystem::path{path}.parent_path(), error}) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(prefix)) continue;
        std::size_t number = 0;
        const auto* const end = name.data() + name.size();
        const auto read = std::from_chars(name.data() + prefix.size(), end, number);
        if (read.ec == std::errc{} && read.ptr == end) found.push_back(number);
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

Lock::~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Lock::Taken Lock::take(const std::string& path) {
    descriptor_ = ::open(path.c_str(), open_flags, only_us);
    if (descriptor_ < 0) return refuse(path);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return Taken::yes;
    return errno == EWOULDBLOCK ? Taken::by_another : refuse(path);
}

Lock::Taken Lock::refuse(const std::string& path) {
    problem_ = last_error(path);
    return Taken::impossible;
}

FileState look_at(const std::string& path) {
    if (!is_there(path)) return {true, false, false, {}};
    return inspect(path, open_flags & ~O_CREAT, true);
}

FileState prepare_file(const std::string& path) {
    const bool existed = is_there(path);
    return inspect(path, open_flags, existed);
}

bool has_journal(const std::string& path) {
    return std::ranges::any_of(journals, [&](const char* journal) {
        struct stat found = {};
        return ::lstat((path + journal).c_str(), &found) == 0 && found.st_size > 0;
    });
}

void remove_database(const std::string& path) {
    ::unlink(path.c_str());
    for (const char* const journal : journals) ::unlink((path + journal).c_str());
}

std::string free_name_aside(const std::string& path) {
    for (std::size_t n = 1;; ++n) {
        auto name = numbered(path, unsound, n);
        const bool taken =
            is_there(name) || std::ranges::any_of(journals, [&](const char* journal) {
                return is_there(name + journal);
            });
        if (!taken) return name;
    }
}

std::vector<std::string> moved_aside(const std::string& path) {
    std::vector<std::string> found;
    for (const auto number : numbers_of(path, unsound))
        found.push_back(numbered(path, unsound, number));
    return found;
}

base::Outcome move_aside(const std::string& path, const std::string& aside) {
    if (is_there(path) && ::link(path.c_str(), aside.c_str()) != 0) return failed_at(aside);
    for (const char* const journal : journals)
        if (is_there(path + journal) &&
            std::rename((path + journal).c_str(), (aside + journal).c_str()) != 0)
            return failed_at(path + journal);
    return {};
}

base::Outcome take_place(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0 || !sync_folder(to)) return failed_at(to);
    return {};
}

base::Result<std::string> write_rejected(const std::string& path, std::string_view text) {
    const auto before = numbers_of(path, rejected);
    const auto number = before.empty() ? 1 : before.back() + 1;
    auto name = numbered(path, rejected, number);
    if (!write_new(name, text.substr(0, rejected_bytes_max)))
        return base::failed<std::string>(failed_at(name));
    for (auto old = number; old > rejected_files_max; --old)
        if (::unlink(numbered(path, rejected, old - rejected_files_max).c_str()) != 0) break;
    return name;
}

}  // namespace mailwatchd::store
