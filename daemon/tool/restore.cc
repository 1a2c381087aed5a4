#include "tool/restore.h"

#include "observe/kind.h"
#include "store/checkpoint.h"
#include "store/files.h"
#include "store/store.h"
#include "tool/output_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mailwatchd::tool {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_bytes = 65536;

NotRestored refusal(std::string why) { return {control::exit_not_done, std::move(why)}; }

NotRestored failed_at(const std::string& path) {
    return refusal(path + ": " + std::generic_category().message(errno));
}

/// Syncs the names in a folder to disk.
bool sync_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    return done;
}

/// A folder beside the state that holds the copy until it is verified. The destructor removes it;
/// the constructor removes what a crash left there.
class Workshop {
public:
    explicit Workshop(const fs::path& state) : folder_{state.parent_path() / "restore"} {
        clear();
        is_open_ = ::mkdir(folder_.c_str(), S_IRWXU) == 0;
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    ~Workshop() { clear(); }

    bool is_open() const { return is_open_; }
    const std::string& folder() const { return folder_.native(); }
    std::string copy() const { return folder_ / "copy.db"; }

private:
    void clear() const {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

    fs::path folder_;
    bool is_open_ = false;
};

/// Whether a file begins like an SQLite database with a non-zero user_version (SQLite file format
/// §1.3: magic at 0, user_version at 60), as ours do. Another program's database may pass too; the
/// store rejects it later.
bool may_be_a_backup(int file) {
    constexpr std::string_view magic{"SQLite format 3\0", 16};
    constexpr std::size_t version_at = 60, version_bytes = 4;
    std::array<char, version_at + version_bytes> head{};
    if (::pread(file, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size()))
        return false;
    return std::string_view{head.data(), magic.size()} == magic &&
           std::any_of(head.begin() + version_at, head.end(), [](char byte) { return byte != 0; });
}

bool is_same_file(int file, const std::string& path) {
    struct stat one = {}, other = {};
    return ::fstat(file, &one) == 0 && ::stat(path.c_str(), &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/// The reason why the file cannot be restored; "" if it can.
std::string unfit(int file, const std::string& name, const std::string& state) {
    struct stat found = {};
    if (::fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) return name + ": not a regular file";
    if (is_same_file(file, state)) return name + " is the current state file";
    if (!may_be_a_backup(file)) return name + " is not a mailwatchd backup";
    struct stat journal = {};
    if (::stat((name + "-wal").c_str(), &journal) == 0 && journal.st_size > 0)
        return name + " is incomplete (" + name +
               "-wal belongs to it): use a file made by \"mailwatchctl backup\"";
    return {};
}

/// Copies the file. Returns the error, or "" on success.
std::string copy(int file, const std::string& name, const std::string& to) {
    OutputFile whole{to, OutputFile::For::us};
    std::string piece(piece_bytes, '\0');
    for (off_t at = 0;;) {
        const auto size = ::pread(file, piece.data(), piece.size(), at);
        if (size < 0) return name + ": " + std::generic_category().message(errno);
        if (size == 0) break;
        if (!whole.write({piece.data(), static_cast<std::size_t>(size)})) return whole.problem();
        at += size;
    }
    const auto done = whole.finish();
    return done ? std::string{} : done.error().detail;
}

Restored summary(const store::Loaded& loaded) {
    Restored restored;
    restored.targets = loaded.targets.size();
    for (const auto& target : loaded.targets)
        restored.as_of = std::max(restored.as_of, target.state.last_round);
    return restored;
}

/// Opens and loads the copy as the daemon does at startup, and gives it a new install id.
boost::system::result<Restored, NotRestored> prove(const std::string& path,
                                                   const std::string& name) {
    const auto kinds = observe::reading_kinds(observe::kinds());
    auto store = store::Store::open(path, kinds);
    if (!store && store.error().kind == store::OpenFailure::Kind::newer_schema)
        return refusal(name + " was written by a newer version of mailwatchd");
    if (!store && store.error().kind == store::OpenFailure::Kind::not_ours)
        return refusal(name + " is damaged or not a mailwatchd backup");
    if (!store) return refusal(store.error().detail);
    const auto loaded = (*store)->load({});
    if (!loaded) return refusal(loaded.error().detail);
    if (!(*store)->recovered_from().empty())
        return refusal(name + " is damaged or not a mailwatchd backup");
    if (const auto done = (*store)->renew_install_id(); !done) return refusal(done.error().detail);
    return summary(*loaded);
}

bool exists(const std::string& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

/// "20261122T084500Z"
std::string compact(base::Instant when) {
    auto text = base::rfc3339(when);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

/// Links the current state and its journals to a second name. Then checkpoints or removes the
/// journals, which would otherwise be replayed into the restored file. Returns the path that
/// failed, or "".
std::string keep(const std::string& state, const std::string& kept) {
    for (const auto* const part : {"", "-wal", "-shm", "-journal"})
        if (exists(state + part) && ::link((state + part).c_str(), (kept + part).c_str()) != 0)
            return kept + part;
    if (!sync_folder(fs::path{state}.parent_path())) return kept;
    const bool is_whole = exists(state) && store::checkpoint(state);  // Under both names.
    for (const auto* const journal : store::journals) {
        if (is_whole) ::unlink((kept + journal).c_str());
        if (::unlink((state + journal).c_str()) != 0 && errno != ENOENT) return state + journal;
    }
    return {};
}

/// Moves the verified copy into place and keeps the previous state under another name. Returns the
/// path that failed, or "".
std::string change_places(const std::string& copy, const std::string& state,
                          const std::string& kept) {
    if (auto stuck = keep(state, kept); !stuck.empty()) return stuck;
    // Atomic: there is a state file under this name at any time.
    const bool done =
        std::rename(copy.c_str(), state.c_str()) == 0 && sync_folder(fs::path{state}.parent_path());
    return done ? std::string{} : state;
}

}  // namespace

boost::system::result<Restored, NotRestored> restore(int file, const std::string& name,
                                                     const std::string& state, base::Instant now) {
    if (auto why = unfit(file, name, state); !why.empty()) return refusal(std::move(why));
    store::Lock lock;
    const auto taken = lock.take(state + ".lock");
    if (taken == store::Lock::Taken::by_another)
        return NotRestored{control::exit_temporary,
                           state + " is in use: stop the daemon first (systemctl stop mailwatchd)"};
    if (taken == store::Lock::Taken::impossible) return refusal(lock.problem());
    if (exists(state) && !fs::is_regular_file(fs::symlink_status(state)))
        return refusal(state + ": not a regular file");

    const Workshop workshop{state};
    if (!workshop.is_open()) return failed_at(workshop.folder());
    const auto path = workshop.copy();
    if (auto why = copy(file, name, path); !why.empty()) return refusal(std::move(why));
    auto restored = prove(path, name);
    if (!restored) return restored;
    if (exists(path + "-wal")) return refusal(path + ": cannot merge its write-ahead log");
    const auto kept = state + ".before-restore-" + compact(now);
    if (exists(state)) restored->kept = kept;
    if (const auto stuck = change_places(path, state, kept); !stuck.empty())
        return failed_at(stuck);
    return restored;
}

}  // namespace mailwatchd::tool
