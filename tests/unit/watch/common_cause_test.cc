// Whether a change is believed, is our own doing, or has no control.
#include "watch/common_cause.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using Says = ControlAnswer::Says;

const base::Ticks now{100h};

Neighbourhood at(std::string_view host, std::string_view address) {
    return neighbourhood_of(host, model::Address::parse(address));
}

const auto suspect_place = at("mx.good.example", "192.0.2.25");

ControlAnswer control(std::string_view host, std::string_view address, Says says,
                      base::Duration ago = 0s) {
    return {at(host, address), std::string{host}, says, now - ago};
}

AlikeChange alike_change(std::string_view host, std::string_view address, base::Duration ago = 0s) {
    return {at(host, address), now - ago};
}

struct CauseRow {
    const char* name;
    std::vector<AlikeChange> alike;
    std::vector<ControlAnswer> controls;
    Cause cause;
};

const auto one_answers = control("mx.a.example", "198.51.100.1", Says::as_before);
const auto another_fails = control("mx.b.example", "203.0.113.1", Says::alike);
const auto mute = control("mx.c.example", "198.51.100.3", Says::nothing);

const CauseRow cause_rows[] = {
    {"nobody_to_ask", {}, {}, Cause::no_control},
    {"a_control_is_as_before", {}, {one_answers}, Cause::theirs},
    {"a_control_changed_alike", {}, {another_fails}, Cause::ours},
    {"one_that_is_as_before_outweighs_others", {}, {another_fails, one_answers}, Cause::theirs},
    {"all_changed_alike", {}, {another_fails, another_fails}, Cause::ours},
    {"one_that_says_nothing_is_none", {}, {mute}, Cause::no_control},
    {"one_that_says_nothing_beside_one_that_fails", {}, {mute, another_fails}, Cause::ours},
    {"one_of_the_same_organisation_does_not_count",
     {},
     {control("mail.good.example", "198.51.100.1", Says::as_before)},
     Cause::no_control},
    {"one_of_the_same_network_does_not_count",
     {},
     {control("mx.a.example", "192.0.2.99", Says::alike)},
     Cause::no_control},
    {"one_of_another_hour_does_not_count",
     {},
     {control("mx.a.example", "198.51.100.1", Says::as_before, 6min)},
     Cause::no_control},
    {"three_organisations_alike_need_no_control",
     {alike_change("mx.a.example", "198.51.100.1"), alike_change("mx.b.example", "203.0.113.1")},
     {},
     Cause::ours},
    {"two_organisations_alike_are_too_few",
     {alike_change("mx.a.example", "198.51.100.1")},
     {},
     Cause::no_control},
    {"twenty_addresses_of_one_organisation_are_one",
     {alike_change("mx1.a.example", "198.51.100.1"), alike_change("mx2.a.example", "203.0.113.1"),
      alike_change("mx3.a.example", "203.0.113.2")},
     {},
     Cause::no_control},
    {"names_of_one_network_are_one",
     {alike_change("mx.a.example", "198.51.100.1"), alike_change("mx.b.example", "198.51.100.2"),
      alike_change("mx.c.example", "198.51.100.3")},
     {},
     Cause::no_control},
    {"alike_an_hour_ago_is_no_coincidence",
     {alike_change("mx.a.example", "198.51.100.1", 1h),
      alike_change("mx.b.example", "203.0.113.1")},
     {},
     Cause::no_control},
    {"alike_everywhere_but_a_control_is_as_before",
     {alike_change("mx.a.example", "198.51.100.1"), alike_change("mx.b.example", "203.0.113.1")},
     {control("mx.d.example", "2001:db8::1", Says::as_before)},
     Cause::theirs},
};

class CauseOf : public testing::TestWithParam<CauseRow> {};

TEST_P(CauseOf, a_change) {
    const auto& row = GetParam();
    EXPECT_EQ(cause_of({suspect_place, now}, row.alike, row.controls), row.cause);
}

INSTANTIATE_TEST_SUITE_P(Table, CauseOf, testing::ValuesIn(cause_rows),
                         [](const auto& row) { return row.param.name; });

