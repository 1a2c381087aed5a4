// Cells about what active series met: MAIL and RCPT, where we may.
#pragma once

#include "publish/check_cells.h"

namespace mailwatchd::publish {

/// Whether `port` takes mail without a login: proven by a series, else what is on offer.
TableCell login_demanded_cell(const CellPlace& place, std::uint16_t port);
/// What a forged sender met on `port`.
TableCell spoof_cell(const CellPlace& place, std::uint16_t port);
/// How many of the relay cases were refused.
TableCell relay_cell(const CellPlace& place, std::uint16_t port);

}  // namespace mailwatchd::publish
