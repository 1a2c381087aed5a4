#include "checks/reputation/figures.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

#include <map>

namespace mailwatchd::checks::reputation {
namespace {

using model::DnsblClass;
using model::DnsblState;
using model::Listing;
using model::Reason;
using model::Role;
using model::SourceWord;
using Family = model::Address::Family;
using Mail = model::Topology::Mail;
using Word = SourceWord::State;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

constexpr std::string_view first = "192.0.2.1";

SourceWord graded(std::string source, int percent) {
    SourceWord word;
    word.source = std::move(source);
    word.state = Word::graded;
    word.trust = DnsblState::proven;
    word.percent = percent;
    return word;
}

SourceWord without_data(std::string source) {
    auto word = graded(std::move(source), 0);
    word.state = Word::no_data;
    return word;
}

SourceWord unproven(std::string source, DnsblState trust) {
    auto word = graded(std::move(source), 0);
    word.state = Word::unproven;
    word.trust = trust;
    word.text = "127.255.255.254";
    return word;
}

/// It passed its self-test, and its answer did not come.
SourceWord silent(std::string source) {
    auto word = graded(std::move(source), 0);
    word.state = Word::unknown;
    return word;
}

/// A domain block list that lists the domain.
SourceWord names(std::string source, DnsblClass dnsbl_class = DnsblClass::serious) {
    auto word = graded(std::move(source), 0);
    word.dnsbl_class = dnsbl_class;
    word.answers = {ip("127.0.1.2")};
    word.meaning = "spam";
    word.text = "see https://dbl.example/";
    return word;
}

Scene address(Scene scene, std::string_view text, std::vector<SourceWord> words) {
    auto look = std::make_shared<model::Reputation>();
    look->address = ip(text);
    look->words = std::move(words);
    scene.rest.of<model::Reputation>().push_back(std::move(look));
    return scene;
}
Scene address(std::vector<SourceWord> words) { return address(one_mx(), first, std::move(words)); }

Scene domain(Scene scene, std::vector<SourceWord> words) {
    auto look = std::make_shared<model::DomainReputation>();
    look->domain = "example.org";
    look->words = std::move(words);
    scene.rest.of<model::DomainReputation>() = {std::move(look)};
    return scene;
}

/// The latest look at the address, or else the domain, knows these words from before.
template <class Look>
Scene earlier(Scene scene, std::vector<SourceWord> words) {
    auto& looks = scene.rest.of<Look>();
    auto look = std::make_shared<Look>(*looks.back());
    for (auto& word : words) look->earlier.push_back({std::move(word), base::Instant{}});
    looks.back() = std::move(look);
    return scene;
}
Scene address_earlier(Scene scene, std::vector<SourceWord> words) {
    return earlier<model::Reputation>(std::move(scene), std::move(words));
}
Scene domain_earlier(Scene scene, std::vector<SourceWord> words) {
    return earlier<model::DomainReputation>(std::move(scene), std::move(words));
}

/// `count` proven block lists of a class, of which the first `listed` list the address.
Scene lists(Scene scene, int count, int listed, DnsblClass dnsbl_class = DnsblClass::minor) {
    std::vector<model::Dnsbl> catalogue;
    for (int i = 0; i < count; ++i) {
        model::Dnsbl dnsbl;
        dnsbl.name = "bl" + std::to_string(i) + ".example";
        dnsbl.dnsbl_class = dnsbl_class;
        scene.rest.of<model::DnsblHealth>().push_back(
            {dnsbl.name, Family::v4, {}, DnsblState::proven, {}});
        const auto state = i < listed ? Listing::State::listed : Listing::State::clear;
        scene.listing({ip(first), dnsbl.name, {}, state, Reason::none, {}, {}});
        catalogue.push_back(std::move(dnsbl));
    }
    scene.rest.catalogue = std::make_shared<const std::vector<model::Dnsbl>>(std::move(catalogue));
    return scene;
}

/// Silent: the last `count` of the block lists.
Scene unanswered(Scene scene, int count) {
    auto& listings = scene.rest.of<Listing>();
    for (auto i = listings.size() - static_cast<std::size_t>(count); i < listings.size(); ++i) {
        auto listing = std::make_shared<Listing>(*listings[i]);
        listing->state = Listing::State::unknown;
        listing->reason = Reason::timeout;
        listings[i] = std::move(listing);
    }
    return scene;
}

Scene sender(Scene scene, std::string_view text, int percent) {
    scene.add(host("out.example.org", {Role::sender}, {std::string{text}}));
    return address(std::move(scene), text, {graded("rep.example", percent)});
}

Scene resolver_refused(Scene scene) {
    return scene.listing(
        {ip(first), "bl.example", {}, Listing::State::unknown, Reason::resolver_unfit, {}, {}});
}

Scene stranger(Scene scene) {
    scene.add(host("imap.example.org", {Role::mailbox}, {"192.0.2.66"}));
    return address(std::move(scene), "192.0.2.66", {graded("rep.example", 0)});
}

Scene only_refused() {
    Scene scene;
    auto inner = host("mx1.example.org", {Role::mx});
    inner.refused.push_back(ip("10.0.0.1"));
    return scene.add(std::move(inner));
}

const auto good = graded("rep.example", 80);
const std::vector<SourceWord> clear{graded("dbl.example", 100), graded("uri.example", 100)};
const auto too_few = no_info(Reason::too_few_sources);

const Row rows[] = {
    row("good", address({good}), passed(80).with({"REPUTATION_ADDRESS"})),
    row("exactly_half_passes", address({graded("rep.example", 50)}), passed(50)),
    row("below_half_fails", address({graded("rep.example", 49)}),
        failed(49).with({"REPUTATION_ADDRESS_POOR"}).without({"REPUTATION_ADDRESS"})),
    row("sources_weigh_equally", address({graded("a.example", 20), graded("b.example", 90)}),
        passed(55)),
    row("no_data_is_neither_good_nor_bad",
        address({graded("a.example", 70), without_data("b.example")}), passed(70)),
    row("no_data_alone_is_not_100", address({without_data("a.example")}),
        too_few.with({"REPUTATION_NO_DATA"})),
    row("nobody_asked", one_mx(), too_few),
    row("block_lists_are_one_source", lists(address({graded("rep.example", 40)}), 5, 1),
        passed(63)),
    row("block_lists_alone", lists(one_mx(), 5, 0), passed(100)),
    row("d13_too_few_block_lists_are_none", lists(one_mx(), 4, 0), too_few),
    row("serious_listings_cost", lists(one_mx(), 5, 1, DnsblClass::serious), failed(40)),
    row("d12_unproven_source_is_not_counted",
        address({good, unproven("bad.example", DnsblState::wildcarding)}),
        passed(80).with({"REPUTATION_SOURCE_UNPROVEN"})),
    row("d13_blocked_source_alone", address({unproven("bad.example", DnsblState::blocked)}),
        too_few),
    row("a_missing_key_is_no_finding",
        address({good, unproven("keyed.example", DnsblState::no_credential)}),
        passed(80).without({"REPUTATION_SOURCE_UNPROVEN"})),
    row("d13_resolver_refused", resolver_refused(one_mx()), no_info(Reason::resolver_unfit)),
    row("domain_clear", domain(address({good}), clear),
        passed(80).without({"REPUTATION_DOMAIN_LISTED"})),
    row("domain_listed", domain(address({good}), {names("dbl.example")}),
        failed(40).with({"REPUTATION_DOMAIN_LISTED"})),
    row("domain_listed_by_one_of_two",
        domain(address({good}), {names("dbl.example"), graded("uri.example", 100)}), failed(65)),
    row("domain_listed_minor", domain(address({good}), {names("uri.example", DnsblClass::minor)}),
        failed(40).with({"REPUTATION_DOMAIN_LISTED_MINOR"})),
    row("domain_fact_is_no_listing",
        domain(address({good}), {names("uri.example", DnsblClass::informational)}), passed(80)),
    row("domain_listed_though_no_address_is_known", domain(one_mx(), {names("dbl.example")}),
        failed(0)),
    row("domain_list_unproven",
        domain(address({good}), {unproven("dbl.example", DnsblState::blocked)}),
        passed(80).with({"REPUTATION_SOURCE_UNPROVEN"})),
    row("what_did_not_answer_counts_as_before",
        address_earlier(address({silent("a.example"), graded("b.example", 60)}),
                        {graded("a.example", 10)}),
        failed(35).with({"REPUTATION_ADDRESS_POOR"})),
    row("so_does_what_refused_us",
        address_earlier(address({unproven("a.example", DnsblState::blocked), good}),
                        {graded("a.example", 10)}),
        failed(45)),
    row("no_data_from_before_is_no_data",
        address_earlier(address({silent("a.example"), graded("b.example", 60)}),
                        {without_data("a.example")}),
        passed(60)),
    row("it_depends_on_the_one_that_did_not_answer",
        address({silent("a.example"), graded("b.example", 60)}),
        no_info(Reason::timeout).with({"REPUTATION_UNANSWERED"})),
    row("bad_whatever_it_would_have_said",
        address({silent("a.example"), graded("b.example", 10), graded("c.example", 10)}),
        failed(10).without({"REPUTATION_UNANSWERED"})),
    row("good_whatever_it_would_have_said",
        address({silent("a.example"), graded("b.example", 100), graded("c.example", 100)}),
        passed(100).without({"REPUTATION_UNANSWERED"})),
    row("a_dead_source_is_awaited_by_nobody",
        address({unproven("a.example", DnsblState::silent), graded("b.example", 60)}), passed(60)),
    row("nothing_is_judged_from_memory_alone",
        address_earlier(address({silent("a.example")}), {graded("a.example", 10)}), too_few),
    row("lists_that_did_not_answer_may_matter", unanswered(lists(address({good}), 5, 1), 5),
        no_info(Reason::timeout).with({"REPUTATION_UNANSWERED"})),
    row("a_list_that_did_not_answer_may_not", unanswered(lists(address({good}), 6, 1), 1),
        passed(83)),
    row("domain_lists_that_did_not_answer_count_as_before",
        domain_earlier(domain(address({good}), {silent("dbl.example"), graded("b.example", 100)}),
                       {names("dbl.example")}),
        failed(65).with({"REPUTATION_DOMAIN_LISTED"})),
    row("a_domain_list_that_did_not_answer",
        domain(address({good}), {silent("dbl.example"), graded("b.example", 100)}),
        no_info(Reason::timeout).with({"REPUTATION_UNANSWERED"})),
    row("domain_lists_from_memory_alone",
        domain_earlier(domain(address({good}), {silent("dbl.example")}), {names("dbl.example")}),
        no_info(Reason::timeout)),
    row("senders_count", sender(address({good}), "192.0.2.9", 100), passed(90)),
    row("a_bad_sender_fails", sender(address({good}), "192.0.2.9", 20),
        failed(50).with({"REPUTATION_ADDRESS_POOR"})),
    row("a_sender_alone", sender(Scene{Mail::null_mx}, "192.0.2.9", 60), passed(60)),
    row("an_unknown_address_beside_a_known_one",
        address(sender(one_mx(), "192.0.2.9", 60), first, {without_data("rep.example")}),
        passed(60).with({"REPUTATION_NO_DATA"})),
    row("strangers_are_not_counted", stranger(address({good})),
        passed(80).without({"REPUTATION_ADDRESS_POOR"})),
    row("prober_unhealthy", address({good}).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("mx_unknown", Scene{Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{Mail::null_mx}, no_info(Reason::no_mail)),
    row("a1_special_purpose_alone", only_refused(), no_info(Reason::address_refused)),
};

class ReputationCheck : public testing::TestWithParam<test::Row> {};

TEST_P(ReputationCheck, judges) {
    expect_report(judged("reputation", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, ReputationCheck, testing::ValuesIn(rows), name_of_row);

struct PairRow {
    const char* name;
    std::vector<SourceWord> domain;
    std::vector<SourceWord> address;
    std::optional<double> pair;
    bool is_averaged;
};

const PairRow pair_rows[] = {
    {"domain_known", clear, {good}, 100, false},
    {"domain_listed", {names("a.example"), graded("b.example", 100)}, {good}, 50, false},
    {"too_little_is_averaged", {graded("a.example", 100)}, {good}, 90, true},
    {"nothing_of_the_domain", {}, {good}, 80, true},
    {"nothing_of_the_address", {graded("a.example", 100)}, {}, 100, true},
    {"nothing_at_all", {}, {}, std::nullopt, true},
};

class PairFigure : public testing::TestWithParam<PairRow> {};

TEST_P(PairFigure, is_the_domains_or_averaged_and_marked) {
    const auto world = domain(address(GetParam().address), GetParam().domain).world();
    const auto all = rows_of(world, 5);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].pair, GetParam().pair);
    EXPECT_EQ(all[0].is_averaged, GetParam().is_averaged);
}

INSTANTIATE_TEST_SUITE_P(Table, PairFigure, testing::ValuesIn(pair_rows), name_of_row);

std::optional<double> measured(const model::Report& report, std::string_view name) {
    for (const auto& each : report.measurements)
        if (each.name == name) return each.value;
    return std::nullopt;
}

TEST(ReputationTable, good_and_bad_add_up_to_all) {
    const auto report =
        judged("reputation", domain(address({good}), {graded("a.example", 100)}).world());
    EXPECT_DOUBLE_EQ(*measured(report, "reputation_overall_good_ratio"), 0.8);
    EXPECT_DOUBLE_EQ(*measured(report, "reputation_overall_good_ratio") +
                         *measured(report, "reputation_overall_bad_ratio"),
                     1);
    EXPECT_DOUBLE_EQ(*measured(report, "reputation_domain_good_ratio"), 0.9);
    EXPECT_DOUBLE_EQ(*measured(report, "reputation_domain_averaged"), 1);
    EXPECT_DOUBLE_EQ(*measured(report, "reputation_sources"), 1);
}

TEST(ReputationTable, no_data_has_no_figure) {
    const auto report = judged("reputation", address({without_data("rep.example")}).world());
    EXPECT_FALSE(measured(report, "reputation_overall_good_ratio"));
    EXPECT_DOUBLE_EQ(*measured(report, "reputation_sources"), 0);
}

TEST(ReputationTable, a_source_is_measured_at_the_worst_address) {
    auto scene = address({graded("rep.example", 80), without_data("wl.example")});
    scene = domain(sender(std::move(scene), "192.0.2.30", 60), {graded("dbl.example", 100)});
    std::map<std::string, double> sources;
    for (const auto& each : judged("reputation", scene.world()).measurements)
        if (each.name == "reputation_source_ratio") sources[each.subject.shown()] = each.value;
    const std::map<std::string, double> expected{{"dnsbl:dbl.example", 1},
                                                 {"dnsbl:rep.example", 0.6}};
    EXPECT_EQ(sources, expected);
}

TEST(ReputationTable, says_whose_the_address_is_and_what_each_source_thinks) {
    auto scene = domain(one_mx(), {graded("dbl.example", 100)});
    auto look = std::make_shared<model::Reputation>();
    look->address = ip(first);
    look->words = {graded("rep.example", 80), without_data("wl.example"),
                   unproven("bad.example", DnsblState::parked)};
    look->origin = model::Origin{{64500},   "EXAMPLE-AS Example Ltd", "DE",
                                 "ripencc", "192.0.2.0/24",           "asn.example"};
    look->isp_domain = "example.net";
    scene.rest.of<model::Reputation>().push_back(std::move(look));
    const auto report = judged("reputation", scene.world());
    const auto* const finding = found(report, "REPUTATION_ADDRESS");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->evidence, "");
    EXPECT_EQ(finding->detail,
              "AS64500 EXAMPLE-AS Example Ltd, country DE (registration); PTR name in "
              "example.net; overall 80 % good, 20 % bad; domain and address 90 % good, 10 % bad "
              "(averaged with the address's); block lists too few, rep.example 80 %, wl.example no "
              "data, bad.example parked");
    EXPECT_EQ(finding->subject.shown(), "mx1.example.org[192.0.2.1]");
}

TEST(ReputationTable, a_listing_of_the_domain_gives_its_reason) {
    const auto report =
        judged("reputation", domain(address({good}), {names("dbl.example")}).world());
    const auto* const finding = found(report, "REPUTATION_DOMAIN_LISTED");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->evidence, "dbl.example 127.0.1.2: see https://dbl.example/");
    EXPECT_EQ(finding->detail, "spam");
    EXPECT_EQ(finding->subject.shown(), "example.org");
}

struct WantRow {
    const char* name;
    model::TargetName target;
    std::string domain;
};

const WantRow want_rows[] = {
    {"domain", {model::TargetKind::domain, "example.org"}, "example.org"},
    {"subdomain", {model::TargetKind::subdomain, "mail.example.org"}, "example.org"},
    {"never_with_an_address", {model::TargetKind::ipv4, "192.0.2.1"}, ""},
    {"nor_with_an_ipv6_one", {model::TargetKind::ipv6, "2001:db8::1"}, ""},
};

class DomainLists : public testing::TestWithParam<WantRow> {};

TEST_P(DomainLists, are_asked_about_the_registered_domain) {
    auto scene = sender(one_mx(), "192.0.2.9", 50);
    scene.add(host("imap.example.org", {Role::mailbox}, {"192.0.2.66"}));
    scene.topology.target = GetParam().target;
    const auto needs = wanted("reputation", scene.topology);
    const auto& domains = needs.of<model::DomainReputation>();
    EXPECT_EQ(domains.empty() ? "" : domains.front(), GetParam().domain);
    EXPECT_EQ(needs.of<model::Reputation>().size(), 2U);
    EXPECT_EQ(needs.of<model::Listing>(), needs.of<model::Reputation>());
}

INSTANTIATE_TEST_SUITE_P(Table, DomainLists, testing::ValuesIn(want_rows), name_of_row);

}  // namespace
}  // namespace mailwatchd::checks::reputation
