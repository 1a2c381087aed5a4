#include "publish/html/html.h"

#include "publish/html/parts.h"
#include "publish/html/report_style.h"

namespace mailwatchd::publish {

namespace {

/// The policy prevents loading anything, even if remote text became markup by mistake (promise 7).
constexpr Markup head_begin{R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="generator" content="mailwatchd">
)"};

void write_head(Html& out, const Page& page) {
    out << head_begin << "<title>Mail security audit of ";
    out.remote(page.audit.state->target.name) << "</title>\n<style>" << html_style << "</style>\n";
    out << "</head>\n<body>\n";
}

void write_checks(Html& out, const Page& page) {
    int number = 0;
    for (const auto& check : page.audit.state->checks) {
        const bool weighs = page.audit.label(check.check).weight > 0;
        write_check(out, page, check, weighs ? ++number : 0);
    }
}

}  // namespace

std::string to_html(const Audit& audit, const HtmlOptions& options) {
    const ReadingIndex readings{audit.readings};
    const Page page{audit, options, readings};
    Html out;
    write_head(out, page);
    write_cover(out, page);
    out << "<main>\n";
    write_ports(out, page);
    write_checks(out, page);
    write_changes(out, page);
    write_reading_help(out, page);
    out << "</main>\n</body>\n</html>\n";
    return out.take();
}

}  // namespace mailwatchd::publish
