#include "config/zones.h"

#include "unit/config/read_support.h"

#include <gtest/gtest.h>

#include <algorithm>

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
     "x.toml:3:9: zone.class: found \"bad\", want \"serious\", \"minor\", \"policy\" or "
     "\"informational\""},
    {"family", "families = [\"ipv5\"]",
     "x.toml:3:13: zone.families: found \"ipv5\", want \"ipv4\" or \"ipv6\""},
    {"no_family", "families = []", "x.toml:3:12: zone.families: want at least one"},
    {"test_answer", "test_answer = \"10.0.0.2\"",
     "x.toml:3:15: zone.test_answer: found \"10.0.0.2\", want an address in 127.0.0.0/8"},
    {"code_answer", "codes = [{answer = \"2\", meaning = \"m\"}]",
     "x.toml:3:20: zone.codes.answer: found \"2\""},
    {"code_no_answer", "codes = [{meaning = \"m\"}]", "x.toml:3:10: zone.codes: want answer = "},
    {"code_class", "codes = [{answer = \"127.0.0.2\", class = \"x\"}]",
     "x.toml:3:41: zone.codes.class: found \"x\""},
    {"code_key", "codes = [{answer = \"127.0.0.2\", text = \"x\"}]",
     "x.toml:3:33: zone.codes.text: unknown key"},
    {"codes", "codes = [\"127.0.0.2\"]",
     "x.toml:3:10: zone.codes: found \"127.0.0.2\", want a table"},
    {"key", "key = \"secret\"", "x.toml:3:1: zone.key: unknown key"},
    {"twice", "[[zone]]\nname = \"Bl.example\"",
     "x.toml:4:8: zone.name: \"bl.example\" stands at line 1 already"},
    {"nameless", "[[zone]]", "x.toml:3:1: zone: want name = "},
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

TEST(Catalogue, what_we_ship_is_read_and_says_what_was_decided) {
    const auto shipped = load_catalogue(MAILWATCHD_TEST_DATA "/../../catalogue/zones.toml");
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
    // Named by FACTS 2.2 as to be avoided, or to need a key; zen holds the third.
    for (const auto* const name :
         {"dnsbl.spfbl.net", "combined.mail.abusix.zone", "pbl.spamhaus.org", "bl.nszones.com"})
        EXPECT_EQ(find(shipped.zones, name), nullptr) << name;
}

TEST(Catalogue, no_code_of_ours_is_an_error_code) {  // FAILURES D12
    const auto errors = *model::Prefix::parse("127.255.255.0/24");
    const auto shipped = load_catalogue(MAILWATCHD_TEST_DATA "/../../catalogue/zones.toml");
    for (const auto& zone : shipped.zones)
        for (const auto& code : zone.codes) {
            EXPECT_FALSE(errors.contains(code.answer)) << zone.name;
            EXPECT_NE(code.answer.text(), "127.0.0.1") << zone.name;
            EXPECT_FALSE(code.meaning.empty()) << zone.name;
        }
}

}  // namespace
}  // namespace mailwatchd::config
