// The table of block lists × addresses. Paper does not scroll, so the addresses are split into
// blocks of columns that fit a page.
#include "publish/html/listing_matrix.h"
#include "publish/html/parts.h"

#include <algorithm>
#include <span>

namespace mailwatchd::publish {

namespace {

using ListingCell = ListingMatrix::Cell;
using Row = ListingMatrix::Row;

/// Up to this many addresses, each cell has room for a word.
constexpr std::size_t worded_max = 3;
/// Columns of one block if cells are signs: A4 minus margins and the list's name.
constexpr std::size_t block_columns_max = 16;

struct Block {
    const ListingMatrix& matrix;
    std::size_t first;
    std::size_t size;
    bool worded;
};

void write_cell(Html& out, ListingCell cell, bool worded) {
    switch (cell) {
        case ListingCell::listed:
            out << R"(<td class="bad">)" << either(worded, "listed", "L");
            break;
        case ListingCell::clear:
            out << R"(<td class="faint">)" << either(worded, "clear", "&middot;");
            break;
        case ListingCell::unknown:
            out << R"(<td class="warning">)" << either(worded, "no answer", "?");
            break;
        case ListingCell::not_asked:
            out << R"(<td class="faint">)" << either(worded, "not queried", "&ndash;");
            break;
    }
    out << "</td>";
}

void write_head(Html& out, const Block& block) {
    out << R"(<thead><tr><th scope="col">Block list</th><th scope="col">Class</th>)";
    for (std::size_t i = 0; i < block.size; ++i) {
        const auto& column = block.matrix.addresses[block.first + i];
        out << R"(<th scope="col" class="column"><span><b>)";
        out.text(column.address) << "</b> ";
        out.remote(column.host, name_bytes_max) << "</span></th>";
    }
    out << "</tr></thead>\n";
}

void write_row(Html& out, const Block& block, const Row& row) {
    out << R"(<tr><th scope="row">)";
    out.remote(row.dnsbl, name_bytes_max) << "</th><td>";
    out.text(row.dnsbl_class ? name(*row.dnsbl_class) : "");
    out << "</td>";
    for (const auto cell : std::span{row.cells}.subspan(block.first, block.size))
        write_cell(out, cell, block.worded);
    out << "</tr>\n";
}

void write_block(Html& out, const Block& block) {
    out << R"(<div class="scroll" tabindex="0" role="region" aria-label="Block lists and addresses"><table class="matrix )";
    out << either(block.worded, "worded", "signs") << R"("><caption>)";
    const auto all = block.matrix.addresses.size();
    if (all == block.size) {
        out << "Answers of the block lists";
    } else {
        out << "Answers of the block lists: addresses ";
        out.number(static_cast<std::int64_t>(block.first + 1)) << " to ";
        out.number(static_cast<std::int64_t>(block.first + block.size)) << " of ";
        out.number(static_cast<std::int64_t>(all));
    }
    out << "</caption>\n";
    write_head(out, block);
    out << "<tbody>\n";
    for (const auto& row : block.matrix.rows) write_row(out, block, row);
    out << "</tbody></table></div>\n";
}

std::string_view state_words(model::DnsblState state) {
    using enum model::DnsblState;
    switch (state) {
        case proven: return "works";
        case wildcarding: return "lists everything, even what can never be listed";
        case empty: return "does not list its test entry: out of operation, or refuses us";
        case blocked: return "refuses our resolver";
        case parked: return "answers outside 127.0.0.0/8: no longer a block list";
        case silent: return "does not answer";
        case retired: return "out of operation, not queried";
        case off: return "disabled in the catalogue or the configuration, not queried";
        case no_credential: return "its key is missing, not queried";
        case covered:
            return "part of another list in use, not queried, so that no listing counts twice";
    }
    return "";
}

/// "no_credential" → "no credential".
std::string words_of(std::string_view name) {
    std::string text{name};
    std::ranges::replace(text, '_', ' ');
    return text;
}

void write_dnsbls(Html& out, Markup caption, const std::vector<Audit::DnsblRow>& dnsbls) {
    if (dnsbls.empty()) return;
    out << R"(<table class="dnsbls"><caption>)" << caption
        << R"(</caption><thead><tr><th scope="col">Block list</th><th scope="col">Class</th><th scope="col">State</th><th scope="col">Evidence or note</th></tr></thead>
<tbody>
)";
    for (const auto& dnsbl : dnsbls) {
        out << R"(<tr><th scope="row">)";
        out.remote(dnsbl.dnsbl, name_bytes_max) << "</th><td>";
        out.text(dnsbl.dnsbl_class ? name(*dnsbl.dnsbl_class) : "");
        out << "</td><td>";
        out.text(words_of(name(dnsbl.state))) << ": ";
        out.text(state_words(dnsbl.state)) << "</td><td>";
        out.remote(dnsbl.evidence) << "</td></tr>\n";
    }
    out << "</tbody></table>\n";
}

void write_blocks(Html& out, const ListingMatrix& matrix) {
    const auto all = matrix.addresses.size();
    if (matrix.rows.empty() || all == 0) {
        out << "<p>No working list was queried about any address.</p>\n";
        return;
    }
    const bool worded = all <= worded_max;
    if (!worded)
        out << R"(<p class="legend"><b class="bad">L</b> listed, <b>&middot;</b> clear, <b class="warning">?</b> no answer, <b>&ndash;</b> not queried: the list does not work for this kind of address.</p>
)";
    const auto blocks = (all + block_columns_max - 1) / block_columns_max;
    const auto columns = (all + blocks - 1) / blocks;  // Blocks of similar width.
    for (std::size_t first = 0; first < all; first += columns)
        write_block(out, {matrix, first, std::min(columns, all - first), worded});
}

}  // namespace

void write_matrix(Html& out, const Page& page) {
    if (page.audit.dnsbl_rows().empty()) return;
    const auto matrix = matrix_of(page.audit, page.readings);
    out << R"(<h3>Block lists and addresses</h3>
<p>Lists that passed their self-test: )";
    out.number(static_cast<std::int64_t>(matrix.rows.size()))
        << ". Lists that failed it and were ignored: ";
    out.number(static_cast<std::int64_t>(matrix.out.size()))
        << ". Lists that were not queried (retired, disabled, without a key, or part of another "
           "list): ";
    out.number(static_cast<std::int64_t>(matrix.unasked.size())) << ".</p>\n";
    write_blocks(out, matrix);
    write_dnsbls(out, "Ignored lists", matrix.out);
    write_dnsbls(out, "Lists not queried", matrix.unasked);
}

}  // namespace mailwatchd::publish
