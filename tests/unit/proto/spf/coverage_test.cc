// What every address gets, against RFC 7208 and against the evaluation of single addresses.
#include "proto/spf/coverage.h"

#include "proto/spf/evaluation.h"
#include "unit/proto/spf/tree.h"

#include <gtest/gtest.h>

#include <random>

namespace mailwatchd::spf {
namespace {

using model::Address;
using model::SpfResult;
using model::SpfScope;
using Terms = std::vector<std::string>;

/// How much of a family's public addresses passes.
enum class Part : std::uint8_t { little, large, all };

Part part_of(const SpfScope& scope, Address::Family family) {
    if (scope.passing > 0 && scope.others <= model::spf_large(family)) return Part::all;
    return scope.passing > model::spf_large(family) ? Part::large : Part::little;
}

struct Family {
    Part part;
    SpfResult unlisted;
    Terms terms = {};  ///< That let the large part pass.
    std::string unlisted_term = "-all";
};

const Family fails{Part::little, SpfResult::fail};
Family every(Terms terms, SpfResult unlisted = SpfResult::pass, std::string why = "") {
    return {Part::all, unlisted, std::move(terms), std::move(why)};
}
Family large(Terms terms) { return {Part::large, SpfResult::fail, std::move(terms)}; }
Family nobody(SpfResult unlisted, std::string why) {
    return {Part::little, unlisted, {}, std::move(why)};
}

struct Row {
    const char* name;
    std::string record;
    Family v4, v6;
};

/// What the records of the table refer to.
Tree world() {
    return {.texts = {{"all.example", {"v=spf1 +all"}},
                      {"half.example", {"v=spf1 ip4:0.0.0.0/1 ?all"}},
                      {"deep.example", {"v=spf1 include:all.example -all"}},
                      {"hosts.example", {"v=spf1 ip4:192.0.2.0/24 -all"}},
                      {"none.example", {"no record"}},
                      {"broken.example", {"v=spf1 +all moo"}},
                      {"soft.example", {"v=spf1 ~all"}},
                      {"open.example", {"v=spf1 ip4:192.0.2.1"}}},
            .addresses = {{"example.org", {"198.51.100.1", "2001:db8::1"}},
                          {"four.example", {"198.51.100.4"}},
                          {"low.example", {"1.1.1.1"}},
                          {"high.example", {"200.1.1.1"}}},
            .exchangers = {{"example.org", {"low.example", "high.example"}}}};
}

const auto soft = SpfResult::softfail;
const auto neutral = SpfResult::neutral;
const auto permerror = SpfResult::permerror;
const Family undecided = nobody(neutral, "?all");
const Family erring = nobody(permerror, "include:none.example");

const Row rows[] = {
    {"strict", "v=spf1 ip4:192.0.2.0/24 -all", fails, fails},
    {"plus_all", "v=spf1 +all", every({"+all"}), every({"+all"})},
    {"bare_all", "v=spf1 mx ALL", every({"ALL"}), every({"ALL"})},
    {"length_0", "v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all", every({"ip4:0.0.0.0/0"}),
     every({"ip6:::/0"})},
    {"length_0_of_any_address", "v=spf1 ip4:192.0.2.1/0 -all", every({"ip4:192.0.2.1/0"}), fails},
    {"every_ipv6", "v=spf1 ip6:2001:db8::/0 -all", fails, every({"ip6:2001:db8::/0"})},
    {"halves", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all",
     every({"ip4:0.0.0.0/1", "ip4:128.0.0.0/1"}), fails},
    {"quarters_in_any_order",
     "v=spf1 ip4:192.0.0.0/2 ip4:0.0.0.0/2 ip4:128.0.0.0/2 ip4:64.0.0.0/2 -all",
     every({"ip4:192.0.0.0/2", "ip4:0.0.0.0/2", "ip4:128.0.0.0/2", "ip4:64.0.0.0/2"}), fails},
    {"halves_of_ipv6", "v=spf1 ip6:::/1 ip6:8000::/1 -all", fails, every({"ip6:::/1"})},
    {"all_global_unicast", "v=spf1 ip6:2000::/3 -all", fails, every({"ip6:2000::/3"})},
    {"all_but_private_use", "v=spf1 -ip4:10.0.0.0/8 -ip4:192.168.0.0/16 ip4:0.0.0.0/0 -all",
     every({"ip4:0.0.0.0/0"}), fails},
    {"all_but_one", "v=spf1 -ip4:8.8.8.8 +all", every({"+all"}, SpfResult::fail, "-ip4:8.8.8.8"),
     every({"+all"})},
    {"all_but_multicast", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/2 ip4:192.0.0.0/3 -all",
     every({"ip4:0.0.0.0/1", "ip4:128.0.0.0/2", "ip4:192.0.0.0/3"}), fails},
    {"a_of_length_0", "v=spf1 a/0 -all", every({"a/0"}), fails},
    {"a_of_length_0_for_both", "v=spf1 a/0//0 -all", every({"a/0//0"}), every({"a/0//0"})},
    {"a_of_length_0_without_an_address", "v=spf1 a:four.example//0 -all", fails, fails},
    {"mx_of_length_0", "v=spf1 mx/0 -all", every({"mx/0"}), fails},
    {"mx_of_halves", "v=spf1 mx/1 -all", every({"mx/1"}), fails},
    {"include_of_all", "v=spf1 include:all.example -all", every({"include:all.example (+all)"}),
     every({"include:all.example (+all)"})},
    {"include_of_an_include", "v=spf1 include:deep.example -all",
     every({"include:deep.example (include:all.example (+all))"}),
     every({"include:deep.example (include:all.example (+all))"})},
    {"redirect_to_all", "v=spf1 a redirect=all.example", every({"redirect=all.example (+all)"}),
     every({"redirect=all.example (+all)"})},
    {"half_by_an_include", "v=spf1 include:half.example ip4:128.0.0.0/1 -all",
     every({"include:half.example (ip4:0.0.0.0/1)", "ip4:128.0.0.0/1"}), fails},
    {"exists_of_a_fixed_name", "v=spf1 exists:four.example -all", every({"exists:four.example"}),
     every({"exists:four.example"})},
    {"exists_of_nothing", "v=spf1 exists:gone.example -all", fails, fails},
    {"exists_of_the_client", "v=spf1 exists:%{i}.example a:%{l}.example ptr -all", fails, fails},
    {"refused_by_the_name_of_the_client", "v=spf1 -exists:%{i}.bl.example +all", every({"+all"}),
     every({"+all"})},

    {"turned_around", "v=spf1 -ip4:0.0.0.0/0 -ip6:::/0 +all",
     nobody(SpfResult::fail, "-ip4:0.0.0.0/0"), nobody(SpfResult::fail, "-ip6:::/0")},
    {"turned_around_but_for_itself", "v=spf1 a -ip6:::/0 -ip4:0.0.0.0/0 +all",
     nobody(SpfResult::fail, "-ip4:0.0.0.0/0"), nobody(SpfResult::fail, "-ip6:::/0")},
    {"refused_in_one_family", "v=spf1 -ip4:0.0.0.0/0 +all",
     nobody(SpfResult::fail, "-ip4:0.0.0.0/0"), every({"+all"})},
    {"refused_by_an_include", "v=spf1 -include:all.example +all",
     nobody(SpfResult::fail, "-include:all.example (+all)"),
     nobody(SpfResult::fail, "-include:all.example (+all)")},
    {"refused_by_exists", "v=spf1 -exists:four.example +all",
     nobody(SpfResult::fail, "-exists:four.example"),
     nobody(SpfResult::fail, "-exists:four.example")},
    {"refused_first", "v=spf1 -ip4:0.0.0.0/0 ip4:0.0.0.0/0 -all",
     nobody(SpfResult::fail, "-ip4:0.0.0.0/0"), fails},
    {"softly_refused", "v=spf1 ~ip4:0.0.0.0/1 ~ip4:128.0.0.0/1 -all",
     nobody(soft, "~ip4:0.0.0.0/1"), fails},
    {"neutral_for_all", "v=spf1 ?ip4:0.0.0.0/0 ?ip6:::/0 -all", nobody(neutral, "?ip4:0.0.0.0/0"),
     nobody(neutral, "?ip6:::/0")},
    {"neutral_but_everything_listed", "v=spf1 ip4:0.0.0.0/0 ip6:::/0 ?all",
     every({"ip4:0.0.0.0/0"}), every({"ip6:::/0"})},
    {"include_does_not_lend_its_all", "v=spf1 include:soft.example -all", fails, fails},
    {"neutral", "v=spf1 mx ?all", undecided, undecided},
    {"no_all", "v=spf1 mx", nobody(neutral, "no all"), nobody(neutral, "no all")},
    {"redirect_to_soft", "v=spf1 redirect=soft.example",
     nobody(soft, "redirect=soft.example (~all)"), nobody(soft, "redirect=soft.example (~all)")},
    {"redirect_without_all", "v=spf1 redirect=open.example",
     nobody(neutral, "redirect=open.example (no all)"),
     nobody(neutral, "redirect=open.example (no all)")},

    {"half", "v=spf1 ip4:0.0.0.0/1 -all", large({"ip4:0.0.0.0/1"}), fails},
    {"a_slash_8", "v=spf1 ip4:17.0.0.0/8 -all", large({"ip4:17.0.0.0/8"}), fails},
    {"a_slash_8_of_a_host", "v=spf1 a:low.example/8 -all", large({"a:low.example/8"}), fails},
    {"a_slash_8_in_parts", "v=spf1 ip4:17.0.0.0/9 ip4:17.128.0.0/9 -all",
     large({"ip4:17.0.0.0/9", "ip4:17.128.0.0/9"}), fails},
    {"a_slash_8_with_shared_space", "v=spf1 ip4:100.0.0.0/8 -all", large({"ip4:100.0.0.0/8"}),
     fails},
    {"a_slash_9", "v=spf1 ip4:17.0.0.0/9 -all", fails, fails},
    {"private_use", "v=spf1 ip4:10.0.0.0/8 ip4:172.16.0.0/12 -all", fails, fails},
    {"multicast", "v=spf1 ip4:224.0.0.0/3 ip6:ff00::/8 ip6:::/3 -all", fails, fails},
    {"a_registry_s_ipv6", "v=spf1 ip6:2a00::/12 -all", fails, large({"ip6:2a00::/12"})},
    {"ipv6_slash_16", "v=spf1 ip6:2a00::/16 -all", fails, large({"ip6:2a00::/16"})},
    {"ipv6_slash_20", "v=spf1 ip6:2a00::/20 -all", fails, fails},
    {"mapped_ipv4_is_no_ipv6", "v=spf1 ip6:::ffff:0:0/96 -all", fails, fails},

    {"error_before_all", "v=spf1 include:none.example +all", erring, erring},
    {"all_before_the_error", "v=spf1 ip4:0.0.0.0/0 include:none.example +all",
     every({"ip4:0.0.0.0/0"}), erring},
    {"syntax", "v=spf1 +all moo", nobody(permerror, ""), nobody(permerror, "")},
    {"syntax_of_an_include", "v=spf1 include:broken.example +all",
     nobody(permerror, "include:broken.example"), nobody(permerror, "include:broken.example")},
    {"three_void_lookups", "v=spf1 a:x.example a:y.example a:z.example +all",
     nobody(permerror, "a:z.example"), nobody(permerror, "a:z.example")},
    {"void_lookups_of_ipv6", "v=spf1 a:four.example a:low.example mx +all", every({"+all"}),
     nobody(permerror, "mx")},
    {"loop", "v=spf1 include:example.org +all",
     nobody(permerror,
            "include:example.org (include:example.org (include:example.org "
            "(include:example.org (include:example.org (include:example.org "
            "(include:example.org (include:example.org (include:example.org "
            "(include:example.org (include:example.org))))))))))"),
     nobody(permerror,
            "include:example.org (include:example.org (include:example.org "
            "(include:example.org (include:example.org (include:example.org "
            "(include:example.org (include:example.org (include:example.org "
            "(include:example.org (include:example.org))))))))))")},
};

void expect_scope(const SpfScope& scope, Address::Family family, const Family& expected) {
    EXPECT_EQ(static_cast<int>(part_of(scope, family)), static_cast<int>(expected.part));
    EXPECT_EQ(name(scope.unlisted), name(expected.unlisted));
    EXPECT_EQ(scope.passing_terms, expected.terms);
    EXPECT_EQ(scope.unlisted_term, expected.unlisted_term);
}

class SpfScopes : public testing::TestWithParam<Row> {};

TEST_P(SpfScopes, are_what_the_first_match_gives) {
    auto tree = world();
    tree.texts["example.org"] = {GetParam().record};
    const auto look = survey(tree);
    expect_scope(look.v4, Address::Family::v4, GetParam().v4);
    expect_scope(look.v6, Address::Family::v6, GetParam().v6);
}

INSTANTIATE_TEST_SUITE_P(Table, SpfScopes, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(SpfScopeTerms, are_bounded) {
    Tree tree;
    std::string record = "v=spf1";
    for (int i = 1; i < 224; ++i) record += " ip4:" + std::to_string(i) + ".0.0.0/8";
    tree.texts["example.org"] = {record + " -all"};
    const auto look = survey(tree);
    EXPECT_EQ(part_of(look.v4, Address::Family::v4), Part::all);
    EXPECT_EQ(look.v4.passing_terms.size(), model::spf_scope_terms_max);
    EXPECT_GT(look.v4.more_terms, 200U);
}

TEST(SpfScopeTerms, leave_out_what_does_not_matter) {
    Tree tree;
    tree.texts["example.org"] = {"v=spf1 ip4:8.8.8.8 ip4:9.9.0.0/16 ip4:0.0.0.0/0 -all"};
    EXPECT_EQ(survey(tree).v4.passing_terms, Terms{"ip4:0.0.0.0/0"});
}

TEST(SpfScope, is_nobody_where_records_are_none_or_several) {
    for (const Terms& records : {Terms{"v=spf1 +all", "v=spf1 +all"}, Terms{"moo"}}) {
        Tree tree{.texts = {{"example.org", records}}};
        const auto look = survey(tree);
        EXPECT_EQ(look.v4.passing, 0U);
        EXPECT_EQ(name(look.v4.unlisted), records.size() > 1 ? "permerror" : "none");
    }
}

TEST(SpfScope, takes_what_was_not_answered_for_no_match) {
    auto tree = world();
    tree.texts["example.org"] = {"v=spf1 include:all.example a:low.example ?all"};
    tree.silent = {"all.example"};
    EXPECT_EQ(name(survey(tree).v4.unlisted), "neutral");
}

/// Hostile records: the work stays near the number of terms.
/// The largest record that fits into a message.
TEST(SpfScope, d14_of_many_networks_is_cheap) {
    Tree tree;
    std::string record = "v=spf1";
    for (int i = 0; i < 1'800; ++i)
        record += " -ip4:" + std::to_string(i / 256 % 200) + '.' + std::to_string(i % 256) +
                  ".7.1 ip4:0.0.0.0/2";
    tree.texts["example.org"] = {record + " include:example.org ?all"};
    EXPECT_EQ(part_of(survey(tree).v4, Address::Family::v4), Part::large);
}

/// Records of terms that do not depend on the client; the same seed gives the same tree.
class Generator {
public:
    explicit Generator(unsigned seed) : random_{seed} {}

    Tree tree() {
        auto tree = world();
        for (const auto* const domain : {"example.org", "b.example", "c.example", "d.example"})
            tree.texts[domain] = {record()};
        return tree;
    }
    std::size_t below(std::size_t count) { return random_() % count; }

private:
    template <std::size_t count>
    std::string one_of(const char* const (&texts)[count]) {
        return texts[below(count)];
    }
    std::string record() {
        std::string text = "v=spf1";
        for (auto left = below(7); left > 0; --left) text += ' ' + term();
        if (below(3) > 0) text += ' ' + one_of({"+", "-", "~", "?", ""}) + "all";
        if (below(4) == 0) text += " redirect=" + domain();
        return text;
    }
    std::string domain() {
        return one_of({"b.example", "c.example", "d.example", "all.example", "none.example",
                       "half.example", "low.example", "broken.example"});
    }
    std::string term() {
        const auto qualifier = one_of({"", "", "+", "-", "~", "?"});
        switch (below(6)) {
            case 0:
                return qualifier + "ip4:" + one_of({"0.0.0.0", "128.1.2.3", "198.51.100.1"}) +
                       one_of({"", "/0", "/1", "/2", "/24", "/31"});
            case 1:
                return qualifier + "ip6:" + one_of({"::", "2001:db8::1", "8000::"}) +
                       one_of({"", "/0", "/1", "/3", "/64", "/127"});
            case 2: return qualifier + "include:" + domain();
            case 3: return qualifier + "exists:" + one_of({"low.example", "gone.example", "%{d}"});
            default: break;
        }
        return qualifier + one_of({"a", "mx"}) +
               one_of({"", ":low.example", ":gone.example", ":%{d}", ":high.example"}) +
               one_of({"", "/0", "/1", "/8//0", "//1", "//64"});
    }

    std::mt19937 random_;
};

SpfResult evaluated(Tree& tree, const Address& client) {
    Evaluation evaluation{mail_from(client, "ann@example.org", "helo.example")};
    while (evaluation.question()) evaluation.answer(tree.ask(*evaluation.question()));
    return evaluation.result().result;
}

TEST(SpfCoverage, agrees_with_the_evaluation_of_single_addresses) {
    std::size_t compared = 0;
    for (unsigned seed = 0; seed < 2000; ++seed) {
        auto tree = Generator{seed}.tree();
        Answers answers;
        Survey survey{"example.org"};
        while (!survey.questions().empty())
            for (const auto& question : std::vector{survey.questions()}) {
                answers.add(question, tree.ask(question));
                survey.answer(question, tree.ask(question));
            }
        ReadRecords records;
        for (const auto family : {Address::Family::v4, Address::Family::v6}) {
            const auto coverage = cover(family, "example.org", answers, records);
            EXPECT_EQ(coverage.conclusions.front().range.first, whole(family).first);
            EXPECT_EQ(coverage.conclusions.back().range.last, whole(family).last);
            const Conclusion* before = nullptr;
            for (const auto& each : coverage.conclusions) {
                if (before != nullptr) {
                    EXPECT_EQ(next(before->range.last), each.range.first);
                }
                before = &each;
                for (const auto& client : {each.range.first, each.range.last}) {
                    ASSERT_EQ(name(evaluated(tree, client)), name(each.result))
                        << client.text() << ", seed " << seed << ": "
                        << tree.texts["example.org"].front();
                    EXPECT_EQ(coverage.result(client), each.result);
                    ++compared;
                }
            }
        }
    }
    EXPECT_GT(compared, 10'000U);
}

}  // namespace
}  // namespace mailwatchd::spf
