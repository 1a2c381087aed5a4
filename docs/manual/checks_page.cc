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
        "Each check answers one question about a target with `passed`, `failed`, or `no_info` and "
        "a reason. `mailwatchctl explain` shows the explanations on this page, one at a time. "
        "Names "
        "and tags never change: they are labels of metrics, keys of the configuration and values "
        "in JSON.");
    page.paragraph(
        "The score of a target is the weighted mean of its checks' points, 0 to 100. 90 or more is "
        "`strong`, 70 or more `good`, 50 or more `average`, less than 50 `weak`. Checks without "
        "information are not part of the score and are counted separately. `enabled` and `weight` "
        "are set in the check's table in mailwatchd.toml(5).");
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
    for (auto number = 1; number <= static_cast<int>(model::Reason::no_mail_host); ++number) {
        const auto reason = static_cast<model::Reason>(number);
        if (is_conclusive(reason) != conclusive) continue;
        page.item(model::name(reason));
        page.paragraph(publish::words(reason));
    }
    page.end_list();
}

void explain_reasons(Page& page) {
    page.section("Reasons");
    page.paragraph(
        "Why a check gives no information. These reasons are conclusive: they replace an earlier "
        "verdict.");
    list_reasons(page, true);
    page.paragraph("These reasons are inconclusive: the earlier verdict remains.");
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
        "Each confirmed change is one entry in the journal and one row of `mailwatchctl events`; "
        "changes of one cause are one entry together. "
        "The priority and the MESSAGE_ID of a kind never change. If several priorities are listed, "
        "the port, the host or the class of the block list decides.");
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
    Page page{{"mailwatchd-checks", 7, "checks and findings of mailwatchd", "daemon/checks"},
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
