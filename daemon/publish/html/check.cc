#include "checks/check.h"

#include "publish/html/parts.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

void write_heading(Html& out, const Page& page, const model::CheckState& check, int number) {
    out << "<h2>";
    if (number > 0) {
        out << R"(<span class="number">)";
        out.number(number) << "</span> ";
    }
    out.text(page.audit.label(check.check).title) << " ";
    write_verdict(out, check.report.verdict);
    if (check.report.score) {
        out << R"( <span class="marks">)";
        out.number(*check.report.score) << " of 100 points</span>";
    }
    out << "</h2>\n";
}

void write_texts(Html& out, const checks::Texts& texts) {
    out << R"(<dl class="about">
<div><dt>Why this is checked</dt><dd>)";
    out.text(texts.why) << "</dd></div>\n<div><dt>Risk</dt><dd>";
    out.text(texts.risk) << "</dd></div>\n<div><dt>What is tested</dt><dd>";
    out.text(texts.tested) << "</dd></div>\n</dl>\n";
}

bool counts_listings(const checks::Texts& texts) {
    return std::ranges::find(texts.columns, checks::Column::Shows::listings,
                             &checks::Column::shows) != texts.columns.end();
}

}  // namespace

void write_check(Html& out, const Page& page, const model::CheckState& check, int number) {
    const auto* const known = checks::find(check.check);
    out << R"(<section class="check" id="check-)";
    out.text(check.check) << "\">\n";
    write_heading(out, page, check, number);
    if (known != nullptr) {
        out << R"(<p class="question">)";
        out.text(known->texts->question) << "</p>\n";
    }
    out << R"(<p class="sentence">)";
    write_sentence(out, check);
    out << "</p>\n";
    write_table(out, table_of(page.audit, page.readings, check.check),
                page.audit.label(check.check).title);
    if (known != nullptr && counts_listings(*known->texts)) write_matrix(out, page);
    if (known != nullptr) write_texts(out, *known->texts);
    write_findings(out, page.audit, check.report);
    out << "</section>\n";
}

}  // namespace mailwatchd::publish
