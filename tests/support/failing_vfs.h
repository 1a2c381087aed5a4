// A disk that fails, or a process that is killed, at the n-th thing that SQLite does to its files:
// opens, writes, truncates, syncs, deletes and closes are counted. While it lives it is SQLite's
// default file system, so what is tested opens its files as always.
#pragma once

namespace mailwatchd::test {

class FailingVfs {
public:
    FailingVfs();
    ~FailingVfs();
    FailingVfs(const FailingVfs&) = delete;
    FailingVfs& operator=(const FailingVfs&) = delete;

    enum class Fault {
        full,       ///< ENOSPC: what asks for room fails; closing and deleting do not.
        io,         ///< EIO: everything but closing fails.
        read_only,  ///< Opening for writing and writing fail with EROFS.
        kill,       ///< SIGKILL to ourselves, before the operation.
    };
    enum class Lasts { once, for_ever };
    /// The `nth` operation from now fails, 1 is the next; with `for_ever` all after it too.
    void fail_at(int nth, Fault fault, Lasts lasts = Lasts::once);
    void heal();
    /// Since it was last told to fail or to heal.
    int operations() const;
};

}  // namespace mailwatchd::test
