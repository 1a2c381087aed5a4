// The table of one check: one row per address, with the columns from the check's folder. Part of
// the HTML report and of the JSON.
#pragma once

#include "publish/audit.h"
#include "publish/layout.h"
#include "publish/reading_index.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// Longest name of a host or target, escaped.
inline constexpr std::size_t name_bytes_max = 1024;

/// Our own words and escaped remote text. The text says everything that the tone says.
struct TableCell {
    std::string text;
    Tone tone = Tone::plain;
};

struct TableRow {
    std::string host;     ///< Escaped, with further names that resolve to the same addresses.
    std::string address;  ///< "" in the row of the target itself, or if none is known.
    std::string role;     ///< "mx 10, mailbox".
    std::vector<TableCell> cells;
};

struct CheckTable {
    std::vector<std::string_view> columns;
    std::vector<TableRow> rows;
};

/// Empty if the check has no columns, or nothing is known of the target's hosts.
CheckTable table_of(const Audit& audit, const ReadingIndex& readings, std::string_view check);

/// "mx 10, mailbox".
std::string role_words(const model::Host& host);

}  // namespace mailwatchd::publish
