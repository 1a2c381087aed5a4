#include "publish/acknowledged_words.h"
#include "publish/finding_groups.h"
#include "publish/html/parts.h"

#include <algorithm>
#include <span>

namespace mailwatchd::publish {

namespace {

std::string_view severity_class(model::Severity severity) {
    using enum model::Severity;
    if (severity <= high) return "severity bad";
    return severity == medium ? "severity warning" : "severity";
}

void write_head(Html& out, const model::FindingKind& kind) {
    out << R"(<header><span class=")";
    out.text(severity_class(kind.severity)) << R"(">)";
    out.text(name(kind.severity)) << "</span> <h4>";
    out.text(kind.title) << "</h4> <code>";
    out.text(kind.tag) << "</code></header>\n";
}

using Findings = std::span<const model::Finding* const>;

/// Number of findings at the front with the same subject.
std::size_t same_place(Findings all) {
    const auto differs = [&](const auto* one) { return one->subject != all.front()->subject; };
    return static_cast<std::size_t>(std::ranges::find_if(all, differs) - all.begin());
}

/// Number of findings at the front with the same evidence: a provider may have a hundred addresses
/// with the same finding.
std::size_t same_evidence(Findings all) {
    const auto differs = [&](const auto* one) {
        return one->evidence != all.front()->evidence || one->detail != all.front()->detail;
    };
    return static_cast<std::size_t>(std::ranges::find_if(all, differs) - all.begin());
}

void write_place(Html& out, const model::Subject& subject) {
    const bool is_dnsbl = subject.kind == model::Subject::Kind::dnsbl;
    out << R"(<span class="place">)";
    out.remote(is_dnsbl ? subject.host() : subject.shown()) << "</span>";
}

void write_evidence(Html& out, const model::Finding& finding) {
    if (!finding.detail.empty()) {
        out << R"( <span class="detail">)";
        out.remote(finding.detail) << "</span>";
    }
    if (finding.evidence.empty()) return;
    out << R"( <code class="evidence">)";
    out.remote(finding.evidence) << "</code>";
}

void write_acknowledged(Html& out, const model::Acknowledgement* acknowledged) {
    if (acknowledged == nullptr) return;
    out << R"( <span class="acknowledged">)";
    out.text(acknowledged_words(*acknowledged)) << "</span>";
}

void write_place_of(Html& out, const Audit& audit, const model::Finding& finding) {
    write_place(out, finding.subject);
    write_acknowledged(out, acknowledged_there(audit.acknowledged, finding));
}

void write_one_place(Html& out, const Audit& audit, Findings there) {
    out << "\n<li class=\"several\">";
    write_place_of(out, audit, *there.front());
    for (const auto* const finding : there) write_evidence(out, *finding);
    out << "</li>";
}

void write_one_evidence(Html& out, const Audit& audit, Findings alike) {
    out << "\n<li>";
    for (const auto* const finding : alike) {
        if (finding != alike.front()) out << ", ";
        write_place_of(out, audit, *finding);
    }
    write_evidence(out, *alike.front());
    out << "</li>";
}

/// Groups places with the same evidence, or several pieces of evidence for one place.
void write_places(Html& out, const Audit& audit, Findings all) {
    out << R"(<ul class="places">)";
    while (!all.empty()) {
        auto size = same_place(all);
        if (size > 1) {
            write_one_place(out, audit, all.first(size));
        } else {
            size = same_evidence(all);
            write_one_evidence(out, audit, all.first(size));
        }
        all = all.subspan(size);
    }
    out << "\n</ul>\n";
}

void write_way_out(Html& out, const model::FindingKind& kind) {
    out << "<dl>\n<div><dt>Why it matters</dt><dd>";
    out.text(kind.risk) << "</dd></div>\n<div><dt>What to do</dt><dd>";
    out.text(kind.remedy) << "</dd></div>\n<div><dt>Standard</dt><dd>";
    out.text(kind.standard);
    if (!kind.cwe.empty()) {
        out << "; ";
        out.text(kind.cwe);
    }
    out << "</dd></div>\n</dl>\n";
}

}  // namespace

void write_findings(Html& out, const Audit& audit, const model::Report& report) {
    const model::Report* const only = &report;
    const auto groups = groups_of({&only, 1});
    out << "<h3>Findings</h3>\n";
    if (groups.empty()) {
        out << "<p>No findings.</p>\n";
        return;
    }
    for (const auto& group : groups) {
        out << R"(<article class="finding">)"
            << "\n";
        write_head(out, *group.kind);
        write_places(out, audit, group.findings);
        if (const auto* const all = acknowledged_everywhere(audit.acknowledged, group.kind->tag)) {
            out << "<p>";
            write_acknowledged(out, all);
            out << "</p>\n";
        }
        if (group.kind->tag.ends_with(exposure_ending)) {
            out << R"(<p>Why it matters and what to do: see <a href="#ports">Open ports</a>.</p>)"
                << "\n";
        } else {
            write_way_out(out, *group.kind);
        }
        out << "</article>\n";
    }
}

}  // namespace mailwatchd::publish
