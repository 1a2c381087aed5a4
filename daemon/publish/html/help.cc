#include "publish/html/parts.h"

namespace mailwatchd::publish {

void write_reading_help(Html& out, const Page& page) {
    out << R"(<section class="help" id="help">
<h2>How to read this report</h2>
<dl class="about">
<div><dt>Verdicts</dt><dd>A check is <b>PASSED</b> or <b>FAILED</b> only if there is enough evidence.
<b>NO INFO</b> means that there is no verdict. The report gives the reason. It does not count as a fault.</dd></div>
<div><dt>Score</dt><dd>Each passed or failed check scores 0 to 100 points. The score of the target is their mean, weighted as
configured. Checks without information are not part of it. 90 or more is strong, 70 or more good, 50 or more average, less
than 50 weak.</dd></div>
<div><dt>Method</dt><dd>The audit works from outside, like any sender or mail program: it connects to the mail ports, reads
their greetings and offers, and queries the DNS. It sent no message and did not log in.</dd></div>
<div><dt>Remote text</dt><dd>Text from servers is quoted literally. Every byte that is not printable ASCII is written as
<code>\xNN</code>.</dd></div>
</dl>
<p class="faint">)";
    out.text(page.audit.state->target.name) << ", ";
    out.text(base::rfc3339(page.audit.state->last_round))
        << ", made by mailwatchd.</p>\n</section>\n";
}

}  // namespace mailwatchd::publish
