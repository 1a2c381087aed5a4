#include "config/zones.h"

#include "unit/config/read_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace mailwatchd::config {
namespace {

std::vector<model::Zone> catalogue() {
    model::Zone zone;
    zone.name = "bl.example";
    zone.zone_class = model::ZoneClass::serious;
    zone.codes = {{model::Address::v4({127, 0, 0, 2}), "spam", {}}};
    zone.note = "shipped";
    model::Zone other;
    other.name = "other.example";
    return {zone, other};
}

TEST(Zones, the_catalogue_is_used_as_it_is) {
    const auto loaded = read("", catalogue());
    ASSERT_EQ(loaded.configuration.zones.size(), 2U);
    EXPECT_EQ(loaded.configuration.zones[0].note, "shipped");
}

TEST(Zones, one_of_a_known_name_changes_only_its_keys) {
    const auto loaded =
        read("[[zone]]\nname = \"BL.example.\"\nclass = \"minor\"\nfamilies = [\"ipv6\"]\n",
             catalogue());
    EXPECT_EQ(texts(loaded.problems), "");
    ASSERT_EQ(loaded.configuration.zones.size(), 2U);
    const auto& zone = loaded.configuration.zones[0];
    EXPECT_EQ(zone.zone_class, model::ZoneClass::minor);
    EXPECT_FALSE(zone.asks_v4);
    EXPECT_TRUE(zone.asks_v6);
    EXPECT_EQ(zone.codes.size(), 1U);
    EXPECT_EQ(zone.note, "shipped");
}

TEST(Zones, a_new_name_is_added) {
    const auto loaded = read(R"(
[[zone]]
name = "new.example"
class = "policy"
families = ["ipv4", "ipv6"]
test_answer = "127.0.0.99"
codes = [{answer = "127.0.0.3", meaning = "m"}, {answer = "127.0.1.4", meaning = "n", class = "informational"}]
retired = true
note = "ours"
)",
                             catalogue());
    EXPECT_EQ(texts(loaded.problems), "");
    ASSERT_EQ(loaded.configuration.zones.size(), 3U);
    const auto& zone = loaded.configuration.zones[2];
    EXPECT_EQ(zone.name, "new.example");
    EXPECT_EQ(zone.zone_class, model::ZoneClass::policy);
    EXPECT_TRUE(zone.asks_v4 && zone.asks_v6 && zone.retired);
    EXPECT_EQ(zone.test_answer->text(), "127.0.0.99");
    ASSERT_EQ(zone.codes.size(), 2U);
    EXPECT_EQ(zone.codes[0].zone_class, std::nullopt);
    EXPECT_EQ(zone.codes[1].answer.text(), "127.0.1.4");
    EXPECT_EQ(zone.codes[1].meaning, "n");
    EXPECT_EQ(zone.codes[1].zone_class, model::ZoneClass::informational);
    EXPECT_EQ(zone.note, "ours");
}

TEST(Zones, without_the_catalogue_a_name_brings_its_description_back) {
    const auto loaded =
        read("[daemon]\ncatalogue = false\n[[zone]]\nname = \"bl.example\"\n", catalogue());
    ASSERT_EQ(loaded.configuration.zones.size(), 1U);
    EXPECT_EQ(loaded.configuration.zones[0].zone_class, model::ZoneClass::serious);
}

struct Row {
    const char* name;
    const char* text;  ///< Below [[zone]] and its name.
    const char* problem;
};

