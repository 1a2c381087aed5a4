#include "publish/metrics/metrics.h"

#include "publish/metrics/families.h"
#include "publish/metrics/own_metrics.h"
#include "publish/metrics/sample_line.h"
#include "support/readings.h"
#include "unit/publish/golden.h"
#include "unit/publish/sample.h"

#include <algorithm>
#include <random>
#include <regex>
#include <set>
#include <sstream>

namespace mailwatchd::publish {
namespace {

Sources sample_sources(Detail detail = Detail::full) {
    auto readings = sample_readings();
    const auto domain = model::Subject::name("example.org");
    readings.push_back(reading(domain, reading::verdict, "failed", "pop3"));
    readings.push_back(reading(domain, reading::verdict, "passed", "switched_off"));
    const std::set<std::string> changed{domain.text, endpoint("192.0.2.25", model::pop3).text};
    Sources sources;
    sources.targets = {sample_state()};
    sources.facts = std::make_shared<ReadingFacts>(std::move(readings), changed);
    sources.certificates = {{endpoint("192.0.2.25", model::smtp), noon + 2400h}};
    sources.host_addresses = {{"mx1.example.org", address("192.0.2.25")},
                              {"mx1.example.net", address("192.0.2.25")}};
    sources.dnsbls = sample_dnsbls();
    sources.catalogue = sample_catalogue();
    sources.detail = detail;
    return sources;
}

std::string page_of(Sources sources, std::size_t budget = 1 << 20) {
    MetricsPage page{std::move(sources)};
    std::string out;
    while (page.write(out, budget)) {
    }
    return out;
}

TEST(MetricsPage, looks_as_it_was_read) { expect_golden("metrics.txt", page_of(sample_sources())); }

TEST(MetricsPage, says_how_many_look_ups_a_record_needs) {
    auto state = std::make_shared<model::TargetState>(*sample_state());
    auto report = model::Report::passed(95);
    report.measurements.push_back({model::Subject::name("example.org"), "spf_lookups", 9, "count"});
    state->checks = {check("spf_record", std::move(report))};
    Sources sources;
    sources.targets = {state};
    EXPECT_NE(
        page_of(std::move(sources)).find("mailwatchd_spf_lookups{target=\"example.org\"} 9\n"),
        std::string::npos);
}

TEST(MetricsPage, says_what_each_source_thinks_of_a_target) {
    auto state = std::make_shared<model::TargetState>(*sample_state());
    auto report = model::Report::passed(75);
    report.measurements = {
        {model::Subject::dnsbl("rep.example"), "reputation_source_ratio", 0.7, "ratio"},
        {model::Subject::dnsbl("dbl.example"), "reputation_source_ratio", 1, "ratio"}};
    state->checks = {check("reputation", std::move(report))};
    Sources sources;
    sources.targets = {state};
    const auto page = page_of(std::move(sources));
    const std::string family = "mailwatchd_reputation_ratio{target=\"example.org\",source=";
    EXPECT_NE(page.find(family + "\"rep.example\"} 0.7\n"), std::string::npos) << page;
    EXPECT_NE(page.find(family + "\"dbl.example\"} 1\n"), std::string::npos) << page;
}

/// The standing of a disabled check is kept too, but not shown.
TEST(MetricsPage, says_only_of_checks_that_run_when_they_changed) {
    const auto page = page_of(sample_sources());
    EXPECT_NE(page.find("check_changed_timestamp_seconds{target=\"example.org\",check=\"pop3\"}"),
              std::string::npos);
    EXPECT_EQ(page.find("switched_off"), std::string::npos);
}

TEST(MetricsPage, promtool_finds_nothing) {
    if (!has_promtool()) GTEST_SKIP() << "no promtool: ./dev setup";
    const std::string_view checks[] = {"pop3"};
    OwnMetrics own{{"0.1.0", "abc", "3.0.22"}, noon, checks, test::reading_kinds().changes()};
    own.set_config_loaded(true, noon);
    own.count_http_request(200);
    own.time_check("pop3", 2500ms);
    own.count_dns_query("noerror", 20ms);
    auto sources = sample_sources();
    sources.own = own.text();
    EXPECT_EQ(promtool(page_of(std::move(sources))), "");
}

TEST(MetricsPage, is_the_same_in_pieces_of_any_size) {
    const auto whole = page_of(sample_sources());
    for (std::size_t budget : {1, 7, 100, 1000})
        EXPECT_EQ(page_of(sample_sources(), budget), whole);
}

TEST(MetricsPage, keeps_to_its_budget) {
    MetricsPage page{sample_sources()};
    std::string out;
    page.write(out, 0);  // The block lists and our own part are written in one step.
    std::size_t pieces = 0;
    for (bool more = true; more; ++pieces) {
        out.clear();
        more = page.write(out, 100);
        EXPECT_LE(out.size(), 1500U) << "100, one row of six checks and a header";
    }
    EXPECT_GT(pieces, 10U);
}

/// A family is one block, and each series occurs once.
TEST(MetricsPage, has_no_series_twice) {
    std::set<std::string> series, families;
    std::string family;
    std::istringstream lines{page_of(sample_sources())};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# HELP ")) {
            EXPECT_TRUE(families.insert(family = line.substr(7, line.find(' ', 7) - 7)).second)
                << line;
        } else if (line[0] != '#') {
            EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
            EXPECT_EQ(line.substr(0, line.find_first_of("{ ")), family);
        }
    }
    EXPECT_GE(families.size(), 15U);
}

