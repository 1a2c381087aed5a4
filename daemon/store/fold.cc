#include "store/fold.h"

#include "store/database.h"

namespace mailwatchd::store {

bool fold_journals(const std::string& path) {
    Database db;
    db.open(path);
    // Exclusive: the journal's index is in memory, not one file more.
    db.script("pragma locking_mode = exclusive; pragma synchronous = full");
    db.script("select count(*) from sqlite_schema");  // Else what is no database is not noticed.
    db.script("pragma journal_mode = delete");
    return db.ok();
}

}  // namespace mailwatchd::store
