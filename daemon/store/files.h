// File operations of a store: locking, opening safely, moving files aside.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::store {

/// An exclusive lock next to the database, held for the lifetime of this object. The kernel
/// releases it when the process ends (failure S7).
class Lock {
public:
    Lock() = default;
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    enum class Taken { yes, by_another, impossible };
    Taken take(const std::string& path);
    /// Why the lock could not be taken.
    const std::string& problem() const { return problem_; }

private:
    Taken refuse(const std::string& path);

    int descriptor_ = -1;
    std::string problem_;
};

/// Whether a path is a regular file that we may write, and not a symbolic link (S8).
struct FileState {
    bool usable = false;
    bool existed = false;
    bool is_empty = false;
    std::string problem;  ///< Set if unusable.
};
/// A missing file counts as usable: one can be created.
FileState look_at(const std::string& path);
/// Creates it with mode 0600 if it is missing.
FileState prepare_file(const std::string& path);

/// Whether a journal with content lies beside the database.
bool has_journal(const std::string& path);

/// Removes the database and its journals.
void remove_database(const std::string& path);
/// The first free name of the form "PATH.unsound-N".
std::string free_name_aside(const std::string& path);
/// Renames the database and its journals. A journal left behind would be replayed into the file
/// that replaces the database. If only journals exist, only they are moved.
base::Outcome move_aside(const std::string& path, const std::string& aside);
/// Replaces the file at `to` by the one at `from`, synced to disk.
base::Outcome take_place(const std::string& from, const std::string& to);

/// Only the newest ten of "PATH.rejected-N" are kept.
inline constexpr std::size_t rejected_files_max = 10;
inline constexpr std::size_t rejected_bytes_max = 1U << 20;
/// Writes the next of these files and returns its path; leaves no file if writing fails.
base::Result<std::string> write_rejected(const std::string& path, std::string_view text);

}  // namespace mailwatchd::store
