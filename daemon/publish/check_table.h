// The table of one check: a row an address, the columns that the check's folder names. HTML shows
// it, JSON carries it.
#pragma once

#include "publish/audit.h"
#include "publish/layout.h"
#include "publish/reading_index.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// Of a host's or the target's name: the longest there is, escaped.
inline constexpr std::size_t name_bytes_max = 1024;

/// Words of ours and escaped remote text; the words alone say all that the tone does.
struct TableCell {
    std::string text;
    Tone tone = Tone::plain;
};

struct TableRow {
    std::string host;     ///< Escaped, with further names that lead to the same addresses.
    std::string address;  ///< "" in the row of the target itself, or where none is known.
    std::string role;     ///< "mx 10, mailbox".
    std::vector<TableCell> cells;
};

struct CheckTable {
    std::vector<std::string_view> columns;
    std::vector<TableRow> rows;
};

/// Empty where the check has no columns, or nothing is known of the target's hosts.
CheckTable table_of(const Audit& audit, const ReadingIndex& readings, std::string_view check);

/// "mx 10, mailbox".
std::string role_words(const model::Host& host);

}  // namespace mailwatchd::publish
