// The file system's part of a store: who owns it, what may be opened, what is put aside.
#pragma once

#include <string>

namespace mailwatchd::store {

/// An exclusive lock beside the database, held as long as it lives; the kernel ends it with the
/// process (FAILURES S7).
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

/// A regular file that we may write, made with mode 0600 where there is none; never through a
/// symbolic link (S8).
struct FileState {
    bool usable = false;
    bool existed = false;
    bool is_empty = false;
    std::string problem;  ///< Where not usable.
};
FileState prepare_file(const std::string& path);

/// Renames the database and its journals to "PATH.unsound-N"; "" where that fails.
std::string move_aside(const std::string& path);

}  // namespace mailwatchd::store
