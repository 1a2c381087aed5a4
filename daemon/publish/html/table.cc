#include "publish/html/parts.h"

namespace mailwatchd::publish {

namespace {

void write_heads(Html& out, const CheckTable& table) {
    out << R"(<thead><tr><th scope="col">Host and address</th>)";
    for (const auto title : table.columns) {
        out << R"(<th scope="col">)";
        out.text(title) << "</th>";
    }
    out << "</tr></thead>\n";
}

void write_row(Html& out, const TableRow& row) {
    out << R"(<tr><th scope="row"><span class="host">)";
    out.text(row.host) << "</span>";
    if (!row.address.empty()) {
        out << R"( <span class="address">)";
        out.text(row.address) << "</span>";
    }
    if (!row.role.empty()) {
        out << R"( <span class="role">)";
        out.text(row.role) << "</span>";
    }
    out << "</th>";
    for (const auto& cell : row.cells) {
        out << "<td";
        write_tone(out, cell.tone);
        out << ">";
        out.text(cell.text) << "</td>";
    }
    out << "</tr>\n";
}

}  // namespace

void write_table(Html& out, const CheckTable& table, std::string_view caption) {
    if (table.rows.empty()) return;
    out << R"(<div class="scroll" tabindex="0" role="region" aria-label=")";
    out.text(caption) << R"("><table class="rows"><caption>)";
    out.text(caption) << "</caption>\n";
    write_heads(out, table);
    out << "<tbody>\n";
    for (const auto& row : table.rows) write_row(out, row);
    out << "</tbody></table></div>\n";
}

}  // namespace mailwatchd::publish
