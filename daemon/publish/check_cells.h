// The text of one cell of a check's table.
#pragma once

#include "checks/texts.h"
#include "publish/check_table.h"

#include <optional>

namespace mailwatchd::publish {

/// A row's place: an address of a host, or the target itself.
struct CellPlace {
    const Audit& audit;
    const ReadingIndex& readings;
    const model::CheckState* check;  ///< Null if the check was not run.
    std::string_view host;           ///< The target's name in the row of the target itself.
    const model::Address* address;   ///< Null in the row of the target itself.

    /// The endpoint of `port`, else the row's address, else its name.
    model::Subject subject(std::uint16_t port = 0) const;
    /// The session at `port`; null if it is no longer in memory.
    const model::MailSession* session(std::uint16_t port) const;
};

/// "not checked".
TableCell unasked_cell();
/// "unknown: no answer in time".
TableCell unknown_cell(model::Reason why);
/// The cell of a service whose port is not open; empty if it is open.
std::optional<TableCell> absent_cell(const CellPlace& place, std::uint16_t number);

TableCell cell_of(const CellPlace& place, const checks::Column& column);

}  // namespace mailwatchd::publish
