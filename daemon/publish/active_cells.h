// Cells about the results of active series: MAIL and RCPT, if allowed.
#pragma once

#include "publish/check_cells.h"

namespace mailwatchd::publish {

/// Whether `port` requires a login: proven by a series, otherwise what the server offers.
TableCell login_demanded_cell(const CellPlace& place, std::uint16_t port);
/// The reply to a forged sender on `port`.
TableCell spoof_cell(const CellPlace& place, std::uint16_t port);
/// The number of refused relay cases.
TableCell relay_cell(const CellPlace& place, std::uint16_t port);

}  // namespace mailwatchd::publish
