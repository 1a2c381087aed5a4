// The parts of the HTML report, in its order. Each writes one <section>, or nothing where there is
// nothing to say.
#pragma once

#include "publish/check_table.h"
#include "publish/html/html.h"
#include "publish/html/writer.h"
#include "publish/reading_index.h"

namespace mailwatchd::publish {

/// What every part is made of; all outlives it.
struct Page {
    const Audit& audit;
    const HtmlOptions& options;
    const ReadingIndex& readings;
};

void write_cover(Html& out, const Page& page);
void write_ports(Html& out, const Page& page);
/// `number` counts the tests that weigh; 0 for one beyond them.
void write_check(Html& out, const Page& page, const model::CheckState& check, int number);
void write_matrix(Html& out, const Page& page);
void write_changes(Html& out, const Page& page);
/// How the score comes about and what the words mean.
void write_reading_help(Html& out, const Page& page);

/// Below: what the parts share.

/// Findings about a port that is open end so; the overview of ports weighs them and shows the way
/// out.
inline constexpr std::string_view exposure_ending = "_PORT_OPEN";

/// Findings of one report, each kind once: what, where, evidence, why it matters, what to do.
void write_findings(Html& out, const Audit& audit, const model::Report& report);
void write_table(Html& out, const CheckTable& table, std::string_view caption);
/// The word with its frame: "PASSED", "FAILED", "NO INFO".
void write_verdict(Html& out, model::Verdict verdict);
/// "The test is passed with 80 of 100 marks. …": one paragraph of words.
void write_sentence(Html& out, const model::CheckState& check);
/// class="good" …, of the report and of the pages; the words inside say the same.
void write_tone(Html& out, Tone tone);

}  // namespace mailwatchd::publish
