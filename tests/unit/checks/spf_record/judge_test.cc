#include "model/spf.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::spf_record {
namespace {

using model::Reason;
using model::SpfLook;
using model::SpfResult;
using model::SpfScope;
using Kind = model::SpfRemark::Kind;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

constexpr std::uint64_t everything = std::uint64_t{1} << 60;
constexpr auto large_v4 = model::spf_large(model::Address::Family::v4);
constexpr auto large_v6 = model::spf_large(model::Address::Family::v6);

/// A family of which nobody passes; unlisted addresses get this result.
SpfScope all(SpfResult unlisted, std::string term = "?all") {
    SpfScope scope;
    scope.unlisted = unlisted;
    if (unlisted == SpfResult::pass) {
        scope.passing = everything;
        scope.passing_terms = {"+all"};
    } else {
        scope.others = everything;
        scope.unlisted_term = std::move(term);
    }
    return scope;
}
/// A family of which so many pass, and the others fail.
SpfScope passes(std::uint64_t passing, std::uint64_t others, std::string term) {
    SpfScope scope;
    scope.passing = passing;
    scope.others = others;
    scope.passing_terms = {std::move(term)};
    scope.unlisted = others == 0 ? SpfResult::pass : SpfResult::fail;
    scope.unlisted_term = others == 0 ? "" : "-all";
    return scope;
}
const SpfScope fails = all(SpfResult::fail, "-all");

/// The observation of a domain whose only record gives the families these results.
SpfLook scoped(const SpfScope& v4, const SpfScope& v6) {
    SpfLook look;
    look.domain = "example.org";
    look.records = {"v=spf1 mx -all"};
    look.v4 = v4;
    look.v6 = v6;
    look.result = v4.unlisted;
    look.answer_bytes = 100;
    return look;
}
SpfLook ends(SpfResult unlisted) { return scoped(all(unlisted), all(unlisted)); }
SpfLook strict() { return ends(SpfResult::fail); }

SpfLook remarked(std::initializer_list<Kind> kinds, SpfLook look = strict()) {
    for (const auto kind : kinds) look.remarks.push_back({kind, "example.org", "term", "what"});
    return look;
}
SpfLook counted(int lookups, int voids = 0, int voids_v6 = 0) {
    auto look = strict();
    look.lookups = lookups;
    look.void_lookups = voids;
    look.void_lookups_v6 = voids_v6;
    return look;
}
SpfLook silent(base::Errc why) {
    auto look = ends(SpfResult::none);
    look.records.clear();
    look.failure = base::Failure{why, "TXT example.org"};
    look.result = SpfResult::temperror;
    return look;
}
SpfLook absent() {
    auto look = ends(SpfResult::none);
    look.records.clear();
    look.result = SpfResult::none;
    return look;
}
SpfLook several() {
    auto look = remarked({Kind::several_records}, ends(SpfResult::permerror));
    look.records.push_back("v=spf1 -all");
    return look;
}
SpfLook stops_senders() {
    auto look = counted(3, 0, 3);
    look.stops_senders_v6 = true;
    return look;
}
SpfLook long_answer() {
    auto look = strict();
    look.answer_bytes = 513;
    return look;
}

Scene seen(SpfLook look, model::Topology::Mail mail = model::Topology::Mail::mx) {
    Scene scene{mail};
    scene.rest.of<model::SpfLook>() = {std::make_shared<const SpfLook>(std::move(look))};
    return scene;
}
Scene target(model::TargetKind kind, Scene scene) {
    scene.topology.target.kind = kind;
    return scene;
}

const Row rows[] = {
    row("minus_all", seen(strict()), passed(100).with({"SPF_RECORD"}).without({"SPF_WEAK_ALL"})),
    row("tilde_all", seen(ends(SpfResult::softfail)), passed(90).with({"SPF_SOFTFAIL_ALL"})),
    row("question_all", seen(ends(SpfResult::neutral)), passed(60).with({"SPF_WEAK_ALL"})),
    row("plus_all", seen(ends(SpfResult::pass)), passed(20).with({"SPF_PASS_ALL"})),
    row("every_ipv4", seen(scoped(passes(everything, 0, "ip4:0.0.0.0/0"), fails)),
        passed(20).with({"SPF_PASS_ALL"}).without({"SPF_LARGE_NETWORK"})),
    row("every_ipv6", seen(scoped(fails, passes(everything, 0, "ip6:::/0"))),
        passed(20).with({"SPF_PASS_ALL"}).without({"SPF_LARGE_NETWORK"})),
    row("all_but_a_small_rest", seen(scoped(passes(everything, large_v4, "+all"), fails)),
        passed(20).with({"SPF_PASS_ALL"})),
    row("all_but_a_large_rest", seen(scoped(passes(everything, large_v4 + 1, "+all"), fails)),
        passed(60).with({"SPF_LARGE_NETWORK"}).without({"SPF_PASS_ALL"})),
    row("large_ipv4", seen(scoped(passes(large_v4 + 1, everything, "ip4:17.0.0.0/8"), fails)),
        passed(60).with({"SPF_LARGE_NETWORK"}).without({"SPF_PASS_ALL"})),
    row("not_large_ipv4", seen(scoped(passes(large_v4, everything, "ip4:17.0.0.0/9"), fails)),
        passed(100).without({"SPF_LARGE_NETWORK"})),
    row("large_ipv6", seen(scoped(fails, passes(large_v6 + 1, everything, "ip6:2a00::/12"))),
        passed(60).with({"SPF_LARGE_NETWORK"})),
    row("not_large_ipv6", seen(scoped(fails, passes(large_v6, everything, "ip6:2a00::/17"))),
        passed(100).without({"SPF_LARGE_NETWORK"})),
    row("neutral_for_ipv6_alone", seen(scoped(fails, all(SpfResult::neutral))),
        passed(60).with({"SPF_WEAK_ALL"})),
    row("softfail_for_ipv4_alone", seen(scoped(all(SpfResult::softfail), fails)),
        passed(90).with({"SPF_SOFTFAIL_ALL"})),
    row("one_family_neutral_one_softfail",
        seen(scoped(all(SpfResult::neutral), all(SpfResult::softfail))),
        passed(60).with({"SPF_WEAK_ALL", "SPF_SOFTFAIL_ALL"})),
    row("passing_and_neutral",
        seen(scoped(passes(everything, 0, "ip4:0.0.0.0/0"), all(SpfResult::neutral))),
        passed(20).with({"SPF_PASS_ALL", "SPF_WEAK_ALL"})),
    row("unreached_all", seen(remarked({Kind::unreached_all})),
        passed(100).with({"SPF_ALL_UNREACHED"}).without({"SPF_PASS_ALL"})),
    row("ptr", seen(remarked({Kind::ptr})), passed(90).with({"SPF_PTR"})),
    row("ptr_twice_costs_once", seen(remarked({Kind::ptr, Kind::ptr})), passed(90)),
    row("plus_all_with_ptr", seen(remarked({Kind::ptr}, ends(SpfResult::pass))), passed(10)),
    row("eight_lookups", seen(counted(8)), passed(100).without({"SPF_LOOKUPS_NEAR_LIMIT"})),
    row("nine_lookups", seen(counted(9)), passed(95).with({"SPF_LOOKUPS_NEAR_LIMIT"})),
    row("ten_lookups", seen(counted(10)), passed(95).with({"SPF_LOOKUPS_NEAR_LIMIT"})),
    row("d14_eleven_lookups", seen(counted(11)), failed(0).with({"SPF_TOO_MANY_LOOKUPS"})),
    row("two_voids", seen(counted(2, 2, 2)), passed(100)),
    row("d14_three_voids", seen(counted(3, 3)), failed(0).with({"SPF_TOO_MANY_VOID_LOOKUPS"})),
    row("three_voids_of_ipv6_alone", seen(counted(3, 0, 3)),
        passed(100).with({"SPF_VOID_LOOKUPS_IPV6_UNLISTED"}).without({"SPF_VOID_LOOKUPS_IPV6"})),
    row("three_voids_before_an_ipv6_sender", seen(stops_senders()),
        passed(100).with({"SPF_VOID_LOOKUPS_IPV6"}).without({"SPF_VOID_LOOKUPS_IPV6_UNLISTED"})),
    row("absent", seen(absent()), failed(0).with({"SPF_MISSING"}).without({"SPF_RECORD"})),
    row("several", seen(several()),
        failed(0).with({"SPF_SEVERAL_RECORDS"}).without({"SPF_WEAK_ALL"})),
    row("syntax", seen(remarked({Kind::syntax})), failed(0).with({"SPF_SYNTAX_ERROR"})),
    row("missing_include", seen(remarked({Kind::missing_record})),
        failed(0).with({"SPF_INCLUDE_WITHOUT_RECORD"})),
    row("loop", seen(remarked({Kind::loop})), failed(0).with({"SPF_LOOP"})),
    row("many_mx", seen(remarked({Kind::too_many_addresses})), failed(0).with({"SPF_TOO_MANY_MX"})),
    row("others_are_findings_only",
        seen(remarked({Kind::void_lookup, Kind::after_all, Kind::ignored_redirect,
                       Kind::unknown_modifier, Kind::record_type_99, Kind::near_miss,
                       Kind::mechanism_as_modifier, Kind::run_together})),
        passed(100).with({"SPF_VOID_LOOKUP", "SPF_TERMS_AFTER_ALL", "SPF_REDIRECT_IGNORED",
                          "SPF_UNKNOWN_MODIFIER", "SPF_RECORD_TYPE_99", "SPF_NEAR_MISS",
                          "SPF_MECHANISM_AS_MODIFIER", "SPF_TERMS_RUN_TOGETHER"})),
    row("near_miss_alone", seen(remarked({Kind::near_miss}, absent())),
        failed(0).with({"SPF_MISSING"}).without({"SPF_NEAR_MISS"})),
    row("long_answer", seen(long_answer()), passed(100).with({"SPF_LONG_ANSWER"})),
    row("d1_silence", seen(silent(base::Errc::timed_out)),
        no_info(Reason::dns_failure).without({"SPF_MISSING"})),
    row("d1_servfail", seen(silent(base::Errc::server_failure)), no_info(Reason::dns_failure)),
    row("cancelled", seen(silent(base::Errc::cancelled)), no_info(Reason::interrupted)),
    row("silent_include", seen(remarked({Kind::unanswered})),
        no_info(Reason::dns_failure).with({"SPF_UNANSWERED"})),
    row("silence_hides_no_error", seen(remarked({Kind::unanswered, Kind::syntax})), failed(0)),
    row("never_looked", Scene{}, no_info(Reason::interrupted)),
    row("domain_without_mail", seen(strict(), model::Topology::Mail::null_mx), passed(100)),
    row("mx_unknown_is_another_question", seen(strict(), model::Topology::Mail::unknown),
        passed(100)),
    row("ipv4", target(model::TargetKind::ipv4, Scene{}), no_info(Reason::not_applicable)),
    row("ipv6", target(model::TargetKind::ipv6, Scene{}), no_info(Reason::not_applicable)),
    row("subdomain_without", target(model::TargetKind::subdomain, seen(absent())),
        failed(0).with({"SPF_MISSING"})),
};

class SpfRecord : public testing::TestWithParam<Row> {};

TEST_P(SpfRecord, judges) {
    expect_report(judged("spf_record", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, SpfRecord, testing::ValuesIn(rows), name_of_row);

TEST(SpfRecordFindings, say_where) {
    auto look = strict();
    look.remarks = {
        {Kind::missing_record, "b.example", "include:c.example", "c.example has no SPF record"}};
    const auto report = judged("spf_record", seen(look).world());
    const auto* const finding = found(report, "SPF_INCLUDE_WITHOUT_RECORD");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->evidence, "include:c.example");
    EXPECT_EQ(finding->detail, "c.example has no SPF record (in the record of b.example)");
    EXPECT_EQ(finding->subject.shown(), "example.org");
}

struct Evidence {
    const char* name;
    SpfLook look;
    const char* tag;
    const char* text;
};

/// The networks of `terms` together let everybody pass.
SpfScope every(std::vector<std::string> terms, std::uint64_t others = 0, int more = 0) {
    auto scope = passes(everything, others, "");
    scope.passing_terms = std::move(terms);
    scope.more_terms = static_cast<std::uint64_t>(more);
    return scope;
}

const Evidence evidence_rows[] = {
    {"all", ends(SpfResult::pass), "SPF_PASS_ALL", "+all: every public address passes"},
    {"halves", scoped(every({"ip4:0.0.0.0/1", "ip4:128.0.0.0/1"}), fails), "SPF_PASS_ALL",
     "ip4:0.0.0.0/1, ip4:128.0.0.0/1: every public IPv4 address passes"},
    {"each_family_its_own", scoped(every({"ip4:0.0.0.0/0"}), every({"ip6:::/0"})), "SPF_PASS_ALL",
     "ip4:0.0.0.0/0: every public IPv4 address passes; ip6:::/0: every public IPv6 address "
     "passes"},
    {"nearly", scoped(fails, every({"+all"}, 1)), "SPF_PASS_ALL",
     "+all: nearly every public IPv6 address passes"},
    {"nearly_in_one_family", scoped(every({"+all"}, 1), every({"+all"})), "SPF_PASS_ALL",
     "+all: nearly every public address passes"},
    {"many_terms", scoped(every({"ip4:1.0.0.0/8", "ip4:2.0.0.0/8"}, 0, 200), fails), "SPF_PASS_ALL",
     "ip4:1.0.0.0/8, ip4:2.0.0.0/8 and 200 more: every public IPv4 address passes"},
    {"half", scoped(passes(2'000'000'000, everything, "ip4:0.0.0.0/1"), fails), "SPF_LARGE_NETWORK",
     "ip4:0.0.0.0/1: about a /1 of public IPv4 addresses passes"},
    {"a_registry", scoped(fails, passes(std::uint64_t{1} << 52, everything, "ip6:2a00::/12")),
     "SPF_LARGE_NETWORK", "ip6:2a00::/12: about a /12 of public IPv6 addresses passes"},
    {"neutral", ends(SpfResult::neutral), "SPF_WEAK_ALL", "?all"},
    {"neutral_by_two_terms",
     scoped(all(SpfResult::neutral, "?ip4:0.0.0.0/0"), all(SpfResult::neutral)), "SPF_WEAK_ALL",
     "IPv4: ?ip4:0.0.0.0/0; IPv6: ?all"},
    {"softfail_of_ipv6", scoped(fails, all(SpfResult::softfail, "~all")), "SPF_SOFTFAIL_ALL",
     "IPv6: ~all"},
};

class SpfRecordEvidence : public testing::TestWithParam<Evidence> {};

TEST_P(SpfRecordEvidence, names_the_terms) {
    const auto report = judged("spf_record", seen(GetParam().look).world());
    const auto* const finding = found(report, GetParam().tag);
    ASSERT_NE(finding, nullptr);
    const bool is_about_size = std::string_view{GetParam().tag} == "SPF_PASS_ALL" ||
                               std::string_view{GetParam().tag} == "SPF_LARGE_NETWORK";
    EXPECT_EQ(is_about_size ? finding->detail : finding->evidence, GetParam().text);
    if (is_about_size) EXPECT_EQ(finding->evidence, "v=spf1 mx -all");
}

INSTANTIATE_TEST_SUITE_P(Table, SpfRecordEvidence, testing::ValuesIn(evidence_rows), name_of_row);

TEST(SpfRecordFindings, quote_a_near_miss) {
    auto look = strict();
    look.remarks = {{Kind::near_miss, "example.org", "\" v=spf1 a\"", "it begins with a space"}};
    const auto report = judged("spf_record", seen(look).world());
    EXPECT_EQ(found(report, "SPF_NEAR_MISS")->evidence, "\" v=spf1 a\"");
    EXPECT_EQ(found(report, "SPF_NEAR_MISS")->detail, "it begins with a space");
    auto none = absent();
    none.remarks = look.remarks;
    EXPECT_EQ(found(judged("spf_record", seen(none).world()), "SPF_MISSING")->detail,
              "no TXT record of example.org begins with v=spf1; \" v=spf1 a\" is not one: it "
              "begins with a space");
}

TEST(SpfRecordFindings, of_a_subdomain_say_that_spf_is_not_inherited) {
    const auto report =
        judged("spf_record", target(model::TargetKind::subdomain, seen(absent())).world());
    EXPECT_NE(found(report, "SPF_MISSING")->detail.find("does not apply to it"), std::string::npos);
}

TEST(SpfRecordMeasurements, are_the_counts) {
    const auto report = judged("spf_record", seen(counted(7, 1)).world());
    ASSERT_EQ(report.measurements.size(), 2U);
    EXPECT_EQ(report.measurements[0].name, "spf_lookups");
    EXPECT_EQ(report.measurements[0].value, 7);
    EXPECT_EQ(report.measurements[1].name, "spf_void_lookups");
    EXPECT_EQ(report.measurements[1].value, 1);
}

TEST(SpfRecordWants, the_record_of_a_name_only) {
    model::Topology topology;
    EXPECT_FALSE(wanted("spf_record", topology).of<model::SpfLook>().empty());
    topology.target = {model::TargetKind::ipv4, "192.0.2.1"};
    EXPECT_TRUE(wanted("spf_record", topology).of<model::SpfLook>().empty());
}

}  // namespace
}  // namespace mailwatchd::checks::spf_record
