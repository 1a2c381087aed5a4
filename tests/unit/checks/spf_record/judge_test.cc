#include "model/spf.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::spf_record {
namespace {

using model::Reason;
using model::SpfLook;
using model::SpfResult;
using Kind = model::SpfRemark::Kind;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

/// The observation of a domain whose only record ends with this `all`.
SpfLook ends(std::optional<SpfResult> all) {
    SpfLook look;
    look.domain = "example.org";
    look.records = {"v=spf1 mx -all"};
    look.all = all;
    look.result = all.value_or(SpfResult::neutral);
    look.answer_bytes = 100;
    return look;
}
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
    auto look = ends(std::nullopt);
    look.records.clear();
    look.failure = base::Failure{why, "TXT example.org"};
    look.result = SpfResult::temperror;
    return look;
}
SpfLook absent() {
    auto look = ends(std::nullopt);
    look.records.clear();
    look.result = SpfResult::none;
    return look;
}
SpfLook several() {
    auto look = remarked({Kind::several_records}, ends(std::nullopt));
    look.records.push_back("v=spf1 -all");
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
    row("no_all", seen(ends(std::nullopt)), passed(60).with({"SPF_WEAK_ALL"})),
    row("plus_all", seen(ends(SpfResult::pass)), passed(20).with({"SPF_PASS_ALL"})),
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
        passed(100).with({"SPF_VOID_LOOKUPS_IPV6"})),
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
                       Kind::unknown_modifier, Kind::record_type_99})),
        passed(100).with({"SPF_VOID_LOOKUP", "SPF_TERMS_AFTER_ALL", "SPF_REDIRECT_IGNORED",
                          "SPF_UNKNOWN_MODIFIER", "SPF_RECORD_TYPE_99"})),
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
    EXPECT_EQ(finding->evidence,
              "include:c.example: c.example has no SPF record (in the record of b.example)");
    EXPECT_EQ(finding->subject.shown(), "example.org");
}

TEST(SpfRecordFindings, of_a_subdomain_say_that_spf_is_not_inherited) {
    const auto report =
        judged("spf_record", target(model::TargetKind::subdomain, seen(absent())).world());
    EXPECT_NE(found(report, "SPF_MISSING")->evidence.find("does not apply to it"),
              std::string::npos);
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
