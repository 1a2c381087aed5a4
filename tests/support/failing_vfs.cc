#include "support/failing_vfs.h"

#include <sqlite3.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <unistd.h>

namespace mailwatchd::test {

namespace {

using Fault = FailingVfs::Fault;
enum class Operation { open, read, lock, write, truncate, sync, remove, close };

/// SQLite's file system interface is C: one table, one state.
struct Disk {
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs table{};
    int done = 0;
    int fails_at = 0;  ///< 0: never.
    Fault fault = Fault::io;
    FailingVfs::Lasts lasts = FailingVfs::Lasts::once;

    /// SQLite's error code if the operation fails.
    std::optional<int> fails(Operation operation) {
        if (!is_counted(operation)) return std::nullopt;
        ++done;
        const bool due =
            fails_at != 0 &&
            (done == fails_at || (lasts == FailingVfs::Lasts::for_ever && done > fails_at));
        if (!due) return std::nullopt;
        if (fault == Fault::kill) ::kill(::getpid(), SIGKILL);
        return code_of(operation);
    }

private:
    bool is_counted(Operation operation) const {
        switch (fault) {
            case Fault::unreadable:
            case Fault::no_memory: return operation == Operation::read;
            case Fault::no_descriptor: return operation == Operation::open;
            case Fault::locked: return operation == Operation::lock;
            default: return operation != Operation::read && operation != Operation::lock;
        }
    }
    std::optional<int> code_of(Operation operation) const {
        const bool full = fault == Fault::full;
        const bool read_only = fault == Fault::read_only;
        switch (operation) {
            case Operation::open: return SQLITE_CANTOPEN;
            case Operation::read:
                return fault == Fault::no_memory ? SQLITE_IOERR_NOMEM : SQLITE_IOERR_READ;
            case Operation::lock: return SQLITE_BUSY;
            case Operation::write:
                return full ? SQLITE_FULL : read_only ? SQLITE_READONLY : SQLITE_IOERR_WRITE;
            case Operation::truncate:
                return full ? std::nullopt : std::optional{SQLITE_IOERR_TRUNCATE};
            case Operation::sync: return SQLITE_IOERR_FSYNC;
            case Operation::remove: return full ? std::nullopt : std::optional{SQLITE_IOERR_DELETE};
            case Operation::close: return std::nullopt;
        }
        return std::nullopt;
    }
};
Disk disk;

/// Allocated by SQLite, followed by the real file.
struct File {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

int close(sqlite3_file* file) {
    disk.fails(Operation::close);
    return real(file)->pMethods->xClose(real(file));
}
int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    if (const auto code = disk.fails(Operation::read)) return *code;
    return real(file)->pMethods->xRead(real(file), into, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    if (const auto code = disk.fails(Operation::write)) return *code;
    return real(file)->pMethods->xWrite(real(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const auto code = disk.fails(Operation::truncate)) return *code;
    return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
    if (const auto code = disk.fails(Operation::sync)) return *code;
    return real(file)->pMethods->xSync(real(file), flags);
}
int size(sqlite3_file* file, sqlite3_int64* bytes) {
    return real(file)->pMethods->xFileSize(real(file), bytes);
}
int lock(sqlite3_file* file, int level) {
    if (const auto code = disk.fails(Operation::lock)) return *code;
    return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int is_reserved(sqlite3_file* file, int* yes) {
    return real(file)->pMethods->xCheckReservedLock(real(file), yes);
}
int control(sqlite3_file* file, int what, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}
int sector(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int traits(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int map_memory(sqlite3_file* file, int page, int bytes, int extend, void volatile** at) {
    return real(file)->pMethods->xShmMap(real(file), page, bytes, extend, at);
}
int lock_memory(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_memory(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

sqlite3_io_methods file_methods() {
    sqlite3_io_methods made{};
    made.iVersion = 2;  // No memory mapping of the file itself.
    made.xClose = close;
    made.xRead = read;
    made.xWrite = write;
    made.xTruncate = truncate;
    made.xSync = sync;
    made.xFileSize = size;
    made.xLock = lock;
    made.xUnlock = unlock;
    made.xCheckReservedLock = is_reserved;
    made.xFileControl = control;
    made.xSectorSize = sector;
    made.xDeviceCharacteristics = traits;
    made.xShmMap = map_memory;
    made.xShmLock = lock_memory;
    made.xShmBarrier = barrier;
    made.xShmUnmap = unmap_memory;
    return made;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* got) {
    static const auto methods = file_methods();
    file->pMethods = nullptr;
    if (const auto code = disk.fails(Operation::open)) return *code;
    const int code = disk.real->xOpen(disk.real, name, real(file), flags, got);
    if (real(file)->pMethods != nullptr) file->pMethods = &methods;
    return code;
}
int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    if (const auto code = disk.fails(Operation::remove)) return *code;
    return disk.real->xDelete(disk.real, name, sync_folder);
}

}  // namespace

FailingVfs::FailingVfs() {
    disk = {};
    disk.real = sqlite3_vfs_find(nullptr);
    disk.table = *disk.real;
    disk.table.zName = "failing";
    disk.table.szOsFile += static_cast<int>(sizeof(File));
    disk.table.xOpen = open;
    disk.table.xDelete = remove;
    sqlite3_vfs_register(&disk.table, 1);
}

FailingVfs::~FailingVfs() {
    sqlite3_vfs_unregister(&disk.table);
    sqlite3_vfs_register(disk.real, 1);
}

void FailingVfs::fail_at(int nth, Fault fault, Lasts lasts) {
    disk.done = 0;
    disk.fails_at = nth;
    disk.fault = fault;
    disk.lasts = lasts;
}

void FailingVfs::heal() { fail_at(0, Fault::io); }

int FailingVfs::operations() const { return disk.done; }

}  // namespace mailwatchd::test
