#include "base/escape.h"
#include "publish/html/parts.h"
#include "publish/message.h"

namespace mailwatchd::publish {

namespace {

std::string_view weight(int priority) {
    if (priority <= 3) return "serious";
    if (priority == 4) return "warning";
    return priority == 5 ? "notice" : "information";
}

void write_consequences(Html& out, const model::Transition& change) {
    const auto named = first_of(change.consequences, model::named_consequences_max);
    for (const auto& consequence : named) {
        out << R"(<br><span class="faint">)";
        out.remote(consequence) << "</span>";
    }
    if (const auto total = consequences_total(change); total > named.size()) {
        out << R"(<br><span class="faint">and )";
        out.number(static_cast<std::int64_t>(total - named.size())) << " more</span>";
    }
}

void write_change(Html& out, const model::Transition& change) {
    const auto when = base::rfc3339(change.at);
    out << R"(<tr><td class="time"><time datetime=")";
    out.text(when) << R"(">)";
    out.text(when.substr(0, 10)) << " ";
    out.text(when.substr(11, 5)) << "</time></td><td";
    write_tone(out, change.priority <= 3   ? Tone::bad
                    : change.priority == 4 ? Tone::warning
                                           : Tone::plain);
    out << ">";
    out.text(weight(change.priority)) << "</td><td>";
    out.text(message(change));
    write_consequences(out, change);
    out << "</td></tr>\n";
}

}  // namespace

void write_changes(Html& out, const Page& page) {
    out << R"(<section class="changes" id="changes">
<h2>Recent changes</h2>
)";
    const auto& changes = page.options.changes;
    if (!page.options.knows_changes) {
        out << "<p>This is an ad-hoc audit without earlier results, so no changes are known. The "
               "daemon "
               "records changes.</p>\n";
    } else if (changes.empty()) {
        out << "<p>No confirmed changes are recorded.</p>\n";
    } else {
        out << R"(<table class="rows"><caption>Confirmed changes, newest first</caption>
<thead><tr><th scope="col">When (UTC)</th><th scope="col">Severity</th><th scope="col">What changed</th></tr></thead>
<tbody>
)";
        for (const auto& change : changes) write_change(out, change);
        out << "</tbody></table>\n";
    }
    out << "</section>\n";
}

}  // namespace mailwatchd::publish
