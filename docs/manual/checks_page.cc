#include "checks/check.h"
#include "manual/changes.h"
#include "manual/pages.h"
#include "publish/reason_words.h"

#include <array>

namespace mailwatchd::manual {

namespace {

void describe(Page& page) {
    page.section("Description");
    page.paragraph(
        "Each check asks one question about a target, and answers `passed`, `failed` or `no_info` "
        "with a reason; `mailwatchctl explain` says the same as this page, one word at a time. "
        "Names and tags stay what they are: they are labels of metrics, keys of the configuration "
        "and fields of JSON.");
    page.paragraph(
        "The score of a target is the mean of its checks' marks by weight, 0 to 100: from 90 it is "
        "`strong`, from 70 `good`, from 50 `average`, below that `weak`. A check without "
        "information is left out and counted beside it. A check's table in mailwatchd.toml(5) has "
        "`enabled` and `weight`.");
}

void explain(Page& page, const model::FindingKind& finding) {
    page.item(finding.tag, model::name(finding.severity));
    page.paragraph(std::string{finding.title} + '.');
    page.paragraph(finding.risk);
    page.paragraph("`To do:` " + std::string{finding.remedy});
    auto standard = "`Standard:` " + std::string{finding.standard};
    if (!finding.cwe.empty()) standard.append("; ").append(finding.cwe);
    page.paragraph(standard + '.');
}

void explain(Page& page, const checks::Check& check) {
    page.subsection(std::string{check.name} + ": " + std::string{check.title});
    page.paragraph(check.texts->question);
    page.paragraph(check.texts->why);
    page.paragraph("`Risk:` " + std::string{check.texts->risk});
    page.paragraph("`Tested:` " + std::string{check.texts->tested});
    page.paragraph("`Weight:` " + std::to_string(check.weight) + '.');
    page.paragraph("`Findings:`");
    page.begin_list();
    for (const auto* const finding : check.findings) explain(page, *finding);
    page.end_list();
}

void list_reasons(Page& page, bool conclusive) {
    page.begin_list();
    for (auto number = 1; number <= static_cast<int>(model::Reason::interrupted); ++number) {
        const auto reason = static_cast<model::Reason>(number);
        if (is_conclusive(reason) != conclusive) continue;
        page.item(model::name(reason));
        page.paragraph(publish::words(reason));
    }
    page.end_list();
}

void explain_reasons(Page& page) {
    page.section("Reasons");
    page.paragraph("Why a check gives no information. These are an answer, and move its standing:");
    list_reasons(page, true);
    page.paragraph("These are not: what is believed stays what it was.");
    list_reasons(page, false);
}

/// "err, warning or info"
std::string words_of(const std::set<int>& priorities) {
    constexpr std::array<std::string_view, 8> names{"emerg",   "alert",  "crit", "err",
                                                    "warning", "notice", "info", "debug"};
    std::string text;
    std::size_t left = priorities.size();
    for (const auto priority : priorities) {
        text += names.at(static_cast<std::size_t>(priority));
        --left;
        text += left == 0 ? "" : left == 1 ? " or " : ", ";
    }
    return text;
}

void explain_changes(Page& page) {
    page.section("Changes");
    page.paragraph(
        "A confirmed change is one entry in the journal and one row of `mailwatchctl events`. Each "
        "kind has a priority and a MESSAGE_ID for ever; where several priorities stand, the port, "
        "the host or the seriousness of the block list decides.");
    page.begin_list();
    for (const auto& change : shown_changes()) {
        page.item(change.kind->name, words_of(change.priorities));
        page.paragraph(change.subject + '.');
        page.paragraph("MESSAGE_ID=" + std::string{change.kind->message_id});
    }
    page.end_list();
}

void conclude(Page& page) {
    page.section("See also");
    page.reference("journalctl", 1);
    page.reference("mailwatchctl", 1);
    page.reference("mailwatchd.toml", 5);
    page.reference("mailwatchd-metrics", 7);
    page.reference("mailwatchd", 8, true);
}

}  // namespace

std::string checks_page(const Release& release) {
    Page page{{"mailwatchd-checks", 7, "what mailwatchd asks of a target, and what it may find",
               "daemon/checks"},
              release};
    describe(page);
    page.section("Checks");
    for (const auto* const check : checks::all()) explain(page, *check);
    explain_reasons(page);
    explain_changes(page);
    conclude(page);
    return page.text();
}

}  // namespace mailwatchd::manual
