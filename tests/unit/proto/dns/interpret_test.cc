#include "support/dns_wire.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace mailwatchd;
using namespace mailwatchd::test;
using base::Errc;
using dns::Type;

namespace {

constexpr unsigned ok = WireMessage::response;
constexpr unsigned nxdomain = ok | 3U;

std::string chain_link(int i) { return "c" + std::to_string(i) + ".example"; }

/// q.example → c1 → c2 → … → c<links>, with an address at the end.
WireMessage chain(int links) {
    WireMessage wire;
    wire.question("q.example", Type::a);
    for (int i = 0; i < links; ++i)
        wire.answer(i == 0 ? "q.example" : chain_link(i), Type::cname, 60,
                    wire_name(chain_link(i + 1)));
    return wire.answer(links == 0 ? "q.example" : chain_link(links), Type::a, 300,
                       rdata_address("192.0.2.1"));
}

struct Outcome {
    std::optional<Errc> failure = {};
    bool exists = true;
    std::size_t records = 0;
    std::string canonical = "q.example";
    std::uint32_t ttl = 0;
    bool is_partial = false;
};
struct Case {
    const char* name;
    WireMessage wire;
    Outcome outcome;
};

const std::string a_record = rdata_address("192.0.2.1");
const std::string ns_record = wire_name("ns.example");

const Case cases[] = {
    {"address",
     WireMessage{}.question("q.example", Type::a).answer("q.example", Type::a, 300, a_record),
     {.records = 1, .ttl = 300}},
    {"d3_case_differs",
     WireMessage{}.question("Q.Example", Type::a).answer("q.eXAMPLE", Type::a, 300, a_record),
     {.records = 1, .ttl = 300}},
    {"d3_repeated_record_counts_once",
     WireMessage{}
         .question("q.example", Type::a)
         .answer("q.example", Type::a, 300, a_record)
         .answer("q.example", Type::a, 200, a_record),
     {.records = 1, .ttl = 200}},
    {"d8_others_records_do_not_count",
     WireMessage{}
         .question("q.example", Type::a)
         .answer("evil.example", Type::a, 300, a_record)
         .authority("example", Type::soa, 900, rdata_soa(60)),
     {.ttl = 60}},
    {"nodata",
     WireMessage{}
         .question("q.example", Type::a)
         .authority("example", Type::soa, 30, rdata_soa(60)),
     {.ttl = 30}},
    {"nodata_without_soa", WireMessage{}.question("q.example", Type::a), {}},
    {"d2_nxdomain",
     WireMessage{1, nxdomain}
         .question("q.example", Type::a)
         .authority("example", Type::soa, 900, rdata_soa(60)),
     {.exists = false, .ttl = 60}},
    {"chain_1", chain(1), {.records = 1, .canonical = "c1.example", .ttl = 60}},
    {"d6_chain_11", chain(11), {.records = 1, .canonical = "c11.example", .ttl = 60}},
    {"d6_chain_12", chain(12), {.failure = Errc::malformed}},
    {"chain_leaves",
     WireMessage{}
         .question("q.example", Type::a)
         .answer("q.example", Type::cname, 60, wire_name("other.test")),
     {.canonical = "other.test", .ttl = 60, .is_partial = true}},
    {"chain_to_nodata",
     WireMessage{}
         .question("q.example", Type::a)
         .answer("q.example", Type::cname, 60, wire_name("other.test"))
         .authority("test", Type::soa, 900, rdata_soa(30)),
     {.canonical = "other.test", .ttl = 30}},
    {"chain_to_nxdomain",
     WireMessage{1, nxdomain}
         .question("q.example", Type::a)
         .answer("q.example", Type::cname, 60, wire_name("other.test"))
         .authority("test", Type::soa, 900, rdata_soa(90)),
     {.exists = false, .canonical = "other.test", .ttl = 60}},
    {"d6_loop",
     WireMessage{}
         .question("q.example", Type::a)
         .answer("q.example", Type::cname, 60, wire_name("b.example"))
         .answer("b.example", Type::cname, 60, wire_name("q.example")),
     {.failure = Errc::malformed}},
    {"d6_points_at_itself",
     WireMessage{}
         .question("q.example", Type::a)
         .answer("q.example", Type::cname, 60, wire_name("q.example")),
     {.failure = Errc::malformed}},
    {"d1_servfail",
     WireMessage{1, ok | 2U}.question("q.example", Type::a),
     {.failure = Errc::server_failure}},
    {"d1_refused_without_question", WireMessage{1, ok | 5U}, {.failure = Errc::server_failure}},
    {"d5_truncated",
     WireMessage{1, ok | WireMessage::truncated}
         .question("q.example", Type::a)
         .answer("q.example", Type::a, 300, a_record),
     {.failure = Errc::server_failure}},
    {"referral",
     WireMessage{}.question("q.example", Type::a).authority("example", Type::ns, 900, ns_record),
     {.failure = Errc::server_failure}},
    {"nodata_with_ns_of_an_authority",
     WireMessage{1, ok | WireMessage::authoritative}
         .question("q.example", Type::a)
         .authority("example", Type::ns, 900, ns_record),
     {}},
    {"d8_other_name",
     WireMessage{}.question("r.example", Type::a).answer("r.example", Type::a, 300, a_record),
     {.failure = Errc::malformed}},
    {"d8_other_type",
     WireMessage{}.question("q.example", Type::mx).answer("q.example", Type::a, 300, a_record),
     {.failure = Errc::malformed}},
    {"d8_no_question",
     WireMessage{}.answer("q.example", Type::a, 300, a_record),
     {.failure = Errc::malformed}},
    {"d8_a_query",
     WireMessage{1, 0x0100}.question("q.example", Type::a),
     {.failure = Errc::malformed}},
};

class Interpret : public testing::TestWithParam<Case> {};

TEST_P(Interpret, says_what_the_message_says) {
    const auto& expected = GetParam().outcome;
    const auto message = dns::parse(GetParam().wire.bytes);
    ASSERT_TRUE(message);
    const auto result = dns::interpret({"Q.example", Type::a}, *message);
    ASSERT_EQ(result.has_error(), expected.failure.has_value());
    if (!result) {
        EXPECT_EQ(result.error().code, *expected.failure) << result.error().detail;
        return;
    }
    EXPECT_EQ(result->answer.question.name, "q.example");
    EXPECT_EQ(result->answer.exists, expected.exists);
    EXPECT_EQ(result->answer.records.size(), expected.records);
    EXPECT_EQ(result->answer.canonical, expected.canonical);
    EXPECT_EQ(result->answer.is_alias(), expected.canonical != "q.example");
    EXPECT_EQ(result->answer.ttl, expected.ttl);
    EXPECT_EQ(result->is_partial, expected.is_partial);
}

INSTANTIATE_TEST_SUITE_P(Table, Interpret, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(InterpretCname, is_not_followed_when_asked_for) {
    WireMessage wire;
    wire.question("q.example", Type::cname)
        .answer("q.example", Type::cname, 60, wire_name("b.example"));
    const auto result = dns::interpret({"q.example", Type::cname}, *dns::parse(wire.bytes));
    EXPECT_EQ(result->answer.names(), std::vector<std::string>{"b.example"});
    EXPECT_FALSE(result->answer.is_alias());
}

TEST(InterpretOrder, d3_any_permutation_is_the_same_answer) {
    std::vector<std::string> hosts{"a.example", "b.example", "c.example", "d.example", "b.example"};
    std::ranges::sort(hosts);
    std::optional<std::vector<dns::Mx>> first;
    do {
        WireMessage wire;
        wire.question("q.example", Type::mx);
        std::uint32_t ttl = 300;
        for (const auto& host : hosts)
            wire.answer("q.example", Type::mx, ttl--, rdata_mx(10, host));
        const auto result = dns::interpret({"q.example", Type::mx}, *dns::parse(wire.bytes));
        const auto exchangers = result->answer.mail_exchangers();
        ASSERT_EQ(exchangers.size(), 4U);
        ASSERT_TRUE(std::ranges::is_sorted(result->answer.records, {}, &dns::Record::data));
        if (!first) first = exchangers;
        ASSERT_EQ(exchangers, *first);
    } while (std::ranges::next_permutation(hosts).found);
}

TEST(Answer, values_are_sorted_and_of_one_kind) {
    dns::Answer answer;
    const auto add = [&](decltype(dns::Record::data) data) {
        answer.records.push_back(
            {.owner = "q", .type = Type::a, .ttl = 1, .data = std::move(data)});
    };
    add(dns::Text{"b"});
    add(dns::Text{"a"});
    add(dns::Name{"n"});
    add(dns::Text{"a"});
    add(dns::Srv{1, 2, 3, "s"});
    EXPECT_EQ(answer.texts(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(answer.names(), std::vector<std::string>{"n"});
    EXPECT_EQ(answer.services().size(), 1U);
    EXPECT_TRUE(answer.addresses().empty());
}

TEST(QuestionText, names_type_and_name) {
    EXPECT_EQ((dns::Question{"mx1.example.org", Type::a}).text(), "A mx1.example.org");
    EXPECT_EQ((dns::Question{"", Type::ns}).text(), "NS .");
}

}  // namespace
