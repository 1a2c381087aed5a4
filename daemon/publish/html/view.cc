// A view of the daemon's state as an HTML page.
#include "publish/view.h"

#include "publish/html/parts.h"

#include <span>

namespace mailwatchd::publish {

namespace {

constexpr Markup head{R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
:root{--fg:#1b1f24;--bg:#fff;--soft:#5b6672;--line:#d9dee4;--good:#1a6e35;--bad:#b3261e;--warning:#8a5a00}
@media(prefers-color-scheme:dark){:root{--fg:#e6e9ed;--bg:#14171b;--soft:#9aa5b1;--line:#323943;
--good:#6fd28c;--bad:#ff8f86;--warning:#f0c060}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);margin:2rem auto;
max-width:110rem;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}nav a{margin-right:1rem}a{color:inherit}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}td.n,th.n{text-align:right}.n,.k{white-space:nowrap}dt{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dd{margin:0}
.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.warning{color:var(--warning)}
.faint{color:var(--soft)}.strong{font-weight:600}
</style>
)"};

constexpr Markup links{
    R"(<nav><a href="/">Targets</a><a href="/events">Changes</a><a href="/inventory">Services</a>
<a href="/dnsbl">Block lists</a><a href="/status">Status</a></nav>
)"};

/// The cell's text is our own or already escaped.
void write_cell(Html& out, const Cell& cell) {
    const auto is_plain = cell.tone == Tone::plain;
    if (!is_plain) {
        out << "<span";
        if (cell.tone == Tone::strong)
            out << R"( class="strong")";  // write_tone leaves it unmarked, because the report needs
                                          // that.
        else
            write_tone(out, cell.tone);
        out << ">";
    }
    if (!cell.href.empty()) {
        out << "<a href=\"";
        out.text(cell.href) << "\">";
    }
    out.text(cell.text());
    if (!cell.href.empty()) out << "</a>";
    if (!is_plain) out << "</span>";
}

/// Only columns that may be cut on a terminal may wrap here.
void write_kind(Html& out, const Column& column) {
    if (column.may_shrink) return;
    if (column.is_number)
        out << R"( class="n")";
    else
        out << R"( class="k")";
}

void write_heads(Html& out, const Table& table) {
    out << "<thead><tr>";
    for (const auto& column : table.columns) {
        out << "<th";
        write_kind(out, column);
        out << ">";
        out.text(column.title) << "</th>";
    }
    out << "</tr></thead>\n";
}

void write_row(Html& out, const Table& table, const std::vector<Cell>& row) {
    out << "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
        out << "<td";
        write_kind(out, table.columns[i]);
        out << ">";
        write_cell(out, row[i]);
        out << "</td>";
    }
    out << "</tr>\n";
}

void write_rows(Html& out, const Table& table) {
    out << "<div class=\"wide\"><table>\n";
    write_heads(out, table);
    out << "<tbody>\n";
    for (const auto& row : std::span{table.rows}.first(table.rows.size() - table.hidden()))
        write_row(out, table, row);
    out << "</tbody></table></div>\n";
    if (table.hidden() > 0) {
        out << "<p class=\"faint\">and ";
        out.number(static_cast<std::int64_t>(table.hidden())) << " more</p>\n";
    }
}

void write_table(Html& out, const Table& table) {
    if (!table.title.empty()) {
        out << "<h2>";
        out.text(table.title) << "</h2>\n";
    }
    if (table.rows.empty()) {
        out << "<p class=\"faint\">";
        out.text(table.nothing) << "</p>\n";
    } else {
        write_rows(out, table);
    }
}

void write_fields(Html& out, const std::vector<Field>& fields) {
    if (fields.empty()) return;
    out << "<dl>\n";
    for (const auto& field : fields) {
        out << "<dt>";
        out.text(field.title) << "</dt><dd>";
        write_cell(out, field.cell);
        out << "</dd>\n";
    }
    out << "</dl>\n";
}

}  // namespace

std::string to_html(const View& view) {
    Html out;
    out << head << "<title>";
    out.text(view.title) << "</title></head>\n<body>\n" << links << "<h1>";
    out.text(view.title) << "</h1>\n";
    write_fields(out, view.fields);
    for (const auto& table : view.tables) write_table(out, table);
    out << "</body></html>\n";
    return out.take();
}

}  // namespace mailwatchd::publish
