// The journal of a database that nobody has open.
#pragma once

#include <array>
#include <string>

namespace mailwatchd::store {

/// What SQLite keeps beside a database; without it the file is not all, with another's it is
/// ruined.
inline constexpr std::array<const char*, 3> journals{"-wal", "-shm", "-journal"};

/// Takes the journals into the file, so that the file alone is all. False where that can't be: the
/// file is damaged, and SQLite has thrown its journal away.
bool fold_journals(const std::string& path);

}  // namespace mailwatchd::store
