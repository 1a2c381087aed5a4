// A view of the daemon's state: fields and tables, shown as text that fits a terminal, as JSON or
// as an HTML page.
#pragma once

#include "base/escape.h"
#include "base/time.h"
#include "publish/layout.h"
#include "publish/text/text.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailwatchd::publish {

/// Text from outside should be escaped already, so that its backslashes are; what is still raw
/// becomes printable here.
struct Cell {
    std::variant<std::monostate, bool, std::int64_t, std::string> value;  ///< monostate: unknown.
    Tone tone = Tone::plain;
    std::string href;   ///< Link target on a page.
    std::string shown;  ///< For people, if different from the value: "3h ago".

    Cell() = default;
    Cell(std::same_as<bool> auto is) : value{is} {}  // No implicit conversions to bool.
    Cell(std::int64_t number) : value{number} {}
    Cell(std::string_view text, Tone how = Tone::plain, std::string link = {})
        : value{base::printable(text).text()}, tone{how}, href{std::move(link)} {}
    Cell(const char* text) : value{std::string{text}} {}
    /// For people: "-", "yes", "12".
    std::string text() const;
};

/// A time: RFC 3339 in JSON, "3h5m ago" or "in 12d22h" for people.
Cell moment(base::Instant when, base::Instant now);

struct Field {
    std::string_view key;    ///< In JSON.
    std::string_view title;  ///< For people.
    Cell cell;
};

struct Column {
    std::string_view key;
    std::string_view title;
    bool may_shrink = false;  ///< May be cut on a narrow terminal; complete in JSON.
    bool is_number = false;   ///< Right-aligned.
};

struct Table {
    std::string_view key;
    std::string_view title;  ///< Above it; may be empty.
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< One cell per column.
    std::string_view nothing = "none";    ///< Shown instead of an empty table.
    std::size_t shown_max = 0;            ///< Rows shown to people; JSON contains all. 0: all.

    /// Number of rows that people are not shown.
    std::size_t hidden() const {
        return shown_max == 0 || rows.size() <= shown_max ? 0 : rows.size() - shown_max;
    }
};

struct View {
    std::string title;  ///< Title of the page.
    std::vector<Field> fields;
    std::vector<Table> tables;
};

/// Every line fits the width, unless the columns that may not shrink are too wide.
std::string to_text(const View& view, const TextOptions& options);
/// One object on one line, without a line feed: fields by key, tables as arrays of objects.
std::string to_json(const View& view);
/// A self-contained page: no script, no other file; light and dark.
std::string to_html(const View& view);

}  // namespace mailwatchd::publish
