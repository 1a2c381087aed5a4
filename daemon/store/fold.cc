#include "store/fold.h"

#include "store/database.h"

namespace mailwatchd::store {

void fold_journals(const std::string& path) {
    Database db;
    if (!db.open(path)) return;
    // Exclusive: the journal's index is in memory, not one file more.
    db.script("pragma locking_mode = exclusive; pragma synchronous = full");
    db.script("pragma journal_mode = delete");
}

}  // namespace mailwatchd::store