struct NeighbourRow {
    const char* name;
    Neighbourhood a, b;
    bool are;
};

const NeighbourRow neighbour_rows[] = {
    {"one_organisation", at("mx1.a.example", "192.0.2.1"), at("mx2.a.example", "203.0.113.1"),
     true},
    {"a_public_suffix_is_no_organisation", at("mx.a.co.uk", "192.0.2.1"),
     at("mx.b.co.uk", "203.0.113.1"), false},
    {"one_network", at("mx.a.example", "192.0.2.1"), at("mx.b.example", "192.0.2.254"), true},
    {"one_network_v6", at("mx.a.example", "2001:db8::1"), at("mx.b.example", "2001:db8::2"), true},
    {"another_network_v6", at("mx.a.example", "2001:db8::1"), at("mx.b.example", "2001:db8:0:1::1"),
     false},
    {"addresses_without_names", at("192.0.2.1", "192.0.2.1"), at("203.0.113.1", "203.0.113.1"),
     false},
    {"nothing_is_known", {}, {}, false},
};

class Neighbours : public testing::TestWithParam<NeighbourRow> {};

TEST_P(Neighbours, change_together) {
    EXPECT_EQ(are_neighbours(GetParam().a, GetParam().b), GetParam().are);
    EXPECT_EQ(are_neighbours(GetParam().b, GetParam().a), GetParam().are);
}

INSTANTIATE_TEST_SUITE_P(Table, Neighbours, testing::ValuesIn(neighbour_rows),
                         [](const auto& row) { return row.param.name; });

TEST(NeighbourhoodOf, an_address_is_where_its_target_is) {
    const auto where = neighbourhood_of("192.0.2.1", {}, "www.good.example");
    EXPECT_EQ(where.organisation, "good.example");
    EXPECT_EQ(where.address, model::Address::parse("192.0.2.1"));
    EXPECT_EQ(neighbourhood_of("mx.a.example", {}, "good.example").organisation, "a.example");
}

struct MetRow {
    const char* name;
    model::Stage stage;
    std::optional<base::Errc> failure;
    Met met;
};

const MetRow met_rows[] = {
    {"greeted", model::Stage::greeted, base::Errc::reset, Met::greeting},
    {"accepted", model::Stage::connected, base::Errc::timed_out, Met::no_greeting},
    {"refused", model::Stage::unconnected, base::Errc::refused, Met::refusal},
    {"silent", model::Stage::unconnected, base::Errc::timed_out, Met::silence},
    {"no_way_there", model::Stage::unconnected, base::Errc::unreachable, Met::silence},
    {"cancelled", model::Stage::unconnected, base::Errc::cancelled, Met::nothing},
    {"cancelled_later", model::Stage::connected, base::Errc::cancelled, Met::nothing},
    {"out_of_descriptors", model::Stage::unconnected, base::Errc::no_resources, Met::nothing},
    {"not_allowed", model::Stage::unconnected, base::Errc::not_allowed, Met::nothing},
    {"never_tried", model::Stage::unconnected, {}, Met::nothing},
};

class MetBy : public testing::TestWithParam<MetRow> {};

TEST_P(MetBy, a_session) {
    model::MailSession session{.endpoint = {"mx.a.example", {}, model::smtp}, .taken_at = {}};
    session.stage = GetParam().stage;
    if (GetParam().failure) session.failure = base::Failure{*GetParam().failure, "connect"};
    EXPECT_EQ(met_by(session), GetParam().met);
}

INSTANTIATE_TEST_SUITE_P(Table, MetBy, testing::ValuesIn(met_rows),
                         [](const auto& row) { return row.param.name; });

TEST(NamesOfAlike, are_named_once_in_order) {
    EXPECT_EQ(names_of_alike(std::vector{another_fails, one_answers,
                                         control("mx.a.example", "198.51.100.9", Says::alike),
                                         another_fails}),
              "mx.a.example, mx.b.example");
}

}  // namespace
}  // namespace mailwatchd::watch
