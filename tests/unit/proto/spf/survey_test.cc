// The survey of a whole tree of records (failure D14).
#include "proto/spf/survey.h"

#include "unit/proto/spf/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

namespace mailwatchd::spf {
namespace {

using model::SpfResult;
using Kind = model::SpfRemark::Kind;

std::vector<Kind> kinds(const model::SpfLook& look) {
    std::vector<Kind> found;
    for (const auto& remark : look.remarks) found.push_back(remark.kind);
    return found;
}

struct Row {
    const char* name;
    Tree tree;
    SpfResult result;
    int lookups;
    int voids;
    std::vector<Kind> remarks;
};

const Row rows[] = {
    {"no_record", {.texts = {{"example.org", {"hello"}}}}, SpfResult::none, 0, 0, {}},
    {"strict", {.texts = {{"example.org", {"v=spf1 -all"}}}}, SpfResult::fail, 0, 0, {}},
    {"no_all",
     {.texts = {{"example.org", {"v=spf1 ip4:192.0.2.1"}}}},
     SpfResult::neutral,
     0,
     0,
     {}},
    {"redirect_decides",
     {.texts = {{"example.org", {"v=spf1 redirect=b.example"}}, {"b.example", {"v=spf1 ~all"}}}},
     SpfResult::softfail,
     1,
     0,
     {}},
    {"include_does_not_decide",
     {.texts = {{"example.org", {"v=spf1 include:b.example"}}, {"b.example", {"v=spf1 -all"}}}},
     SpfResult::neutral,
     1,
     0,
     {}},
    {"several",
     {.texts = {{"example.org", {"v=spf1 -all", "v=spf1 -all"}}}},
     SpfResult::permerror,
     0,
     0,
     {Kind::several_records}},
    {"syntax_goes_on_counting",
     {.texts = {{"example.org", {"v=spf1 ip4:1 include:b.example -all"}},
                {"b.example", {"v=spf1"}}}},
     SpfResult::permerror,
     1,
     0,
     {Kind::syntax}},
    {"include_of_nothing",
     {.texts = {{"example.org", {"v=spf1 include:b.example -all"}}}},
     SpfResult::permerror,
     1,
     1,
     {Kind::missing_record}},
    {"include_of_text_that_is_no_spf",
     {.texts = {{"example.org", {"v=spf1 include:b.example -all"}}, {"b.example", {"moo"}}}},
     SpfResult::permerror,
     1,
     0,
     {Kind::missing_record}},
    {"loop",
     {.texts = {{"example.org", {"v=spf1 include:b.example -all"}},
                {"b.example", {"v=spf1 include:EXAMPLE.org"}}}},
     SpfResult::permerror,
     2,
     0,
     {Kind::loop}},
    {"twice_is_no_loop",
     {.texts = {{"example.org", {"v=spf1 include:b.example include:b.example -all"}},
                {"b.example", {"v=spf1"}}}},
     SpfResult::fail,
     2,
     0,
     {}},
    {"silent_include",
     {.texts = {{"example.org", {"v=spf1 include:b.example -all"}}}, .silent = {"b.example"}},
     SpfResult::temperror,
     1,
     0,
     {Kind::unanswered}},
    {"after_all",
     {.texts = {{"example.org", {"v=spf1 -all a mx redirect=b.example"}}}},
     SpfResult::fail,
     0,
     0,
     {Kind::after_all, Kind::after_all, Kind::ignored_redirect}},
    {"ptr_and_modifiers",
     {.texts = {{"example.org", {"v=spf1 ptr moo=1 -all"}}}},
     SpfResult::fail,
     1,
     0,
     {Kind::ptr, Kind::unknown_modifier}},
    {"mechanisms_with_an_equals_sign",
     {.texts = {{"example.org", {"v=spf1 include=b.example IPV4=192.0.2.1 mxx=1 -all"}}}},
     SpfResult::fail,
     0,
     0,
     {Kind::mechanism_as_modifier, Kind::mechanism_as_modifier, Kind::unknown_modifier}},
    {"terms_without_a_space",
     {.texts = {{"example.org", {"v=spf1 a:b.examplemx:c.example a:d.example-all"}}}},
     SpfResult::neutral,
     2,
     2,
     {Kind::run_together, Kind::void_lookup, Kind::run_together, Kind::void_lookup}},
    {"strings_joined_without_a_space",
     {.texts = {{"example.org", {"v=spf1 include:b.exampleinclude:c.example -all"}}}},
     SpfResult::permerror,
     1,
     1,
     {Kind::run_together, Kind::missing_record}},
    {"near_miss_beside_a_record",
     {.texts = {{"example.org", {"v=spf1 -all", " v=spf1 mx -all", "hello"}}}},
     SpfResult::fail,
     0,
     0,
     {Kind::near_miss}},
    {"near_miss_alone",
     {.texts = {{"example.org", {"v=spf1;mx -all"}}}},
     SpfResult::none,
     0,
     0,
     {Kind::near_miss}},
    {"near_miss_of_an_include",
     {.texts = {{"example.org", {"v=spf1 include:b.example -all"}},
                {"b.example", {"v=spf1\t-all"}}}},
     SpfResult::permerror,
     1,
     0,
     {Kind::missing_record}},
    {"all_that_nobody_reaches",
     {.texts = {{"example.org", {"v=spf1 -ip4:0.0.0.0/0 -ip6:::/0 +all"}}}},
     SpfResult::pass,
     0,
     0,
     {Kind::unreached_all}},
    {"all_that_ipv6_reaches",
     {.texts = {{"example.org", {"v=spf1 ip4:0.0.0.0/0 -all"}}}},
     SpfResult::fail,
     0,
     0,
     {}},
    {"all_of_a_redirect_that_nobody_reaches",
     {.texts = {{"example.org", {"v=spf1 a redirect=b.example"}},
                {"b.example", {"v=spf1 exists:b.example ~all"}}},
      .addresses = {{"b.example", {"192.0.2.1"}}, {"example.org", {"192.0.2.1"}}}},
     SpfResult::softfail,
     3,
     0,
     {Kind::unreached_all}},
    {"macros_of_the_client_are_counted_and_not_asked",
     {.texts = {{"example.org",
                 {"v=spf1 exists:%{i}.x.example a:%{l}.example include:%{d}.b.example -all"}},
                {"example.org.b.example", {"v=spf1"}}}},
     SpfResult::fail,
     3,
     0,
     {}},
    {"names_that_lead_nowhere",
     {.texts = {{"example.org", {"v=spf1 a:x.example mx:x.example exists:x.example -all"}}}},
     SpfResult::fail,
     3,
     3,
     {Kind::void_lookup, Kind::void_lookup, Kind::void_lookup}},
    {"mx_of_eleven",
     {.texts = {{"example.org", {"v=spf1 mx -all"}}},
      .exchangers = {{"example.org",
                      {"a1.example", "a2.example", "a3.example", "a4.example", "a5.example",
                       "a6.example", "a7.example", "a8.example", "a9.example", "a10.example",
                       "a11.example"}}}},
     SpfResult::permerror,
     1,
     0,
     {Kind::too_many_addresses}},
};

class SpfSurvey : public testing::TestWithParam<Row> {};

TEST_P(SpfSurvey, sees) {
    auto tree = GetParam().tree;
    const auto look = survey(tree);
    EXPECT_EQ(name(look.result), name(GetParam().result));
    EXPECT_EQ(look.lookups, GetParam().lookups);
    EXPECT_EQ(look.void_lookups, GetParam().voids);
    EXPECT_EQ(kinds(look), GetParam().remarks);
}

INSTANTIATE_TEST_SUITE_P(Table, SpfSurvey, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(SpfSurveyCounts, beyond_the_limit) {
    Tree tree;
    std::string record = "v=spf1";
    for (int i = 0; i < 12; ++i) {
        const auto name = "n" + std::to_string(i) + ".example";
        record += " include:" + name;
        tree.texts[name] = {"v=spf1 ip4:192.0.2.1"};
    }
    tree.texts["example.org"] = {record + " -all"};
    EXPECT_EQ(survey(tree).lookups, 12);
}

TEST(SpfSurveyCounts, voids_of_each_family_apart) {
    Tree tree{.texts = {{"example.org", {"v=spf1 a:four.example mx -all"}}},
              .addresses = {{"four.example", {"192.0.2.4"}},
                            {"mx1.example", {"192.0.2.1"}},
                            {"mx2.example", {"192.0.2.2", "2001:db8::2"}}},
              .exchangers = {{"example.org", {"mx1.example", "mx2.example"}}}};
    const auto look = survey(tree);
    EXPECT_EQ(look.void_lookups, 0);
    EXPECT_EQ(look.void_lookups_v6, 2);
    ASSERT_EQ(look.senders.size(), 3U);
    EXPECT_EQ(look.senders[0].host, "four.example");
    EXPECT_EQ(look.senders[2].addresses.size(), 2U);
}

TEST(SpfSurveyCounts, d14_a_tree_without_end_is_cut) {
    Survey survey{"example.org"};
    int asked = 0;
    while (!survey.questions().empty()) {
        const auto questions = survey.questions();
        for (const auto& question : questions) {
            const auto deeper = std::to_string(++asked);
            dns::Answer answer{.question = question, .canonical = question.name};
            answer.records.push_back({question.name, dns::Type::txt, 60,
                                      dns::Text{"v=spf1 include:a" + deeper + ".example include:b" +
                                                deeper + ".example -all"}});
            survey.answer(question, std::move(answer));
        }
    }
    EXPECT_LE(asked, 200);
    EXPECT_TRUE(survey.look().truncated);
    EXPECT_GT(survey.look().lookups, model::spf_lookups_max);
}

/// Each name includes a longer one, and two others: every answer shows a deeper tree.
TEST(SpfSurveyCounts, d14_a_deep_tree_is_cheap) {
    const std::string record = "v=spf1 include:a.example%{d} include:b.example include:c.example";
    const auto begun = std::clock();
    Survey survey{"example.org"};
    while (!survey.questions().empty())
        for (const auto& question : std::vector{survey.questions()}) {
            dns::Answer answer{.question = question, .canonical = question.name};
            answer.records.push_back({question.name, dns::Type::txt, 60, dns::Text{record}});
            survey.answer(question, std::move(answer));
        }
    const auto seconds = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 10.0) << "of CPU time, with sanitizers";
    EXPECT_TRUE(survey.look().truncated);
}

TEST(SpfSurveyRemarks, say_what_is_a_near_miss) {
    Tree tree{.texts = {{"example.org", {"v=spf1 include:b.example -all", "v=spf1:-all"}},
                        {"b.example", {"\tv=spf1 -all"}}}};
    const auto look = survey(tree);
    ASSERT_EQ(look.remarks.size(), 2U);
    EXPECT_EQ(look.remarks[0].term, "\"v=spf1:-all\"");
    EXPECT_EQ(look.remarks[0].what, "v=spf1 is followed by \":\", not by a space");
    EXPECT_EQ(look.remarks[1].what,
              "b.example has no SPF record; \"\tv=spf1 -all\" is not one: it begins with a tab");
}

/// Whether the void lookups stop a sender that the record lists.
bool stops_senders(const std::string& record) {
    Tree tree{.texts = {{"example.org", {record}}},
              .addresses = {{"a.example", {"192.0.2.1"}},
                            {"b.example", {"192.0.2.2"}},
                            {"c.example", {"192.0.2.3"}},
                            {"d.example", {"192.0.2.4", "2001:db8::4"}}}};
    const auto look = survey(tree);
    EXPECT_EQ(look.void_lookups, 0);
    EXPECT_EQ(look.void_lookups_v6, 3);
    return look.stops_senders_v6;
}

TEST(SpfSurveyVoids, stop_ipv6_senders_listed_behind_them) {
    const std::string three = "a:a.example a:b.example a:c.example ";
    EXPECT_TRUE(stops_senders("v=spf1 " + three + "ip6:2001:db8::/32 -all"));
    EXPECT_TRUE(stops_senders("v=spf1 " + three + "a:d.example -all"));
    EXPECT_TRUE(stops_senders("v=spf1 ip6:2001:db8::/48 " + three + "ip6:2001:db8::/32 -all"));
    EXPECT_FALSE(stops_senders("v=spf1 ip6:2001:db8::/32 " + three + "-all"));
    EXPECT_FALSE(stops_senders("v=spf1 a:d.example " + three + "-all"));
    EXPECT_FALSE(stops_senders("v=spf1 ip6:2001:db8::/32 " + three + "ip6:2001:db8:1::/48 -all"));
    EXPECT_FALSE(stops_senders("v=spf1 " + three + "ip4:192.0.2.0/24 -all"));
}

TEST(SpfSurveySenders, are_single_hosts_the_own_ones_first) {
    Tree tree{.texts = {{"example.org",
                         {"v=spf1 include:b.example ip4:192.0.2.8/30 ip4:192.0.2.0/24 "
                          "ip6:2001:db8::25 ip6:2001:db8::/64 redirect=c.example"}},
                        {"b.example", {"v=spf1 ip4:198.51.100.1"}},
                        {"c.example", {"v=spf1 ip4:203.0.113.9 -all"}}}};
    std::vector<std::string> hosts;
    for (const auto& sender : survey(tree).senders) hosts.push_back(sender.host);
    EXPECT_EQ(hosts, (std::vector<std::string>{"192.0.2.8", "192.0.2.9", "192.0.2.10", "192.0.2.11",
                                               "2001:db8::25", "203.0.113.9", "198.51.100.1"}));
}

TEST(SpfSurveySenders, are_only_those_that_pass) {
    Tree tree{.texts = {{"example.org",
                         {"v=spf1 -ip4:192.0.2.1 ~a:soft.example ?mx -include:b.example "
                          "include:c.example redirect=d.example"}},
                        {"b.example", {"v=spf1 ip4:198.51.100.1"}},
                        {"c.example", {"v=spf1 -ip4:198.51.100.2 ip4:198.51.100.3"}},
                        {"d.example", {"v=spf1 +ip4:203.0.113.9 -all"}}},
              .addresses = {{"soft.example", {"192.0.2.2"}}, {"mx.example", {"192.0.2.3"}}},
              .exchangers = {{"example.org", {"mx.example"}}}};
    std::vector<std::string> hosts;
    for (const auto& sender : survey(tree).senders) hosts.push_back(sender.host);
    EXPECT_EQ(hosts, (std::vector<std::string>{"203.0.113.9", "198.51.100.3"}));
}

TEST(SpfSurveySenders, are_bounded) {
    Tree tree;
    std::string record = "v=spf1";
    for (int i = 0; i < 60; ++i) record += " ip4:192.0.2." + std::to_string(i);
    tree.texts["example.org"] = {record};
    EXPECT_EQ(survey(tree).senders.size(), model::spf_senders_max);
}

TEST(SpfRecordText, is_the_same_for_the_same_record) {
    const auto text = [](std::vector<std::string> records) {
        Tree tree{.texts = {{"example.org", std::move(records)}}};
        return record_text(survey(tree));
    };
    EXPECT_EQ(text({"v=spf1  mx   -all "}), "v=spf1 mx -all");
    EXPECT_EQ(text({"hello"}), "none");
    EXPECT_EQ(text({"v=spf1 b", "v=spf1 a", "x"}), text({"v=spf1 a", "y", "v=spf1 b"}));
    EXPECT_NE(text({"v=spf1 a -all"}), text({"v=spf1 a ~all"}));
    const auto huge = "v=spf1 " + std::string(5000, 'x');
    EXPECT_LT(text({huge}).size(), 2200U);
    EXPECT_NE(text({huge}), text({huge + "y"}));
}

TEST(SpfRecordText, is_unknown_where_the_dns_was_silent) {
    Tree tree{.silent = {"example.org"}};
    const auto look = survey(tree);
    EXPECT_EQ(record_text(look), "");
    EXPECT_EQ(look.result, SpfResult::temperror);
}

}  // namespace
}  // namespace mailwatchd::spf