const Row wrong[] = {
    {"class", "class = \"bad\"",
     "x.toml:3:9: zone.class: found \"bad\", expected \"serious\", \"minor\", \"policy\" or "
     "\"informational\""},
    {"family", "families = [\"ipv5\"]",
     "x.toml:3:13: zone.families: found \"ipv5\", expected \"ipv4\" or \"ipv6\""},
    {"no_family", "families = []", "x.toml:3:12: zone.families: expected at least one"},
    {"test_answer", "test_answer = \"10.0.0.2\"",
     "x.toml:3:15: zone.test_answer: found \"10.0.0.2\", expected an address in 127.0.0.0/8"},
    {"code_answer", "codes = [{answer = \"2\", meaning = \"m\"}]",
     "x.toml:3:20: zone.codes.answer: found \"2\""},
    {"code_no_answer", "codes = [{meaning = \"m\"}]",
     "x.toml:3:10: zone.codes: expected either answer = "},
    {"code_class", "codes = [{answer = \"127.0.0.2\", class = \"x\"}]",
     "x.toml:3:41: zone.codes.class: found \"x\""},
    {"code_key", "codes = [{answer = \"127.0.0.2\", text = \"x\"}]",
     "x.toml:3:33: zone.codes.text: unknown key"},
    {"codes", "codes = [\"127.0.0.2\"]",
     "x.toml:3:10: zone.codes: found \"127.0.0.2\", expected a table"},
    {"code_answer_and_bit", "codes = [{answer = \"127.0.0.2\", bit = 2}]",
     "x.toml:3:10: zone.codes: expected either answer = "},
    {"code_bit_of_two", "codes = [{bit = 3}]", "x.toml:3:17: zone.codes.bit: expected 1, 2, 4"},
    {"code_pattern", "codes = [{answer = \"127.*.3\"}]",
     "x.toml:3:20: zone.codes.answer: found \"127.*.3\""},
    {"code_percent_of_a_block_list", "codes = [{answer = \"127.0.0.2\", percent = 3}]",
     "x.toml:3:33: zone.codes.percent: unknown key"},
    {"key_leads_elsewhere", "key = \"../shadow\"",
     "x.toml:3:7: zone.key: found \"../shadow\", expected the name of a credential"},
    {"key_hidden", "key = \".key\"", "x.toml:3:7: zone.key: found \".key\""},
    {"kind_of_a_source", "kind = \"domain\"", "x.toml:3:1: zone.kind: unknown key"},
    {"part_of_itself", "part_of = \"bl.example\"",
     "x.toml:1:1: zone.part_of: \"bl.example\" would be part of itself"},
    {"twice", "[[zone]]\nname = \"Bl.example\"",
     "x.toml:4:8: zone.name: \"bl.example\" is already defined at line 1"},
    {"nameless", "[[zone]]", "x.toml:3:1: zone: missing name = "},
    {"bad_name", "[[zone]]\nname = \"a b\"", "x.toml:4:8: zone.name: not a domain name"},
};

class WrongZone : public testing::TestWithParam<Row> {};

TEST_P(WrongZone, is_one_problem_at_its_place) {
    const auto loaded =
        read("[[zone]]\nname = \"bl.example\"\n" + std::string{GetParam().text}, catalogue());
    const auto said = texts(loaded.problems);
    EXPECT_EQ(loaded.problems.size(), 1U) << said;
    EXPECT_TRUE(said.starts_with(GetParam().problem)) << said;
}

INSTANTIATE_TEST_SUITE_P(Table, WrongZone, testing::ValuesIn(wrong),
                         [](const auto& row) { return row.param.name; });

TEST(Catalogue, a_missing_file_is_a_problem) {
    EXPECT_EQ(texts(load_catalogue("/nonexistent").problems),
              "/nonexistent: No such file or directory\n");
}

const model::Zone* find(const std::vector<model::Zone>& zones, std::string_view name) {
    const auto found = std::ranges::find(zones, name, &model::Zone::name);
    return found == zones.end() ? nullptr : &*found;
}

constexpr auto shipped_zones = MAILWATCHD_TEST_DATA "/../../catalogue/zones.toml";

