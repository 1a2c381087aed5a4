// A new state, whole or not at all: made under another name and renamed into its place. A kill at
// any instant leaves the state that was there, or none, or the new one.
#pragma once

#include "base/result.h"
#include "store/database.h"

#include <cstddef>
#include <string>

namespace mailwatchd::store {

/// Removes what a kill left of a state in the making.
void remove_unfinished(const std::string& path);

/// Puts a new state at `path`. What stood there is moved to `aside` first ("" where nothing did);
/// the new state then knows where that is.
base::Outcome create_state(const std::string& path, const std::string& aside);

/// Brings the tables of schema `version` (0: none yet) to ours. A part of a transaction; failures
/// stick to the database.
void upgrade(Database& db, std::size_t version);

/// 32 hex digits that no other state has.
std::string new_install_id();

}  // namespace mailwatchd::store
