#include "checks/dnsbl/settings.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::dnsbl {
namespace {

using model::DnsblClass;
using model::DnsblState;
using model::Listing;
using model::Reason;
using model::Role;
using Family = model::Address::Family;
using Mail = model::Topology::Mail;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

constexpr std::string_view first = "192.0.2.1";
constexpr std::string_view v6 = "2001:db8::1";

std::string dnsbl_name(int index) { return "bl" + std::to_string(index) + ".example"; }

/// bl0 to bl9 are proven for both families. 0 is serious, 1 minor, 2 policy, 3 informational, 4
/// serious with the policy code 127.0.0.10, the others informational.
Scene lists(Scene scene) {
    constexpr std::array classes{DnsblClass::serious, DnsblClass::minor, DnsblClass::policy,
                                 DnsblClass::informational, DnsblClass::serious};
    std::vector<model::Dnsbl> catalogue;
    for (int i = 0; i < 10; ++i) {
        const auto index = static_cast<std::size_t>(i);
        model::Dnsbl dnsbl{.name = dnsbl_name(i)};
        dnsbl.dnsbl_class = index < classes.size() ? classes[index] : DnsblClass::informational;
        if (i == 4) dnsbl.codes.push_back({ip("127.0.0.10"), "end-user range", DnsblClass::policy});
        catalogue.push_back(dnsbl);
        for (const auto family : {Family::v4, Family::v6})
            scene.rest.of<model::DnsblHealth>().push_back(
                {dnsbl.name, family, {}, DnsblState::proven, {}});
    }
    scene.rest.catalogue = std::make_shared<const std::vector<model::Dnsbl>>(std::move(catalogue));
    return scene;
}

Listing says(std::string_view address, int dnsbl, Listing::State state) {
    return {ip(address), dnsbl_name(dnsbl), {}, state, Reason::none, {}, {}};
}

/// `listed` and `clear` are numbers of lists.
Scene asked(Scene scene, std::string_view address, const std::vector<int>& listed,
            const std::vector<int>& clear) {
    for (const int dnsbl : listed) {
        auto listing = says(address, dnsbl, Listing::State::listed);
        listing.answers.push_back(ip("127.0.0.2"));
        scene.listing(std::move(listing));
    }
    for (const int dnsbl : clear) scene.listing(says(address, dnsbl, Listing::State::clear));
    return scene;
}
Scene asked(const std::vector<int>& listed, const std::vector<int>& clear) {
    return asked(lists(one_mx()), first, listed, clear);
}

Scene silent(Scene scene, int dnsbl, Reason why) {
    auto listing = says(first, dnsbl, Listing::State::unknown);
    listing.reason = why;
    return scene.listing(std::move(listing));
}

/// What earlier rounds confirmed of a list: that it lists 192.0.2.1 or not.
Scene confirmed(Scene scene, const std::vector<int>& dnsbls, std::string value) {
    for (const int dnsbl : dnsbls)
        scene.confirmed(model::Subject::address("mx1.example.org", ip(first)), "listed",
                        dnsbl_name(dnsbl), value);
    return scene;
}

Scene coded(std::vector<std::string> answers) {
    auto scene = asked({}, {0, 1, 2, 3});
    auto listing = says(first, 4, Listing::State::listed);
    for (const auto& answer : answers) listing.answers.push_back(ip(answer));
    return scene.listing(std::move(listing));
}

Scene unproven(Scene scene, int dnsbl, DnsblState state) {
    for (auto& health : scene.rest.of<model::DnsblHealth>())
        if (health.dnsbl == dnsbl_name(dnsbl)) health.state = state;
    return scene;
}

/// It did not answer its self-test this time; earlier it was confirmed as proven.
Scene not_proven_now(Scene scene, int dnsbl, DnsblState state) {
    scene.confirmed(model::Subject::dnsbl(dnsbl_name(dnsbl)), "dnsbl", "ipv4", "proven");
    return unproven(std::move(scene), dnsbl, state);
}

Scene two_families(const std::vector<int>& v4_clear, const std::vector<int>& v6_listed,
                   const std::vector<int>& v6_clear) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}));
    return asked(asked(lists(std::move(scene)), first, {}, v4_clear), v6, v6_listed, v6_clear);
}

