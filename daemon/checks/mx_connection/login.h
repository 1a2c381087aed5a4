// Whether port 587 requires a login before it accepts mail: proved by its refusal, not by what it
// offers (RFC 6409 §4.3).
#pragma once

#include "model/report.h"
#include "model/world.h"

namespace mailwatchd::checks::mx_connection {

/// Points deducted if 587 accepts mail from unauthenticated clients (docs/scoring.md).
inline constexpr int points_off_without_login = 20;

/// Adds what is known of each port 587 to a report that has its verdict, and deducts the points.
void report_login(const model::World& world, model::Report& report);

}  // namespace mailwatchd::checks::mx_connection