TEST(Catalogue, what_we_ship_is_read_and_says_what_was_decided) {
    const auto shipped = load_catalogue(shipped_zones);
    EXPECT_EQ(texts(shipped.problems), "");
    EXPECT_GE(shipped.zones.size(), 20U);

    const auto* const zen = find(shipped.zones, "zen.spamhaus.org");
    ASSERT_NE(zen, nullptr);
    EXPECT_EQ(zen->zone_class, model::ZoneClass::serious);
    EXPECT_TRUE(zen->asks_v4 && zen->asks_v6);
    for (const auto& code : zen->codes)
        if (code.answer.text() == "127.0.0.10" || code.answer.text() == "127.0.0.11") {
            EXPECT_EQ(code.zone_class, model::ZoneClass::policy);
        }
    EXPECT_EQ(find(shipped.zones, "dnsbl-1.uceprotect.net")->zone_class, model::ZoneClass::minor);
    for (const auto* const name : {"dnsbl-2.uceprotect.net", "dnsbl-3.uceprotect.net"})
        EXPECT_EQ(find(shipped.zones, name)->zone_class, model::ZoneClass::informational);
    EXPECT_EQ(find(shipped.zones, "bl.suomispam.net")->test_answer->text(), "127.0.0.99");
    EXPECT_EQ(find(shipped.zones, "combined.mail.abusix.zone")->key, "abusix");
    EXPECT_EQ(find(shipped.zones, "cbl.abuseat.org")->part_of.back(), "xbl.spamhaus.org");
    EXPECT_FALSE(find(shipped.zones, "bogons.cymru.com")->is_asked());
    EXPECT_TRUE(find(shipped.zones, "dnsbl.sorbs.net")->retired);
    // Left out on purpose: unreliable.
    for (const auto* const name : {"dnsbl.spfbl.net", "bl.nszones.com"})
        EXPECT_EQ(find(shipped.zones, name), nullptr) << name;
}

TEST(Catalogue, a_zone_that_is_not_asked_says_why) {
    for (const auto& zone : load_catalogue(shipped_zones).zones)
        if (!zone.is_asked()) {
            EXPECT_FALSE(zone.note.empty()) << zone.name;
        }
}

TEST(Catalogue, every_holder_of_a_part_is_there) {
    const auto shipped = load_catalogue(shipped_zones);
    for (const auto& zone : shipped.zones)
        for (const auto& holder : zone.part_of)
            EXPECT_NE(find(shipped.zones, holder), nullptr) << zone.name << " in " << holder;
}