Scene two_hosts(const std::vector<int>& listed, const std::vector<int>& clear) {
    auto scene = asked({}, {0, 1, 2, 3, 4});
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    return asked(std::move(scene), "192.0.2.2", listed, clear);
}

Scene only_refused() {
    auto inner = host("mx1.example.org", {Role::mx});
    inner.refused.push_back(ip("10.0.0.1"));
    return lists(Scene{}).add(std::move(inner));
}

/// A code of bl4 that matches bit 16 of its answers.
Scene coded_by_bit(const std::string& answer) {
    auto scene = asked({}, {0, 1, 2, 3});
    auto catalogue = *scene.rest.catalogue;
    catalogue[4].codes[0].answer = ip("127.0.0.16");
    catalogue[4].codes[0].mask[3] = 16;
    scene.rest.catalogue = std::make_shared<const std::vector<model::Dnsbl>>(std::move(catalogue));
    auto listing = says(first, 4, Listing::State::listed);
    listing.answers.push_back(ip(answer));
    return scene.listing(std::move(listing));
}

/// An additional host that only sends. These lists list it, and no other list answered.
Scene with_sender(Scene scene, const std::vector<int>& listed) {
    scene.add(host("out.example.org", {Role::sender}, {"192.0.2.9"}));
    return asked(std::move(scene), "192.0.2.9", listed, {});
}

const std::vector<int> five{5, 6, 7, 8, 9};
const std::vector<int> four{5, 6, 7, 8};

