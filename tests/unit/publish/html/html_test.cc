#include "publish/html/html.h"

#include "publish/html/writer.h"
#include "support/report_scene.h"
#include "unit/publish/golden.h"
#include "unit/publish/sample.h"

#include <algorithm>
#include <random>
#include <regex>
#include <set>

namespace mailwatchd::publish {
namespace {

using test::ReportScene;
using test::ReportShape;

HtmlOptions options() {
    HtmlOptions made;
    made.organisation = "Example & Sons";
    made.author = "A. Uditor";
    return made;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
        ++found;
    return found;
}

TEST(Html, looks_as_it_was_read) {
    expect_golden("audit.html", to_html(sample_audit(), options()));
}

/// Every element is closed, in the right order, and every id is unique.
void expect_well_formed(const std::string& page) {
    const std::regex tag{"<(/?)([a-z0-9]+)([^>]*)>"};
    const std::set<std::string> void_elements{"meta", "br", "circle"};
    const auto body = page.find("<body>");
    const auto style = page.find("<style>");
    const auto text = page.substr(0, style) + page.substr(page.find("</style>") + 8);
    EXPECT_NE(body, std::string::npos);
    std::vector<std::string> open;
    for (std::sregex_iterator at{text.begin(), text.end(), tag}, end; at != end; ++at) {
        const auto name = (*at)[2].str();
        if (void_elements.contains(name)) continue;
        if ((*at)[1].length() == 0) {
            open.push_back(name);
        } else {
            ASSERT_FALSE(open.empty()) << name;
            ASSERT_EQ(open.back(), name)
                << text.substr(static_cast<std::size_t>(at->position()), 80);
            open.pop_back();
        }
    }
    EXPECT_TRUE(open.empty());
    const std::regex identity{" id=\"([^\"]*)\""};
    std::set<std::string> seen;
    for (std::sregex_iterator at{text.begin(), text.end(), identity}, end; at != end; ++at)
        EXPECT_TRUE(seen.insert((*at)[1]).second) << (*at)[1];
}

struct ShapeRow {
    const char* name;
    ReportShape shape;
};
const ShapeRow shapes[] = {
    {"one_good", {.hosts = 1, .good = true}},
    {"one_bad", {.hosts = 1, .good = false}},
    {"four_bad", {.hosts = 4, .good = false}},
    {"many_bad", {.hosts = 56, .good = false}},
    {"no_mail", {.hosts = 0, .good = true}},
    {"no_lists", {.hosts = 2, .good = true, .dnsbls = 0}},
    {"one_list", {.hosts = 2, .good = false, .dnsbls = 1}},
};
class Shapes : public testing::TestWithParam<ShapeRow> {};

TEST_P(Shapes, are_well_formed_and_whole) {
    const auto audit = ReportScene{GetParam().shape}.audit();
    const auto page = to_html(audit, options());
    expect_well_formed(page);
    for (const auto* const check : checks::all()) {
        EXPECT_EQ(count(page, "id=\"check-" + std::string{check->name} + '"'), 1U) << check->name;
        EXPECT_NE(page.find(check->title), std::string::npos);
    }
    for (const auto& host : audit.state->topology->hosts)
        for (const auto& address : host.addresses)
            EXPECT_NE(page.find(">" + address.text() + "<"), std::string::npos) << address.text();
    if (GetParam().shape.hosts > 0) {
        for (const auto& dnsbl : audit.dnsbl_rows())
            EXPECT_NE(page.find(dnsbl.dnsbl), std::string::npos) << dnsbl.dnsbl;
    }
    for (const auto& check : audit.state->checks)
        for (const auto& finding : check.report.findings)
            EXPECT_NE(page.find(finding.kind->tag), std::string::npos) << finding.kind->tag;
}

INSTANTIATE_TEST_SUITE_P(Table, Shapes, testing::ValuesIn(shapes),
                         [](const auto& row) { return row.param.name; });

TEST(Html, loads_nothing_and_runs_nothing) {
    const auto page = to_html(ReportScene{{.hosts = 4, .good = false}}.audit(), options());
    EXPECT_EQ(count(page, "<script"), 0U);
    EXPECT_EQ(count(page, "url("), 0U);
    EXPECT_EQ(count(page, "@import"), 0U);
    EXPECT_EQ(count(page, "<link"), 0U);
    EXPECT_EQ(count(page, "<img"), 0U);
    EXPECT_EQ(count(page, " src="), 1U);  // In the text of the hostile greeting.
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

/// A greeting is text, whatever it says.
TEST(Html, a5_a6_shows_a_hostile_greeting_as_text) {
    const auto page = to_html(ReportScene{{.hosts = 1, .good = false}}.audit(), options());
    EXPECT_NE(page.find("220 &lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
    EXPECT_NE(page.find("onerror=&#39;x&#39;&gt; &quot;&amp;\\x1B]0;owned\\x07\\x0D\\x0A\\xFF"),
              std::string::npos);
}

TEST(Html, remote_bytes_stay_inside) {
    std::mt19937 random{7};
    std::uniform_int_distribution<int> byte{0, 255};
    auto audit = sample_audit();
    auto state = std::make_shared<model::TargetState>(*audit.state);
    auto topology = std::make_shared<model::Topology>(*state->topology);
    state->topology = topology;
    audit.state = state;
    const auto elements = count(to_html(audit, {}), "<");
    for (int round = 0; round < 200; ++round) {
        std::string hostile = "<b>'\"&";
        for (int i = 0; i < 40; ++i) hostile += static_cast<char>(byte(random));
        state->checks[3].report.findings[1].evidence = hostile;
        topology->hosts[0].name = hostile;
        audit.readings[8].value = hostile;
        audit.dnsbls[3].dnsbl = hostile;
        HtmlOptions options;
        options.knows_changes = true;
        options.organisation = hostile;
        const auto page = to_html(audit, options);
        EXPECT_EQ(count(page, "<b>'"), 0U);
        expect_well_formed(page);
    }
    EXPECT_GT(elements, 100U);
}

TEST(Html, says_what_it_knows_of_changes) {
    HtmlOptions options;
    const auto audit = sample_audit();
    EXPECT_NE(to_html(audit, options).find("no changes are known"), std::string::npos);
    options.knows_changes = true;
    EXPECT_NE(to_html(audit, options).find("No confirmed changes are recorded"), std::string::npos);
    model::Transition opened;
    opened.kind = &change::port_opened;
    opened.reading = &reading::port;
    opened.at = noon;
    opened.subject = endpoint("192.0.2.25", model::pop3);
    opened.old_value = "closed";
    opened.new_value = "open";
    opened.targets = {"example.org"};
    opened.targets_total = 1;
    options.changes = {opened};
    EXPECT_NE(to_html(audit, options).find("is now open (was closed)"), std::string::npos);
    options.changes[0].consequences.assign(12, "c pop3: passed, now failed");
    options.changes[0].consequences_total = 4000;
    const auto page = to_html(audit, options);
    EXPECT_EQ(count(page, R"(<br><span class="faint">c pop3)"), 10U);
    EXPECT_NE(page.find(R"(<br><span class="faint">and 3990 more</span>)"), std::string::npos);
}

TEST(Html, of_a_target_that_was_never_audited) {
    Audit audit;
    auto state = std::make_shared<model::TargetState>();
    state->target = {model::TargetKind::ipv6, "2001:db8::1"};
    audit.state = state;
    const auto page = to_html(audit, {});
    expect_well_formed(page);
    EXPECT_NE(page.find("not audited yet"), std::string::npos);
    EXPECT_NE(page.find("no score"), std::string::npos);
}

TEST(HtmlOut, text_is_never_markup) {
    Html out;
    out << "<p title=\"";
    out.text("a\"b'c") << "\">";
    out.remote("<&>\n").number(-7) << "</p>";
    EXPECT_EQ(out.take(), "<p title=\"a&quot;b&#39;c\">&lt;&amp;&gt;\\x0A-7</p>");
}

}  // namespace
}  // namespace mailwatchd::publish