TEST(MetricsPage, counts_the_cases_that_only_a_relay_accepts) {
    const auto relay = [](std::string_view address, std::string value, std::string argument) {
        return reading(endpoint(address, model::smtp), reading::relay, std::move(value),
                       std::move(argument));
    };
    Sources sources;
    sources.facts = std::make_shared<ReadingFacts>(std::vector{
        relay("192.0.2.25", "accepted", "null_sender"), relay("192.0.2.25", "accepted", "quoted"),
        relay("192.0.2.25", "accepted", "trailing_at"),
        relay("192.0.2.25", "refused", "third_party"),
        relay("192.0.2.26", "refused", "null_sender"), relay("192.0.2.26", "accepted", "bang_path"),
        relay("192.0.2.27", "", "null_sender")});
    const auto page = page_of(std::move(sources));
    const std::string family = "mailwatchd_open_relay_accepted{host=\"mx1.example.org\",address=";
    EXPECT_NE(page.find(family + "\"192.0.2.25\"} 2\n"), std::string::npos) << page;
    EXPECT_NE(page.find(family + "\"192.0.2.26\"} 0\n"), std::string::npos) << page;
    EXPECT_EQ(page.find("192.0.2.27"), std::string::npos) << page;
}

struct DetailCase {
    const char* name;
    Detail detail;
    bool has_ports, has_times;
};
class Details : public testing::TestWithParam<DetailCase> {};
TEST_P(Details, bound_the_page) {
    const auto page = page_of(sample_sources(GetParam().detail));
    const auto has = [&](std::string_view name) { return page.find(name) != std::string::npos; };
    EXPECT_TRUE(has("mailwatchd_check_success{"));
    EXPECT_TRUE(has("mailwatchd_check_inconclusive{"));
    EXPECT_TRUE(has("mailwatchd_prober_healthy{"));
    EXPECT_EQ(has("mailwatchd_port_open{"), GetParam().has_ports);
    EXPECT_EQ(has("mailwatchd_port_changed_timestamp_seconds{"), GetParam().has_ports);
    EXPECT_EQ(has("mailwatchd_mx_info{"), GetParam().has_ports);
    EXPECT_EQ(has("mailwatchd_check_changed_timestamp_seconds{"), GetParam().has_times);
    EXPECT_EQ(has("mailwatchd_check_last_run_timestamp_seconds{"), GetParam().has_times);
}
const DetailCase detail_cases[] = {
    {"full", Detail::full, true, true},
    {"host", Detail::host, true, false},
    {"target", Detail::target, false, false},
};
INSTANTIATE_TEST_SUITE_P(Table, Details, testing::ValuesIn(detail_cases),
                         [](const auto& row) { return row.param.name; });

/// docs/verdicts.md, Verdicts: the standing is held while later runs are inconclusive; no_info is
/// neither 0 nor 1.
TEST(MetricsPage, a_standing_and_a_reason_stand_side_by_side) {
    const auto page = page_of(sample_sources());
    EXPECT_NE(page.find("check_success{target=\"example.org\",check=\"plaintext_auth\"} 1"),
              std::string::npos);
    EXPECT_NE(page.find("check_inconclusive{target=\"example.org\",check=\"plaintext_auth\",reason="
                        "\"timeout\"} 1"),
              std::string::npos);
    EXPECT_EQ(page.find("check_success{target=\"example.org\",check=\"imap\"}"), std::string::npos);
    EXPECT_EQ(
        page.find("last_conclusive_timestamp_seconds{target=\"example.org\",check=\"dnsbl\"}"),
        std::string::npos);
}

