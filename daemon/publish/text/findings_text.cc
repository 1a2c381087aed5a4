#include "publish/text/findings_text.h"

#include "base/escape.h"
#include "publish/acknowledged_words.h"
#include "publish/finding_groups.h"

#include <algorithm>
#include <vector>

namespace mailwatchd::publish {

namespace {

using model::FindingKind;
using model::Severity;

constexpr std::size_t indent = 12;
/// Subjects shown per kind; a provider may have a hundred addresses with the same finding.
constexpr std::size_t named_max = 10;

std::vector<FindingGroup> groups(const Audit& audit) {
    std::vector<const model::Report*> reports;
    for (const auto& check : audit.state->checks) reports.push_back(&check.report);
    return groups_of(reports);
}

Tone tone(Severity severity) {
    if (severity <= Severity::high) return Tone::bad;
    return severity == Severity::medium ? Tone::warning : Tone::plain;
}

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

/// Severity, title (wrapped if necessary), and the tag at the end of a line.
std::string head(const FindingKind& kind, std::size_t width, const Paint& paint) {
    auto text = wrapped(kind.title, indent, width);
    text.pop_back();
    const auto severity = upper(name(kind.severity));
    const auto last =
        columns(text) -
        (text.rfind('\n') == std::string::npos ? 0 : columns(text.substr(0, text.rfind('\n') + 1)));
    const bool fits = last + 2 + kind.tag.size() <= width;
    const auto tag = right(kind.tag, fits ? width - last : width);
    text.replace(0, indent,
                 "  " + paint(tone(kind.severity), severity) +
                     std::string(indent - 2 - std::min(indent - 2, severity.size()), ' '));
    return text.append(fits ? "" : "\n").append(paint(Tone::faint, tag)).append("\n");
}

/// The acknowledgement, shown below the finding.
std::string acknowledged(const model::Acknowledgement* what, std::size_t left, std::size_t width,
                         const Paint& paint) {
    return what == nullptr ? ""
                           : paint(Tone::good, wrapped(acknowledged_words(*what), left, width));
}

std::string seen(const Audit& audit, const FindingGroup& group, std::size_t width,
                 const Paint& paint) {
    std::string out;
    const auto& all = group.findings;
    for (std::size_t i = 0; i < std::min(all.size(), named_max); ++i) {
        out += wrapped(base::escape(all[i]->subject.shown()), indent, width);
        if (!all[i]->detail.empty())
            out += wrapped(base::escape(all[i]->detail), indent + 2, width);
        if (!all[i]->evidence.empty())
            out += wrapped(base::escape(all[i]->evidence), indent + 2, width);
        out +=
            acknowledged(acknowledged_there(audit.acknowledged, *all[i]), indent + 2, width, paint);
    }
    if (all.size() > named_max)
        out += wrapped("and " + std::to_string(all.size() - named_max) + " more", indent, width);
    return out + acknowledged(acknowledged_everywhere(audit.acknowledged, group.kind->tag), indent,
                              width, paint);
}

std::string standard(const FindingKind& kind) {
    std::string text{kind.standard};
    if (!kind.cwe.empty()) text.append(text.empty() ? "" : "; ").append(kind.cwe);
    return text;
}

}  // namespace

std::string findings_text(const Audit& audit, std::size_t width, const Paint& paint) {
    std::string out;
    for (const auto& group : groups(audit)) {
        if (!out.empty()) out += '\n';
        out += head(*group.kind, width, paint);
        out += seen(audit, group, width, paint);
        if (group.kind->severity == Severity::info) continue;
        if (!group.kind->remedy.empty())
            out += wrapped("To do: " + std::string{group.kind->remedy}, indent, width);
        if (const auto text = standard(*group.kind); !text.empty())
            out += paint(Tone::faint, wrapped(text, indent, width));
    }
    return out;
}

}  // namespace mailwatchd::publish
