#include "store/checkpoint.h"

#include "store/database.h"

namespace mailwatchd::store {

bool checkpoint(const std::string& path) {
    Database db;
    db.open(path);
    // Exclusive mode keeps the journal's index in memory, without another file.
    db.script("pragma locking_mode = exclusive; pragma synchronous = full");
    db.script("select count(*) from sqlite_schema");  // Detects a file that is not a database.
    db.script("pragma journal_mode = delete");
    return db.ok();
}

}  // namespace mailwatchd::store
