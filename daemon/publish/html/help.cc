#include "publish/html/parts.h"

namespace mailwatchd::publish {

void write_reading_help(Html& out, const Page& page) {
    out << R"(<section class="help" id="help">
<h2>How to read this report</h2>
<dl class="about">
<div><dt>Verdicts</dt><dd><b>PASSED</b> and <b>FAILED</b> are said only where enough was seen.
<b>NO INFO</b> means that the test could not be concluded, and the report says why: not knowing is not a fault.</dd></div>
<div><dt>Score</dt><dd>Each test that was concluded has 0 to 100 marks. The score is their mean, by the weights of the
configuration; tests without information are left out of it and counted beside it. From 90 it is strong, from 70 good, from
50 average, below that weak.</dd></div>
<div><dt>How it was looked</dt><dd>From outside, as any sender or mail program sees the servers: connections to the mail
ports, their greetings and offers, and the DNS. No message was sent, and nobody logged in.</dd></div>
<div><dt>Remote text</dt><dd>What servers said is quoted as it came, with every byte that is not plain text written as
<code>\xNN</code>.</dd></div>
</dl>
<p class="faint">)";
    out.text(page.audit.state->target.name) << ", ";
    out.text(base::rfc3339(page.audit.state->last_round))
        << ", made by mailwatchd.</p>\n</section>\n";
}

}  // namespace mailwatchd::publish
