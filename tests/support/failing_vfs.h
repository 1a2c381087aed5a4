// A disk that fails, or a process that is killed, at the n-th file operation of SQLite: opens,
// writes, truncates, syncs, deletes and closes are counted; for faults of reading, only reads are,
// and for a lack of descriptors only opens. While it exists it is SQLite's default
// file system, so the tested code opens its files as usual.
#pragma once

namespace mailwatchd::test {

class FailingVfs {
public:
    FailingVfs();
    ~FailingVfs();
    FailingVfs(const FailingVfs&) = delete;
    FailingVfs& operator=(const FailingVfs&) = delete;

    enum class Fault {
        full,           ///< ENOSPC: operations that need space fail; closing and deleting do not.
        io,             ///< EIO: everything but closing fails.
        read_only,      ///< Opening for writing and writing fail with EROFS.
        unreadable,     ///< EIO of a read.
        no_memory,      ///< A read for which there is no memory.
        no_descriptor,  ///< EMFILE of an open.
        locked,         ///< Another program holds the lock.
        kill,           ///< SIGKILL to this process, before the operation.
    };
    enum class Lasts { once, for_ever };
    /// The `nth` operation from now fails; 1 is the next. With `for_ever` all later ones fail too.
    void fail_at(int nth, Fault fault, Lasts lasts = Lasts::once);
    void heal();
    /// Operations since the last `fail_at` or healing.
    int operations() const;
};

}  // namespace mailwatchd::test
