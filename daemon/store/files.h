// The file system's part of a store: who owns it, what may be opened, what is put aside.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::store {

/// An exclusive lock beside the database, held as long as it lives; the kernel ends it with the
/// process (failure S7).
class Lock {
public:
    Lock() = default;
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    enum class Taken { yes, by_another, impossible };
    Taken take(const std::string& path);
    /// Why that was impossible.
    const std::string& problem() const { return problem_; }

private:
    Taken give_up(const std::string& path);

    int descriptor_ = -1;
    std::string problem_;
};

/// A regular file that we may write, never through a symbolic link (failure S8).
struct FileState {
    bool usable = false;
    bool existed = false;
    bool is_empty = false;
    std::string problem;  ///< Where not usable.
};
/// Usable too where there is none: then one can be made.
FileState look_at(const std::string& path);
/// Made with mode 0600 where there is none.
FileState prepare_file(const std::string& path);

/// Removes the database and its journals.
void remove_database(const std::string& path);
/// "PATH.unsound-N", the first that is free.
std::string free_name_aside(const std::string& path);
/// Gives the database a second name and its journals another: left behind, they would be replayed
/// into the file that takes the database's place. If only the journals are left, only they are
/// moved.
base::Outcome move_aside(const std::string& path, const std::string& aside);
/// The file at `from` takes the place of what is at `to`; down on the disk.
base::Outcome take_place(const std::string& from, const std::string& to);

/// The newest ten of "PATH.rejected-N" stay.
inline constexpr std::size_t rejected_files_max = 10;
inline constexpr std::size_t rejected_bytes_max = 1U << 20;
/// Writes the next of them and gives its path; leaves no file where it fails.
base::Result<std::string> write_rejected(const std::string& path, std::string_view text);

}  // namespace mailwatchd::store
