#include "publish/html/parts.h"
#include "publish/presence.h"
#include "watch/score.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

using model::Verdict;

void write_fact(Html& out, Markup term, std::string_view raw) {
    if (raw.empty()) return;
    out << "<div><dt>" << term << "</dt><dd>";
    out.text(raw) << "</dd></div>\n";
}

std::string_view kind_words(model::TargetKind kind) {
    switch (kind) {
        case model::TargetKind::domain: return "Domain";
        case model::TargetKind::subdomain: return "Host name";
        case model::TargetKind::ipv4: return "IPv4 address";
        case model::TargetKind::ipv6: return "IPv6 address";
    }
    return "";
}

/// "22 November 2026, 12:00 UTC".
std::string date_words(base::Instant when) {
    constexpr std::string_view months[] = {"January",   "February", "March",    "April",
                                           "May",       "June",     "July",     "August",
                                           "September", "October",  "November", "December"};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const auto time = base::rfc3339(when);
    return std::to_string(static_cast<unsigned>(date.day())) + ' ' +
           std::string{months[static_cast<unsigned>(date.month()) - 1]} + ' ' +
           std::to_string(static_cast<int>(date.year())) + ", " + time.substr(11, 5) + " UTC";
}

/// A ring that is full at 100. The number inside shows the same score.
void write_score(Html& out, const model::TargetState& state) {
    const auto score = state.score;
    out << R"(<div class="score"><svg viewBox="0 0 120 120" aria-hidden="true">)"
        << R"(<circle class="track" cx="60" cy="60" r="52" pathLength="100"/>)";
    if (score && *score > 0) {
        out << R"(<circle class="ring )";
        out.text(watch::band(*score));
        out << R"(" cx="60" cy="60" r="52" pathLength="100" stroke-dasharray=")";
        out.number(*score) << R"( 100"/>)";
    }
    out << "</svg>\n<p><strong>";
    if (score) {
        out.number(*score) << "&thinsp;%</strong><span>";
        out.text(watch::band(*score)) << "</span>";
    } else {
        const auto presence = presence_of(state);
        out << "&ndash;</strong><span";
        if (presence.words.empty()) {
            out << ">no score</span>";
        } else {
            write_tone(out, presence.tone);
            out << ">";
            out.text(presence.words) << "</span>";
        }
    }
    out << "</p></div>\n";
}

std::int64_t count(const Audit& audit, Verdict verdict) {
    return std::ranges::count_if(audit.state->checks, [&](const model::CheckState& check) {
        return check.report.verdict == verdict && audit.label(check.check).weight > 0;
    });
}

void write_counts(Html& out, const Audit& audit) {
    out << R"(<p class="counts"><strong>)";
    out.number(count(audit, Verdict::passed)) << "</strong> passed, <strong>";
    out.number(count(audit, Verdict::failed)) << "</strong> failed, <strong>";
    out.number(count(audit, Verdict::no_info)) << "</strong> no info</p>\n";
}

void write_row(Html& out, const Audit& audit, const model::CheckState& check, int number) {
    const auto label = audit.label(check.check);
    out << R"(<tr><td class="number">)";
    if (number > 0) out.number(number);
    out << R"(</td><th scope="row"><a href="#check-)";
    out.text(check.check) << R"(">)";
    out.text(label.title) << "</a></th><td>";
    write_verdict(out, check.report.verdict);
    out << R"(</td><td class="marks">)";
    if (check.report.score)
        out.number(*check.report.score);
    else
        out << "&ndash;";
    out << "</td><td>";
    write_sentence(out, check);
    out << "</td></tr>\n";
}

void write_rows(Html& out, const Audit& audit, bool weighing) {
    int number = 0;
    for (const auto& check : audit.state->checks) {
        const bool weighs = audit.label(check.check).weight > 0;
        if (weighs == weighing) write_row(out, audit, check, weighs ? ++number : 0);
    }
}

void write_verdicts(Html& out, const Audit& audit) {
    if (audit.state->checks.empty()) return;
    out << R"(<table class="verdicts"><caption>Checks and their verdicts</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Check</th><th scope="col">Verdict</th><th scope="col">Score</th><th scope="col">Summary</th></tr></thead>
<tbody>
)";
    write_rows(out, audit, true);
    out << "</tbody>\n";
    const bool more = std::ranges::any_of(audit.state->checks, [&](const auto& check) {
        return audit.label(check.check).weight == 0;
    });
    if (more) {
        out << R"(<tbody><tr class="group"><th colspan="5" scope="rowgroup">Not part of the score</th></tr>
)";
        write_rows(out, audit, false);
        out << "</tbody>\n";
    }
    out << "</table>\n";
}

}  // namespace

void write_cover(Html& out, const Page& page) {
    const auto& state = *page.audit.state;
    out << R"(<header class="cover">
<div class="title"><p class="kicker">Mail security audit</p>
<h1>)";
    out.remote(state.target.name, name_bytes_max) << "</h1>\n<dl class=\"facts\">\n";
    write_fact(out, "Organisation", page.options.organisation);
    write_fact(out, "Author", page.options.author);
    const bool audited = state.last_round != base::Instant{};
    write_fact(out, "Date", audited ? date_words(state.last_round) : "not audited yet");
    write_fact(out, "Type of target", kind_words(state.target.kind));
    out << "</dl></div>\n";
    write_score(out, state);
    out << "</header>\n";
    out << R"(<section class="summary" aria-label="Verdicts">
)";
    if (!state.checks.empty()) write_counts(out, page.audit);
    write_verdicts(out, page.audit);
    out << "</section>\n";
}

}  // namespace mailwatchd::publish
