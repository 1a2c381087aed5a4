#include "config/dnsbl.h"

#include "unit/config/read_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace mailwatchd::config {
namespace {

std::vector<model::Dnsbl> catalogue() {
    model::Dnsbl dnsbl;
    dnsbl.name = "bl.example";
    dnsbl.dnsbl_class = model::DnsblClass::serious;
    dnsbl.codes = {{model::Address::v4({127, 0, 0, 2}), "spam", {}}};
    dnsbl.note = "shipped";
    model::Dnsbl other;
    other.name = "other.example";
    return {dnsbl, other};
}

TEST(Dnsbl, the_catalogue_is_used_as_it_is) {
    const auto loaded = read("", catalogue());
    ASSERT_EQ(loaded.configuration.dnsbls.size(), 2U);
    EXPECT_EQ(loaded.configuration.dnsbls[0].note, "shipped");
}

TEST(Dnsbl, one_of_a_known_name_changes_only_its_keys) {
    const auto loaded =
        read("[[dnsbl]]\nname = \"BL.example.\"\nclass = \"minor\"\nfamilies = [\"ipv6\"]\n",
             catalogue());
    EXPECT_EQ(texts(loaded.problems), "");
    ASSERT_EQ(loaded.configuration.dnsbls.size(), 2U);
    const auto& dnsbl = loaded.configuration.dnsbls[0];
    EXPECT_EQ(dnsbl.dnsbl_class, model::DnsblClass::minor);
    EXPECT_FALSE(dnsbl.asks_v4);
    EXPECT_TRUE(dnsbl.asks_v6);
    EXPECT_EQ(dnsbl.codes.size(), 1U);
    EXPECT_EQ(dnsbl.note, "shipped");
}

TEST(Dnsbl, a_new_name_is_added) {
    const auto loaded = read(R"(
[[dnsbl]]
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
    ASSERT_EQ(loaded.configuration.dnsbls.size(), 3U);
    const auto& dnsbl = loaded.configuration.dnsbls[2];
    EXPECT_EQ(dnsbl.name, "new.example");
    EXPECT_EQ(dnsbl.dnsbl_class, model::DnsblClass::policy);
    EXPECT_TRUE(dnsbl.asks_v4 && dnsbl.asks_v6 && dnsbl.retired);
    EXPECT_EQ(dnsbl.test_answer->text(), "127.0.0.99");
    ASSERT_EQ(dnsbl.codes.size(), 2U);
    EXPECT_EQ(dnsbl.codes[0].dnsbl_class, std::nullopt);
    EXPECT_EQ(dnsbl.codes[1].answer.text(), "127.0.1.4");
    EXPECT_EQ(dnsbl.codes[1].meaning, "n");
    EXPECT_EQ(dnsbl.codes[1].dnsbl_class, model::DnsblClass::informational);
    EXPECT_EQ(dnsbl.note, "ours");
}

TEST(Dnsbl, without_the_catalogue_a_name_brings_its_description_back) {
    const auto loaded =
        read("[daemon]\ncatalogue = false\n[[dnsbl]]\nname = \"bl.example\"\n", catalogue());
    ASSERT_EQ(loaded.configuration.dnsbls.size(), 1U);
    EXPECT_EQ(loaded.configuration.dnsbls[0].dnsbl_class, model::DnsblClass::serious);
}

struct Row {
    const char* name;
    const char* text;  ///< Below [[dnsbl]] and its name.
    const char* problem;
};

const Row wrong[] = {
    {"class", "class = \"bad\"",
     "x.toml:3:9: dnsbl.class: found \"bad\", expected \"serious\", \"minor\", \"policy\" or "
     "\"informational\""},
    {"family", "families = [\"ipv5\"]",
     "x.toml:3:13: dnsbl.families: found \"ipv5\", expected \"ipv4\" or \"ipv6\""},
    {"no_family", "families = []", "x.toml:3:12: dnsbl.families: expected at least one"},
    {"test_answer", "test_answer = \"10.0.0.2\"",
     "x.toml:3:15: dnsbl.test_answer: found \"10.0.0.2\", expected an address in 127.0.0.0/8"},
    {"code_answer", "codes = [{answer = \"2\", meaning = \"m\"}]",
     "x.toml:3:20: dnsbl.codes.answer: found \"2\""},
    {"code_no_answer", "codes = [{meaning = \"m\"}]",
     "x.toml:3:10: dnsbl.codes: expected either answer = "},
    {"code_class", "codes = [{answer = \"127.0.0.2\", class = \"x\"}]",
     "x.toml:3:41: dnsbl.codes.class: found \"x\""},
    {"code_key", "codes = [{answer = \"127.0.0.2\", text = \"x\"}]",
     "x.toml:3:33: dnsbl.codes.text: unknown key"},
    {"codes", "codes = [\"127.0.0.2\"]",
     "x.toml:3:10: dnsbl.codes: found \"127.0.0.2\", expected a table"},
    {"code_answer_and_bit", "codes = [{answer = \"127.0.0.2\", bit = 2}]",
     "x.toml:3:10: dnsbl.codes: expected either answer = "},
    {"code_bit_of_two", "codes = [{bit = 3}]", "x.toml:3:17: dnsbl.codes.bit: expected 1, 2, 4"},
    {"code_pattern", "codes = [{answer = \"127.*.3\"}]",
     "x.toml:3:20: dnsbl.codes.answer: found \"127.*.3\""},
    {"code_percent_of_a_block_list", "codes = [{answer = \"127.0.0.2\", percent = 3}]",
     "x.toml:3:33: dnsbl.codes.percent: unknown key"},
    {"key_leads_elsewhere", "key = \"../shadow\"",
     "x.toml:3:7: dnsbl.key: found \"../shadow\", expected the name of a credential"},
    {"key_hidden", "key = \".key\"", "x.toml:3:7: dnsbl.key: found \".key\""},
    {"kind_of_a_source", "kind = \"domain\"", "x.toml:3:1: dnsbl.kind: unknown key"},
    {"part_of_itself", "part_of = \"bl.example\"",
     "x.toml:1:1: dnsbl.part_of: \"bl.example\" would be part of itself"},
    {"twice", "[[dnsbl]]\nname = \"Bl.example\"",
     "x.toml:4:8: dnsbl.name: \"bl.example\" is already defined at line 1"},
    {"nameless", "[[dnsbl]]", "x.toml:3:1: dnsbl: missing name = "},
    {"bad_name", "[[dnsbl]]\nname = \"a b\"", "x.toml:4:8: dnsbl.name: not a domain name"},
};

class WrongDnsbl : public testing::TestWithParam<Row> {};

TEST_P(WrongDnsbl, is_one_problem_at_its_place) {
    const auto loaded =
        read("[[dnsbl]]\nname = \"bl.example\"\n" + std::string{GetParam().text}, catalogue());
    const auto said = texts(loaded.problems);
    EXPECT_EQ(loaded.problems.size(), 1U) << said;
    EXPECT_TRUE(said.starts_with(GetParam().problem)) << said;
}

INSTANTIATE_TEST_SUITE_P(Table, WrongDnsbl, testing::ValuesIn(wrong),
                         [](const auto& row) { return row.param.name; });

TEST(Catalogue, a_missing_file_is_a_problem) {
    EXPECT_EQ(texts(load_catalogue("/nonexistent").problems),
              "/nonexistent: No such file or directory\n");
}

const model::Dnsbl* find(const std::vector<model::Dnsbl>& dnsbls, std::string_view name) {
    const auto found = std::ranges::find(dnsbls, name, &model::Dnsbl::name);
    return found == dnsbls.end() ? nullptr : &*found;
}

constexpr auto shipped_dnsbls = MAILWATCHD_TEST_DATA "/../../catalogue/dnsbl.toml";

TEST(Catalogue, what_we_ship_is_read_and_says_what_was_decided) {
    const auto shipped = load_catalogue(shipped_dnsbls);
    EXPECT_EQ(texts(shipped.problems), "");
    EXPECT_GE(shipped.dnsbls.size(), 20U);

    const auto* const zen = find(shipped.dnsbls, "zen.spamhaus.org");
    ASSERT_NE(zen, nullptr);
    EXPECT_EQ(zen->dnsbl_class, model::DnsblClass::serious);
    EXPECT_TRUE(zen->asks_v4 && zen->asks_v6);
    for (const auto& code : zen->codes)
        if (code.answer.text() == "127.0.0.10" || code.answer.text() == "127.0.0.11") {
            EXPECT_EQ(code.dnsbl_class, model::DnsblClass::policy);
        }
    EXPECT_EQ(find(shipped.dnsbls, "dnsbl-1.uceprotect.net")->dnsbl_class,
              model::DnsblClass::minor);
    for (const auto* const name : {"dnsbl-2.uceprotect.net", "dnsbl-3.uceprotect.net"})
        EXPECT_EQ(find(shipped.dnsbls, name)->dnsbl_class, model::DnsblClass::informational);
    EXPECT_EQ(find(shipped.dnsbls, "bl.suomispam.net")->test_answer->text(), "127.0.0.99");
    EXPECT_EQ(find(shipped.dnsbls, "combined.mail.abusix.zone")->key, "abusix");
    EXPECT_EQ(find(shipped.dnsbls, "cbl.abuseat.org")->part_of.back(), "xbl.spamhaus.org");
    EXPECT_FALSE(find(shipped.dnsbls, "bogons.cymru.com")->is_asked());
    EXPECT_TRUE(find(shipped.dnsbls, "dnsbl.sorbs.net")->retired);
    // Left out on purpose: unreliable.
    for (const auto* const name : {"dnsbl.spfbl.net", "bl.nszones.com"})
        EXPECT_EQ(find(shipped.dnsbls, name), nullptr) << name;
}

TEST(Catalogue, a_dnsbl_that_is_not_asked_says_why) {
    for (const auto& dnsbl : load_catalogue(shipped_dnsbls).dnsbls)
        if (!dnsbl.is_asked()) {
            EXPECT_FALSE(dnsbl.note.empty()) << dnsbl.name;
        }
}

TEST(Catalogue, every_holder_of_a_part_is_there) {
    const auto shipped = load_catalogue(shipped_dnsbls);
    for (const auto& dnsbl : shipped.dnsbls)
        for (const auto& holder : dnsbl.part_of)
            EXPECT_NE(find(shipped.dnsbls, holder), nullptr) << dnsbl.name << " in " << holder;
}

TEST(Catalogue, the_76_lists_of_the_customer_are_there) {
    std::ifstream given{MAILWATCHD_SHARED_DATA "/dnsbl-zones.txt"};
    if (!given) GTEST_SKIP() << "the list is not on this machine";
    const auto shipped = load_catalogue(shipped_dnsbls);
    int count = 0;
    for (std::string line; std::getline(given, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        ++count;
        EXPECT_EQ(std::ranges::count(shipped.dnsbls, line, &model::Dnsbl::name), 1) << line;
    }
    EXPECT_EQ(count, 76);
}

constexpr auto shipped_sources = MAILWATCHD_TEST_DATA "/../../catalogue/sources.toml";

TEST(Catalogue, the_shipped_sources_are_read_and_say_what_was_decided) {
    const auto shipped = load_catalogue(shipped_sources);
    EXPECT_EQ(texts(shipped.problems), "");
    EXPECT_TRUE(shipped.dnsbls.empty());
    const auto* const spike = find(shipped.sources, "rep.mailspike.net");
    ASSERT_NE(spike, nullptr);
    EXPECT_FALSE(spike->has_test_point);
    for (const auto& code : spike->codes)  // (code - 10) * 10 %
        EXPECT_EQ(code.percent, (code.answer.bytes()[3] - 10) * 10) << code.answer.text();
    EXPECT_EQ(spike->codes.size(), 11U);
    const auto* const surbl = find(shipped.sources, "multi.surbl.org");
    EXPECT_EQ(surbl->kind, model::Dnsbl::Kind::domain);
    EXPECT_TRUE(surbl->codes.front().refusal);
    for (const auto* const off : {"hostkarma.junkemailfilter.com", "score.senderscore.com"})
        EXPECT_FALSE(find(shipped.sources, off)->enabled) << off;
    EXPECT_EQ(std::ranges::count(shipped.sources, model::Dnsbl::Kind::origin, &model::Dnsbl::kind),
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
        "[[dnsbl]]\nname = \"a.example\"\npart_of = \"b.example\"\n"
        "[[dnsbl]]\nname = \"b.example\"\npart_of = [\"c.example\", \"a.example\"]\n");
    EXPECT_EQ(loaded.problems.size(), 2U) << texts(loaded.problems);
}

TEST(Sources, those_of_the_catalogue_are_changed_and_added_to) {
    model::Dnsbl known;
    known.name = "dbl.example";
    known.kind = model::Dnsbl::Kind::domain;
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
    EXPECT_EQ(sources[0].kind, model::Dnsbl::Kind::domain);
    EXPECT_EQ(sources[0].test_name, "dbltest.example");
    EXPECT_EQ(sources[1].key, "rep_1");
}

TEST(Catalogue, d12_no_code_of_ours_is_an_error_code) {
    const auto errors = *model::Prefix::parse("127.255.255.0/24");
    const auto shipped = load_catalogue(shipped_dnsbls);
    for (const auto& dnsbl : shipped.dnsbls)
        for (const auto& code : dnsbl.codes) {
            EXPECT_FALSE(errors.contains(code.answer)) << dnsbl.name;
            EXPECT_NE(code.answer.text(), "127.0.0.1") << dnsbl.name;
            EXPECT_FALSE(code.meaning.empty()) << dnsbl.name;
        }
}

}  // namespace
}  // namespace mailwatchd::config
