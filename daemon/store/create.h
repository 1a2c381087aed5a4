// Creates a new state completely or not at all: it is made under another name and then renamed. A
// kill at any instant leaves the old state, none, or the new one.
#pragma once

#include "base/result.h"
#include "store/database.h"

#include <cstddef>
#include <string>

namespace mailwatchd::store {

/// Removes what a kill left of an unfinished new state.
void remove_unfinished(const std::string& path);

/// Puts a new state at `path`. A file there is first moved to `aside` (empty if there is none); the
/// new state records that path.
base::Outcome create_state(const std::string& path, const std::string& aside);

/// Upgrades the tables from schema `version` (0: no tables) to the current one. Runs inside a
/// transaction; failures stick to the database.
void upgrade(Database& db, std::size_t version);

/// 32 hex digits, unique for every state.
std::string new_install_id();

}  // namespace mailwatchd::store
