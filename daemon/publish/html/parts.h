// The parts of the HTML report, in order. Each writes one <section>, or nothing if it is empty.
#pragma once

#include "publish/check_table.h"
#include "publish/html/html.h"
#include "publish/html/writer.h"
#include "publish/reading_index.h"

namespace mailwatchd::publish {

/// The data of every part; it must outlive the page.
struct Page {
    const Audit& audit;
    const HtmlOptions& options;
    const ReadingIndex& readings;
};

void write_cover(Html& out, const Page& page);
void write_ports(Html& out, const Page& page);
/// `number` counts the checks with a weight; 0 for a check without.
void write_check(Html& out, const Page& page, const model::CheckState& check, int number);
void write_matrix(Html& out, const Page& page);
void write_changes(Html& out, const Page& page);
/// Explains the score and the words of the report.
void write_reading_help(Html& out, const Page& page);

/// Shared by the parts:

/// End of the tags of findings about open ports. The section on open ports explains them.
inline constexpr std::string_view exposure_ending = "_PORT_OPEN";

/// Findings of one report, each kind once: what, where, evidence, why it matters, what to do.
void write_findings(Html& out, const Audit& audit, const model::Report& report);
void write_table(Html& out, const CheckTable& table, std::string_view caption);
/// A framed word: "PASSED", "FAILED", "NO INFO".
void write_verdict(Html& out, model::Verdict verdict);
/// The verdict as a sentence, with the worst finding that lowers the score.
void write_sentence(Html& out, const model::CheckState& check);
/// class="good" …, for the report and the pages. The words inside say the same.
void write_tone(Html& out, Tone tone);

}  // namespace mailwatchd::publish
