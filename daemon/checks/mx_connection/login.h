// Whether port 587 demands a login before it takes mail: proved by its refusal, not by what it
// offers (RFC 6409 §4.3).
#pragma once

#include "model/report.h"
#include "model/world.h"

namespace mailwatchd::checks::mx_connection {

/// Marks off for a 587 that takes mail for strangers (docs/scoring.md).
inline constexpr int points_off_without_login = 20;

/// Adds what is known of each 587 to a report whose verdict stands, and takes the marks off.
void tell_login(const model::World& world, model::Report& report);

}  // namespace mailwatchd::checks::mx_connection