/// Whatever a banner holds, the page stays a page. Names of hosts and lists never hold
/// such bytes; this is the second wall.
TEST(MetricsPage, m3_no_banner_breaks_it) {
    std::mt19937 random{7};
    std::uniform_int_distribution<int> byte{0, 255}, length{0, 40};
    std::set<std::string> banners;
    while (banners.size() < 100'000) {
        std::string banner(static_cast<std::size_t>(length(random)), '\0');
        for (char& c : banner) c = static_cast<char>(byte(random));
        banners.insert(std::move(banner));
    }
    banners.insert(
        {"\"} 1\nforged{a=\"", "\\", "\n", "\"", "\xff", "\\x41", "\x41", std::string("\0", 1)});
    std::string page;
    append_header(page, family::dnsbl_up);
    std::set<std::string> escaped;
    for (const auto& banner : banners) {
        const auto start = page.size();
        SampleLine{page, family::dnsbl_up}.label("dnsbl", banner).value(1);
        escaped.insert(page.substr(start));
    }
    EXPECT_EQ(escaped.size(), banners.size()) << "two banners became one series";
    EXPECT_TRUE(
        std::ranges::all_of(page, [](char c) { return c == '\n' || (c >= 0x20 && c <= 0x7e); }));
    if (!has_promtool()) GTEST_SKIP() << "no promtool: ./dev setup";
    EXPECT_EQ(promtool(page), "");
}

/// The table of families, and the gauges in the readings' rows.
std::vector<Family> all_families() {
    std::vector<Family> all{family::all.begin(), family::all.end()};
    for (const auto* const kind : test::reading_kinds().all())
        for (const auto& gauge : kind->gauges) all.push_back(family_of(gauge));
    return all;
}

TEST(Families, keep_the_rules_of_naming) {
    std::set<std::string_view> names;
    const std::regex word{"(mailwatchd|process)(_[a-z0-9]+)+"};
    const std::regex moment{".*_timestamp_seconds|process_start_time_seconds"};
    for (const auto& family : all_families()) {
        const std::string name{family.name};
        EXPECT_TRUE(std::regex_match(name, word)) << name;
        EXPECT_TRUE(names.insert(family.name).second) << name;
        EXPECT_EQ(name.ends_with("_total"), family.type == MetricType::counter) << name;
        EXPECT_FALSE(name.ends_with("_count") || name.ends_with("_sum") ||
                     name.ends_with("_bucket"))
            << name;
        EXPECT_FALSE(
            std::regex_match(name, std::regex{".*_(ms|millis|minutes|hours|percent)(_.*)?"}))
            << name;
        EXPECT_EQ(name.find("time") != std::string::npos, std::regex_match(name, moment)) << name;
        EXPECT_TRUE(family.help.ends_with(".")) << name;
        EXPECT_EQ(family.help.find_first_of("\\\n"), std::string_view::npos) << name;
    }
}

TEST(Families, hold_every_name_of_the_pages) {
    const std::string_view checks[] = {"pop3"};
    const OwnMetrics own{{}, noon, checks, test::reading_kinds().changes()};
    std::istringstream lines{own.text() + page_of(sample_sources())};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("# HELP ")) continue;
        const auto known = std::ranges::any_of(all_families(), [&](const Family& family) {
            return line == "# HELP " + std::string{family.name} + ' ' + std::string{family.help};
        });
        EXPECT_TRUE(known) << line;
    }
}

TEST(Expiry, is_of_the_certificate_that_was_seen) {
    model::MailSession session{
        .endpoint = {"mx1.example.org", address("192.0.2.25"), model::pop3s}};
    EXPECT_FALSE(expiry_of(session));
    session.tls.emplace().certificate.emplace().not_after = noon;
    ASSERT_TRUE(expiry_of(session));
    EXPECT_EQ(expiry_of(session)->subject.shown(), "mx1.example.org[192.0.2.25]:995");
    EXPECT_EQ(expiry_of(session)->not_after, noon);
}

}  // namespace
}  // namespace mailwatchd::publish
