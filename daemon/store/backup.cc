#include "store/backup.h"

#include "store/files.h"

#include <sqlite3.h>

namespace mailwatchd::store {

base::Result<std::unique_ptr<Backup>> Backup::begin(const Database& from, const std::string& path) {
    using Begun = std::unique_ptr<Backup>;
    // Readable by its owner from the first byte on, whatever the umask.
    const auto file = prepare_file(path);
    if (!file.usable) return base::failed<Begun>(base::Errc::no_resources, file.problem);
    if (file.existed)
        return base::failed<Begun>(base::Errc::no_resources, path + " already exists");
    Begun backup{new Backup{path}};
    auto& copy = backup->copy_;
    copy.open(path);
    // A caller that needs durability syncs the file; a sync here would be one long step.
    copy.script("pragma locking_mode = exclusive; pragma synchronous = off");
    if (auto failure = copy.take_failure()) return base::failed<Begun>(*std::move(failure));
    backup->under_way_ = sqlite3_backup_init(copy.handle(), "main", from.handle(), "main");
    if (backup->under_way_ == nullptr)
        return base::failed<Begun>(backup->failure(sqlite3_errcode(copy.handle())));
    return backup;
}

Backup::~Backup() {
    finish();
    copy_.close();
    if (!done_) remove_database(path_);
}

base::Failure Backup::failure(int code) const {
    auto failed = failure_of(code, "backup: " + std::string{sqlite3_errstr(code)});
    failed.code = base::Errc::no_resources;
    return failed;
}

void Backup::finish() {
    if (under_way_ != nullptr) sqlite3_backup_finish(under_way_);
    under_way_ = nullptr;
}

base::Result<bool> Backup::step(int pages) {
    const int code = sqlite3_backup_step(under_way_, pages);
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
    finish();
    if (code != SQLITE_DONE) return base::failed<bool>(failure(code));
    // The copied header says that there is a WAL.
    copy_.script("pragma journal_mode = delete");
    if (auto failed = copy_.take_failure()) return base::failed<bool>(*std::move(failed));
    done_ = true;
    return true;
}

}  // namespace mailwatchd::store
