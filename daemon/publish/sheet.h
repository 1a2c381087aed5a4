// What the daemon tells of itself beside audits: fields and tables, made once and shown as text
// that fits a terminal, as JSON and as a page.
#pragma once

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

/// Text that a remote end had a word in has passed the escaper.
struct Cell {
    std::variant<std::monostate, bool, std::int64_t, std::string> value;  ///< First: nothing known.
    Tone tone = Tone::plain;
    std::string href;   ///< Where a page leads to.
    std::string shown;  ///< What people read, where it is not the value: "3h ago".

    Cell() = default;
    Cell(std::same_as<bool> auto is) : value{is} {}  // Nothing else turns into a bool here.
    Cell(std::int64_t number) : value{number} {}
    Cell(std::string text, Tone how = Tone::plain, std::string link = {})
        : value{std::move(text)}, tone{how}, href{std::move(link)} {}
    Cell(const char* text) : value{std::string{text}} {}
    /// As a person reads it: "-", "yes", "12".
    std::string text() const;
};

/// A moment: RFC 3339 in JSON, "3h5m ago" or "in 12d22h" for people.
Cell moment(base::Instant when, base::Instant now);

struct Field {
    std::string_view key;    ///< In JSON.
    std::string_view title;  ///< For people.
    Cell cell;
};

struct Column {
    std::string_view key;
    std::string_view title;
    bool may_shrink = false;  ///< Cut where the terminal is too narrow; JSON has the whole.
    bool is_number = false;   ///< To the right.
};

struct Table {
    std::string_view key;
    std::string_view title;  ///< Above it; may be empty.
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< A cell a column.
    std::string_view nothing = "none";    ///< In place of an empty table.
    std::size_t shown_max = 0;            ///< Rows that people are shown; JSON has all. 0: all.

    /// Rows that people are not shown.
    std::size_t hidden() const {
        return shown_max == 0 || rows.size() <= shown_max ? 0 : rows.size() - shown_max;
    }
};

struct Sheet {
    std::string title;  ///< Of the page.
    std::vector<Field> fields;
    std::vector<Table> tables;
};

/// Every line fits the width as long as what may not shrink does.
std::string to_text(const Sheet& sheet, const TextOptions& options);
/// One object, one line, without the line feed: fields by key, tables as arrays of objects.
std::string to_json(const Sheet& sheet);
/// A whole page that needs nothing but itself: no script, no other file; light and dark.
std::string to_html(const Sheet& sheet);

}  // namespace mailwatchd::publish
