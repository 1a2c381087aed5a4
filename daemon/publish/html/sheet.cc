// Pages: every text is escaped for HTML where it is written, and nowhere else.
#include "publish/sheet.h"

#include <span>

namespace mailwatchd::publish {

namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
:root{--fg:#1b1f24;--bg:#fff;--soft:#5b6672;--line:#d9dee4;--good:#1a6e35;--bad:#b3261e;--doubt:#8a5a00}
@media(prefers-color-scheme:dark){:root{--fg:#e6e9ed;--bg:#14171b;--soft:#9aa5b1;--line:#323943;
--good:#6fd28c;--bad:#ff8f86;--doubt:#f0c060}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);margin:2rem auto;
max-width:110rem;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}nav a{margin-right:1rem}a{color:inherit}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}td.n,th.n{text-align:right}.n,.k{white-space:nowrap}dt{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dd{margin:0}
.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.doubtful{color:var(--doubt)}
.faint{color:var(--soft)}.strong{font-weight:600}
</style>
)";

constexpr std::string_view links =
    R"(<nav><a href="/">Targets</a><a href="/events">Changes</a><a href="/inventory">Services</a>
<a href="/zones">Block lists</a><a href="/status">Status</a></nav>
)";

std::string html(std::string_view raw) {
    std::string out;
    for (const char c : raw) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string_view css_class(Tone tone) {
    switch (tone) {
        case Tone::strong: return "strong";
        case Tone::faint: return "faint";
        case Tone::good: return "good";
        case Tone::bad: return "bad";
        case Tone::doubtful: return "doubtful";
        case Tone::plain: break;
    }
    return "";
}

std::string cell_html(const Cell& cell) {
    auto text = html(cell.text());
    if (!cell.href.empty()) text = "<a href=\"" + html(cell.href) + "\">" + text + "</a>";
    const auto tone = css_class(cell.tone);
    if (tone.empty()) return text;
    return "<span class=\"" + std::string{tone} + "\">" + text + "</span>";
}

/// Only what may be cut on a terminal may be broken here.
std::string open(std::string_view tag, const Column& column) {
    const auto* const kind = column.is_number ? " class=\"n\">" : " class=\"k\">";
    return '<' + std::string{tag} + (column.may_shrink ? ">" : kind);
}

std::string table_html(const Table& table) {
    std::string out;
    if (!table.title.empty()) out += "<h2>" + html(table.title) + "</h2>\n";
    if (table.rows.empty()) return out + "<p class=\"faint\">" + html(table.nothing) + "</p>\n";
    out += "<div class=\"wide\"><table>\n<thead><tr>";
    for (const auto& column : table.columns)
        out += open("th", column) + html(column.title) + "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : std::span{table.rows}.first(table.rows.size() - table.hidden())) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            out += open("td", table.columns[i]) + cell_html(row[i]) + "</td>";
        out += "</tr>\n";
    }
    out += "</tbody></table></div>\n";
    if (table.hidden() > 0)
        out += "<p class=\"faint\">and " + std::to_string(table.hidden()) + " more</p>\n";
    return out;
}

}  // namespace

std::string to_html(const Sheet& sheet) {
    auto out = std::string{head} + "<title>" + html(sheet.title) + "</title></head>\n<body>\n";
    out += std::string{links} + "<h1>" + html(sheet.title) + "</h1>\n";
    if (!sheet.fields.empty()) {
        out += "<dl>\n";
        for (const auto& field : sheet.fields)
            out += "<dt>" + html(field.title) + "</dt><dd>" + cell_html(field.cell) + "</dd>\n";
        out += "</dl>\n";
    }
    for (const auto& table : sheet.tables) out += table_html(table);
    return out + "</body></html>\n";
}

}  // namespace mailwatchd::publish
