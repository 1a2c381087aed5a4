// Copies an open database in steps. SQLite carries over what the same connection commits in
// between, so the copy holds the state at its end.
#pragma once

#include "base/result.h"
#include "store/database.h"

#include <memory>
#include <string>

struct sqlite3_backup;

namespace mailwatchd::store {

class Backup {
public:
    /// `from` must outlive it. `path` must not exist.
    static base::Result<std::unique_ptr<Backup>> begin(const Database& from,
                                                       const std::string& path);
    /// Removes an unfinished copy.
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    /// Copies at most `pages`. True at the end: the file is then complete by itself.
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
