#include "publish/view.h"

#include "unit/publish/golden.h"

namespace mailwatchd::publish {
namespace {

View sample() {
    View view;
    view.title = "A & B";
    view.fields = {
        {"version", "Version", Cell{"1.0"}},
        {"well", "All well", Cell{true}},
        {"why", "Why", Cell{"a longer sentence that has to go on in another line of its own"}}};
    Table table{.key = "targets",
                .title = "Targets",
                .columns = {{"target", "Target", true},
                            {"score", "Score", false, true},
                            {"note", "Note", true}},
                .rows = {}};
    table.rows.push_back({Cell{"a.example", Tone::good, "/targets/a.example"},
                          Cell{std::int64_t{7}}, Cell{"<b>\"quoted\" & 'more'</b>"}});
    table.rows.push_back({Cell{"a-long-name-of-a-domain.example"}, Cell{}, Cell{""}});
    Table empty{.key = "paused", .title = "Paused", .columns = {{"target", "Target"}}, .rows = {}};
    view.tables = {table, empty};
    return view;
}

TEST(View, as_text) {
    TextOptions options;
    options.width = 60;
    EXPECT_EQ(to_text(sample(), options),
              "Version   1.0\n"
              "All well  yes\n"
              "Why       a longer sentence that has to go on in another\n"
              "          line of its own\n"
              "\n"
              "Targets\n"
              "  Target                     Score  Note\n"
              "  a.example                      7  <b>\"quoted\" & 'more'</b>\n"
              "  a-long-name-of-a-domai...      -  -\n"
              "\n"
              "Paused\n"
              "  none\n");
}

TEST(View, people_are_not_shown_all_of_a_long_table) {
    auto view = sample();
    view.tables[0].shown_max = 2;
    EXPECT_EQ(to_text(view, {}), to_text(sample(), {})) << "the table has no more rows";
    view.tables[0].shown_max = 1;
    const auto text = to_text(view, {});
    EXPECT_NE(text.find("\n  and 1 more\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("a-long-name"), std::string::npos) << text;
    const auto page = to_html(view);
    EXPECT_NE(page.find("and 1 more</p>"), std::string::npos);
    EXPECT_EQ(page.find("a-long-name"), std::string::npos);
    EXPECT_EQ(to_json(view), to_json(sample()));
}

TEST(View, fits_every_width) {
    for (std::size_t width = 40; width < 130; ++width) {
        TextOptions options;
        options.width = width;
        const auto text = to_text(sample(), options);
        for (std::size_t at = 0; at < text.size();) {
            const auto end = text.find('\n', at);
            EXPECT_LE(end - at, width) << text.substr(at, end - at);
            at = end + 1;
        }
    }
}

TEST(View, colours_add_no_columns) {
    TextOptions plain, coloured;
    coloured.colour = true;
    auto text = to_text(sample(), coloured);
    EXPECT_NE(text.find("\x1b[32ma.example\x1b[0m"), std::string::npos) << text;
    for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
        text.erase(at, text.find('m', at) - at + 1);
    EXPECT_EQ(text, to_text(sample(), plain));
}

struct Moment {
    const char* name;
    base::Duration from_now;
    const char* text;
};

TEST(View, moments_are_told_from_now_on) {
    using namespace std::chrono_literals;
    const base::Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h};
    const Moment moments[] = {{"now", 0s, "now"},
                              {"half_a_second", -500ms, "now"},
                              {"seconds", -59s, "59s ago"},
                              {"minutes", -(3min + 5s), "3m5s ago"},
                              {"hours", -(3h + 5min + 7s), "3h5m ago"},
                              {"days", 12 * 24h + 23h + 59min, "in 12d23h"}};
    for (const auto& [name, from_now, text] : moments)
        EXPECT_EQ(moment(now + from_now, now).text(), text) << name;
    EXPECT_EQ(moment({}, now).text(), "-");
    EXPECT_EQ(std::get<std::string>(moment(now, now).value), "2026-11-22T12:00:00Z");
}

TEST(View, as_json) {
    EXPECT_EQ(
        to_json(sample()),
        R"({"version":"1.0","well":true,"why":"a longer sentence that has to go on in another )"
        R"(line of its own","targets":[{"target":"a.example","score":7,"note":)"
        R"("<b>\"quoted\" & 'more'</b>"},{"target":"a-long-name-of-a-domain.example",)"
        R"("score":null,"note":""}],"paused":[]})");
}

TEST(View, as_a_page) {
    const auto page = to_html(sample());
    EXPECT_TRUE(page.starts_with("<!doctype html>"));
    EXPECT_TRUE(page.ends_with("</html>\n"));
    EXPECT_NE(page.find("<title>A &amp; B</title>"), std::string::npos);
    EXPECT_NE(page.find("<span class=\"good\"><a href=\"/targets/a.example\">a.example</a></span>"),
              std::string::npos);
    EXPECT_NE(page.find("&lt;b&gt;&quot;quoted&quot; &amp; &#39;more&#39;&lt;/b&gt;"),
              std::string::npos);
    EXPECT_NE(page.find("prefers-color-scheme:dark"), std::string::npos);
    for (const auto* const foreign : {"<script", "http:", "https:", "src=", "<b>"})
        EXPECT_EQ(page.find(foreign), std::string::npos) << foreign;
}

/// Every tone, with and without a link, a table with hidden rows and an empty one.
TEST(View, as_a_whole_page) {
    auto view = sample();
    Table tones{.key = "tones",
                .title = "",
                .columns = {{"tone", "Tone", true}, {"link", "Link"}},
                .rows = {},
                .shown_max = 6};
    for (const auto tone :
         {Tone::plain, Tone::strong, Tone::faint, Tone::good, Tone::bad, Tone::warning})
        tones.rows.push_back({Cell{"<\"&'>", tone}, Cell{"x", tone, "/x?a='1'&b=\"2\""}});
    tones.rows.push_back({Cell{"cut"}, Cell{"off"}});
    view.tables.push_back(std::move(tones));
    expect_golden("view.html", to_html(view));
}

}  // namespace
}  // namespace mailwatchd::publish
