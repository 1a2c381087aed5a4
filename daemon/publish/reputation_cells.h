// Cells of the customer's address table: whose an address is, and how good its name.
#pragma once

#include "publish/check_cells.h"

namespace mailwatchd::publish {

TableCell origin_cell(const CellPlace& place, checks::Column::Shows shows);
TableCell figure_cell(const CellPlace& place, const checks::Column& column);

}  // namespace mailwatchd::publish
