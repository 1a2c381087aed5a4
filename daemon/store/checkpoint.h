// Handles the journal of a database that no process has open.
#pragma once

#include <array>
#include <string>

namespace mailwatchd::store {

/// The files that SQLite keeps next to a database. Without them the database is incomplete; with
/// another database's it is destroyed.
inline constexpr std::array<const char*, 3> journals{"-wal", "-shm", "-journal"};

/// Merges the journals into the database file, so that it is complete by itself. False if that is
/// impossible: the file is damaged, and SQLite has discarded the journal.
bool checkpoint(const std::string& path);

}  // namespace mailwatchd::store