TEST(Catalogue, the_76_lists_of_the_customer_are_there) {
    std::ifstream given{MAILWATCHD_SHARED_DATA "/dnsbl-zones.txt"};
    if (!given) GTEST_SKIP() << "the list is not on this machine";
    const auto shipped = load_catalogue(shipped_zones);
    int count = 0;
    for (std::string line; std::getline(given, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        ++count;
        EXPECT_EQ(std::ranges::count(shipped.zones, line, &model::Zone::name), 1) << line;
    }
    EXPECT_EQ(count, 76);
}

constexpr auto shipped_sources = MAILWATCHD_TEST_DATA "/../../catalogue/sources.toml";

TEST(Catalogue, the_shipped_sources_are_read_and_say_what_was_decided) {
    const auto shipped = load_catalogue(shipped_sources);
    EXPECT_EQ(texts(shipped.problems), "");
    EXPECT_TRUE(shipped.zones.empty());
    const auto* const spike = find(shipped.sources, "rep.mailspike.net");
    ASSERT_NE(spike, nullptr);
    EXPECT_FALSE(spike->has_test_point);
    for (const auto& code : spike->codes)  // (code - 10) * 10 %
        EXPECT_EQ(code.percent, (code.answer.bytes()[3] - 10) * 10) << code.answer.text();
    EXPECT_EQ(spike->codes.size(), 11U);
    const auto* const surbl = find(shipped.sources, "multi.surbl.org");
    EXPECT_EQ(surbl->kind, model::Zone::Kind::domain);
    EXPECT_TRUE(surbl->codes.front().refusal);
    for (const auto* const off : {"hostkarma.junkemailfilter.com", "score.senderscore.com"})
        EXPECT_FALSE(find(shipped.sources, off)->enabled) << off;
    EXPECT_EQ(std::ranges::count(shipped.sources, model::Zone::Kind::origin, &model::Zone::kind),
              2);
}

struct PatternRow {
    const char* name;
    const char* code;
    const char* answer;
    bool matches;
};

const PatternRow patterns[] = {
    {"exact", "answer = \"127.0.0.2\"", "127.0.0.2", true},
    {"exact_other", "answer = \"127.0.0.2\"", "127.0.0.3", false},
    {"any_octet", "answer = \"127.0.*.3\"", "127.0.15.3", true},
    {"any_octet_other_last", "answer = \"127.0.*.3\"", "127.0.15.2", false},
    {"last_octet", "answer = \"127.0.4.*\"", "127.0.4.99", true},
    {"bit", "bit = 8", "127.0.0.8", true},
    {"bit_among_others", "bit = 8", "127.0.0.76", true},
    {"bit_not_there", "bit = 8", "127.0.0.68", false},
    {"bit_elsewhere", "bit = 8", "127.0.8.0", false},
    {"no_v4", "answer = \"127.0.0.2\"", "::1", false},
};

class CodePattern : public testing::TestWithParam<PatternRow> {};

TEST_P(CodePattern, stands_for_answers) {
    const auto loaded = read("[[source]]\nname = \"bl.example\"\ncodes = [{" +
                             std::string{GetParam().code} + ", percent = 7}]");
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& code = loaded.configuration.sources.at(0).codes.at(0);
    EXPECT_EQ(code.matches(*model::Address::parse(GetParam().answer)), GetParam().matches);
    EXPECT_EQ(code.percent, 7);
}

INSTANTIATE_TEST_SUITE_P(Table, CodePattern, testing::ValuesIn(patterns),
                         [](const auto& row) { return row.param.name; });

TEST(Sources, a_circle_of_parts_is_told) {
    const auto loaded = read(
        "[[zone]]\nname = \"a.example\"\npart_of = \"b.example\"\n"
        "[[zone]]\nname = \"b.example\"\npart_of = [\"c.example\", \"a.example\"]\n");
    EXPECT_EQ(loaded.problems.size(), 2U) << texts(loaded.problems);
}

TEST(Sources, those_of_the_catalogue_are_changed_and_added_to) {
    model::Zone known;
    known.name = "dbl.example";
    known.kind = model::Zone::Kind::domain;
    known.test_name = "dbltest.example";
    Reader reader{test_checks, {}, {known}};
    reader.read_text(
        "[[source]]\nname = \"dbl.example\"\nenabled = false\n"
        "[[source]]\nname = \"rep.example\"\nkind = \"address\"\nkey = \"rep_1\"\n",
        "x.toml");
    const auto loaded = read_all(reader);
    EXPECT_EQ(texts(loaded.problems), "");
    const auto& sources = loaded.configuration.sources;
    ASSERT_EQ(sources.size(), 2U);
    EXPECT_FALSE(sources[0].enabled);
    EXPECT_EQ(sources[0].kind, model::Zone::Kind::domain);
    EXPECT_EQ(sources[0].test_name, "dbltest.example");
    EXPECT_EQ(sources[1].key, "rep_1");
}

TEST(Catalogue, d12_no_code_of_ours_is_an_error_code) {
    const auto errors = *model::Prefix::parse("127.255.255.0/24");
    const auto shipped = load_catalogue(shipped_zones);
    for (const auto& zone : shipped.zones)
        for (const auto& code : zone.codes) {
            EXPECT_FALSE(errors.contains(code.answer)) << zone.name;
            EXPECT_NE(code.answer.text(), "127.0.0.1") << zone.name;
            EXPECT_FALSE(code.meaning.empty()) << zone.name;
        }
}

}  // namespace
}  // namespace mailwatchd::config
