// A copy of an open database, made in steps. What is committed in between on the same connection is
// carried over by SQLite, so that the copy is the state as it is at its end.
#pragma once

#include "base/result.h"
#include "store/database.h"

#include <memory>
#include <string>

struct sqlite3_backup;

namespace mailwatchd::store {

class Backup {
public:
    /// `from` outlives it. `path` must not exist.
    static base::Result<std::unique_ptr<Backup>> begin(const Database& from,
                                                       const std::string& path);
    /// A copy that is not done is removed.
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    /// Copies at most `pages`. True at the end: the file alone is all then.
    base::Result<bool> step(int pages);

private:
    explicit Backup(std::string path) : path_{std::move(path)} {}
    base::Failure failure(int code) const;
    void finish();

    std::string path_;
    Database copy_;
    sqlite3_backup* under_way_ = nullptr;
    bool done_ = false;
};

}  // namespace mailwatchd::store