const Row rows[] = {
    row("clear", asked({}, five), passed(100).without({"DNSBL_UNPROVEN"})),
    row("serious", asked({0}, four), passed(40).with({"DNSBL_LISTED_SERIOUS"})),
    row("minor", asked({1}, four), passed(85).with({"DNSBL_LISTED_MINOR"})),
    row("policy", asked({2}, four), passed(90).with({"DNSBL_LISTED_POLICY"})),
    row("informational", asked({3}, four), passed(100).with({"DNSBL_LISTED_INFORMATIONAL"})),
    row("weights_add_up", asked({1, 2}, four), passed(75)),
    row("not_below_zero", asked({0, 4}, four), passed(0)),
    row("exactly_half_passes", asked({1, 2, 3}, {5, 6, 7}), passed(75)),
    row("more_than_half_fails", asked({1, 2, 3}, {5, 6}), failed(75)),
    row("majority_of_serious", asked({0, 1, 2, 3, 4}, four), failed(0)),
    row("code_overrides_zone", coded({"127.0.0.10"}), passed(90).with({"DNSBL_LISTED_POLICY"})),
    row("unknown_code_is_the_zones", coded({"127.0.0.3"}),
        passed(40).with({"DNSBL_LISTED_SERIOUS"})),
    row("most_serious_code_counts_once", coded({"127.0.0.3", "127.0.0.10"}), passed(40)),
    row("too_few", asked({}, four), no_info(Reason::too_few_sources).with({"DNSBL_TOO_FEW_LISTS"})),
    row("d13_too_few_though_listed", asked({0}, {5}),
        no_info(Reason::too_few_sources).with({"DNSBL_LISTED_SERIOUS"})),
    row("d13_lists_silent", silent(asked({}, four), 9, Reason::timeout),
        no_info(Reason::too_few_sources)),
    row("silent_list_does_not_matter", silent(asked({}, five), 0, Reason::timeout), passed(100)),
    row("four_of_seven", asked({0, 1, 2, 5}, {6, 7, 8}), failed(15)),
    row("one_of_the_four_does_not_answer",
        confirmed(silent(asked({0, 1, 2}, {6, 7, 8}), 5, Reason::timeout), {5}, "listed"),
        failed(15).without({"DNSBL_UNANSWERED"})),
    row("one_of_the_four_does_not_answer_its_self_test",
        not_proven_now(confirmed(asked({0, 1, 2, 5}, {6, 7, 8}), {5}, "listed"), 5,
                       DnsblState::silent),
        failed(15)),
    row("one_of_the_four_refuses_us",
        not_proven_now(confirmed(asked({0, 1, 2, 5}, {6, 7, 8}), {5}, "listed"), 5,
                       DnsblState::blocked),
        failed(15)),
    row("one_of_the_four_is_retired",
        confirmed(unproven(asked({0, 1, 2, 5}, {6, 7, 8}), 5, DnsblState::retired), {5}, "listed"),
        passed(15)),
    row("one_of_the_four_is_found_wildcarding",
        not_proven_now(confirmed(asked({0, 1, 2, 5}, {6, 7, 8}), {5}, "listed"), 5,
                       DnsblState::wildcarding),
        passed(15)),
    row("what_the_silent_one_says_would_decide",
        silent(asked({0, 1, 2}, {6, 7, 8}), 5, Reason::timeout),
        no_info(Reason::timeout).with({"DNSBL_UNANSWERED"})),
    row("what_the_silent_ones_say_matters_no_more",
        silent(silent(asked({0, 1}, {6, 7, 8, 9}), 5, Reason::timeout), 3, Reason::timeout),
        passed(25).without({"DNSBL_UNANSWERED"})),
    row("a_confirmed_listing_costs_its_points",
        confirmed(silent(asked({}, five), 4, Reason::timeout), {4}, "listed"), passed(40)),
    row("too_few_answers_with_the_confirmed_ones_enough",
        confirmed(silent(asked({}, four), 9, Reason::timeout), {9}, "clear"), passed(100)),
    row("nothing_answered_now",
        confirmed(silent(asked({}, {}), 9, Reason::timeout), {4, 5, 6, 7, 8, 9}, "clear"),
        no_info(Reason::too_few_sources)),
    row("d13_resolver_unfit", silent(asked({}, {}), 9, Reason::resolver_unfit),
        no_info(Reason::resolver_unfit)),
    row("interrupted", silent(asked({}, four), 9, Reason::interrupted),
        no_info(Reason::interrupted)),
    row("d12_wildcarding_list_is_not_counted",
        unproven(asked({0}, five), 0, DnsblState::wildcarding),
        passed(100).with({"DNSBL_UNPROVEN"}).without({"DNSBL_LISTED_SERIOUS"})),
    row("d12_unproven_leaves_too_few", unproven(asked({}, five), 9, DnsblState::blocked),
        no_info(Reason::too_few_sources).with({"DNSBL_UNPROVEN"})),
    row("retired_is_no_news", unproven(asked({}, five), 0, DnsblState::retired),
        passed(100).without({"DNSBL_UNPROVEN"})),
    row("worst_address_counts", two_hosts({0}, four), passed(40)),
    row("worst_address_fails", two_hosts({1, 2, 3}, {5, 6}), failed(75)),
    row("one_address_unknown", two_hosts({}, four), no_info(Reason::too_few_sources)),
    row("v6_has_few_lists", two_families(five, {}, {0}), passed(100).with({"DNSBL_TOO_FEW_LISTS"})),
    row("v6_counts_with_enough", two_families(five, {0, 1, 2}, {5, 6}), failed(15)),
    row("v4_has_few_lists", two_families(four, {}, five), no_info(Reason::too_few_sources)),
    row("prober_unhealthy", asked({0}, four).prober(Reason::resolver_unfit),
        no_info(Reason::resolver_unfit)),
    row("mx_unknown", Scene{Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{Mail::null_mx}, no_info(Reason::no_mail)),
    row("no_mail_host", Scene{Mail::none}, no_info(Reason::no_mail_host)),
    row("off_is_no_news", unproven(asked({}, five), 0, DnsblState::off),
        passed(100).without({"DNSBL_UNPROVEN"})),
    row("no_credential_is_no_news", unproven(asked({}, five), 0, DnsblState::no_credential),
        passed(100).without({"DNSBL_UNPROVEN"})),
    row("covered_counts_once", unproven(asked({0}, five), 0, DnsblState::covered),
        passed(100).without({"DNSBL_UNPROVEN", "DNSBL_LISTED_SERIOUS"})),
    row("bit_of_a_code", coded_by_bit("127.0.0.20"), passed(90).with({"DNSBL_LISTED_POLICY"})),
    row("a_sender_makes_findings_and_no_verdict", with_sender(asked({}, five), {0, 1, 2, 4}),
        passed(100).with({"DNSBL_LISTED_SERIOUS"}).without({"DNSBL_TOO_FEW_LISTS"})),
    row("a_sender_alone", with_sender(lists(Scene{Mail::null_mx}), {1}),
        no_info(Reason::no_mail).with({"DNSBL_LISTED_MINOR"})),
    row("a1_special_purpose_alone", only_refused(), no_info(Reason::address_refused)),
};

class Dnsbl : public testing::TestWithParam<Row> {};

TEST_P(Dnsbl, judges) {
    expect_report(judged("dnsbl", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, Dnsbl, testing::ValuesIn(rows), name_of_row);

TEST(Dnsbl, min_proven_is_a_setting) {
    expect_report(judged("dnsbl", asked({}, {5}).world(), "min_proven = 1"), passed(100));
    expect_report(judged("dnsbl", asked({}, five).world(), "min_proven = 6"),
                  no_info(Reason::too_few_sources));
}

TEST(Dnsbl, reads_min_proven_and_keeps_the_outer_one) {
    config::Problems problems;
    config::Section nothing{nullptr, "checks.dnsbl", problems};
    EXPECT_EQ(Settings::read(nothing, Settings{}).min_proven, 5);
    EXPECT_EQ(Settings::read(nothing, Settings{.min_proven = 9}).min_proven, 9);
}

TEST(Dnsbl, evidence_names_dnsbl_code_meaning_and_text) {
    auto scene = asked({}, five);
    auto listing = says(first, 4, Listing::State::listed);
    listing.answers.push_back(ip("127.0.0.10"));
    listing.text = "see https://bl4.example/";
    scene.listing(std::move(listing));
    const auto report = judged("dnsbl", scene.world());
    const auto* const finding = found(report, "DNSBL_LISTED_POLICY");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->evidence, "bl4.example 127.0.0.10: see https://bl4.example/");
    EXPECT_EQ(finding->detail, "end-user range");
    EXPECT_EQ(finding->subject.shown(), "mx1.example.org[192.0.2.1]");
}

TEST(Dnsbl, unproven_dnsbl_is_named_with_its_state) {
    auto scene = unproven(asked({}, five), 0, DnsblState::parked);
    for (auto& health : scene.rest.of<model::DnsblHealth>()) health.evidence = "203.0.113.9";
    const auto report = judged("dnsbl", scene.world());
    const auto* const finding = found(report, "DNSBL_UNPROVEN");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->subject.shown(), "dnsbl:bl0.example");
    EXPECT_EQ(finding->evidence, "203.0.113.9");
    EXPECT_EQ(finding->detail, "parked (IPv4)");
    EXPECT_EQ(report.findings.size(), 1U) << "no IPv6 address was looked up";
}

TEST(Dnsbl, counts_listings_as_measurements) {
    const auto report = judged("dnsbl", asked({0, 1}, five).world());
    ASSERT_EQ(report.measurements.size(), 2U);
    EXPECT_EQ(report.measurements[0].name, "dnsbl_listings");
    EXPECT_DOUBLE_EQ(report.measurements[0].value, 2);
    EXPECT_DOUBLE_EQ(report.measurements[1].value, 7);
}

TEST(Dnsbl, wants_every_address_of_mail_hosts) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}))
        .add(host("out.example.org", {Role::sender}, {"192.0.2.3"}));
    EXPECT_EQ(wanted("dnsbl", scene.topology).of<model::Listing>().size(), 3U)
        << "senders are looked up too";
    scene.topology.mail = Mail::null_mx;
    EXPECT_EQ(wanted("dnsbl", scene.topology).of<model::Listing>().size(), 1U)
        << "the sender, although nothing receives";
}

}  // namespace
}  // namespace mailwatchd::checks::dnsbl
