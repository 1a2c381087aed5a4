// Small pieces shared by several parts of the HTML report.
#include "checks/check.h"
#include "publish/finding_groups.h"
#include "publish/html/parts.h"
#include "publish/reason_words.h"

namespace mailwatchd::publish {

using model::Verdict;

void write_verdict(Html& out, Verdict verdict) {
    switch (verdict) {
        case Verdict::passed: out << R"(<span class="verdict passed">PASSED</span>)"; break;
        case Verdict::failed: out << R"(<span class="verdict failed">FAILED</span>)"; break;
        case Verdict::no_info: out << R"(<span class="verdict noinfo">NO&nbsp;INFO</span>)"; break;
    }
}

void write_tone(Html& out, Tone tone) {
    switch (tone) {
        case Tone::good: out << R"( class="good")"; break;
        case Tone::bad: out << R"( class="bad")"; break;
        case Tone::warning: out << R"( class="warning")"; break;
        case Tone::faint: out << R"( class="faint")"; break;
        case Tone::strong:
        case Tone::plain: break;
    }
}

namespace {

void write_conclusion(Html& out, const model::CheckState& check) {
    const auto* const known = checks::find(check.check);
    const auto& report = check.report;
    switch (report.verdict) {
        case Verdict::passed:
            out.text(known != nullptr ? known->texts->passed : "The check passed.");
            break;
        case Verdict::failed:
            out.text(known != nullptr ? known->texts->failed : "The check failed.");
            break;
        case Verdict::no_info:
            out << "No information: ";
            out.text(words(report.reason)) << ".";
            break;
    }
}

}  // namespace

void write_sentence(Html& out, const model::CheckState& check) {
    write_conclusion(out, check);
    const auto& report = check.report;
    if (const auto* const finding = worst(report);
        finding != nullptr && report.verdict == Verdict::passed && report.score < 100) {
        out << " Points deducted: ";
        out.text(finding->kind->title) << ".";
    }
    if (check.is_inconclusive() && check.concluded) {
        out << " Result of an earlier audit; the latest was inconclusive: ";
        out.text(words(check.last_reason)) << ".";
    }
}

}  // namespace mailwatchd::publish
