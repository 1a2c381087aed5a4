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

/// Upgrades a copy of `db`, the open state at `path`, from schema `version`, and puts it in the
/// place of the state, which is closed then. A failure leaves the state as it is, open or closed.
base::Outcome upgrade_copy(Database& db, const std::string& path, std::size_t version);

/// Upgrades the tables from schema `version` (0: no tables) to the current one. Runs inside a
/// transaction; failures stick to the database.
void upgrade(Database& db, std::size_t version);

/// 32 hex digits, unique for every state.
std::string new_install_id();

}  // namespace mailwatchd::store
