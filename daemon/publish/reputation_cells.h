// Cells of the customer's address table: the owner of an address and its reputation.
#pragma once

#include "publish/check_cells.h"

namespace mailwatchd::publish {

TableCell origin_cell(const CellPlace& place, checks::Column::Shows shows);
TableCell figure_cell(const CellPlace& place, const checks::Column& column);

}  // namespace mailwatchd::publish
