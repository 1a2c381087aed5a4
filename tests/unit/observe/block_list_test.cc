#include "observe/dnsbl/block_list.h"

#include "dns_answers.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using base::Errc;
using test::ip;
using test::said;
using Family = model::Address::Family;
using State = model::DnsblState;

namespace mailwatchd::observe {
namespace {

using Kind = DnsblAnswer::Kind;

struct NameRow {
    const char* name;
    std::string address;
    std::string asked;
};

const NameRow name_rows[] = {
    {"v4_rfc5782_2_1", "192.0.2.99", "99.2.0.192.bad.example.com"},
    {"v4_high_octets", "255.0.10.1", "1.10.0.255.bad.example.com"},
    {"v6_rfc5782_2_4", "2001:db8:1:2:3:4:567:89ab",
     "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.bad.example.com"},
    {"v4_mapped_test_point", "::ffff:127.0.0.2",
     "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bad.example.com"},
};

class QueryName : public testing::TestWithParam<NameRow> {};

TEST_P(QueryName, is_reversed) {
    EXPECT_EQ(query_name(ip(GetParam().address), "bad.example.com"), GetParam().asked);
}

TEST(QueryName, a_key_stands_between_the_address_and_the_list) {
    EXPECT_EQ(query_name("99.2.0.192", "k3y", "dq.example"), "99.2.0.192.k3y.dq.example");
    EXPECT_EQ(query_name("99.2.0.192", "", "dq.example"), "99.2.0.192.dq.example");
}

INSTANTIATE_TEST_SUITE_P(Table, QueryName, testing::ValuesIn(name_rows),
                         [](const auto& row) { return row.param.name; });

TEST(TestPoints, are_those_of_rfc5782_5) {
    model::Dnsbl dnsbl;
    const auto v4 = test_points(dnsbl, Family::v4);
    EXPECT_EQ(v4.listed, "2.0.0.127");
    EXPECT_EQ(v4.clear, "1.0.0.127");
    EXPECT_EQ(v4.control, "213.2.0.192");
    const auto v6 = test_points(dnsbl, Family::v6);
    EXPECT_EQ(v6.listed, ip("::FFFF:7F00:2").reversed());
    EXPECT_EQ(v6.clear, ip("::FFFF:7F00:1").reversed());
    EXPECT_EQ(v6.control, ip("2001:db8::d5").reversed());
    dnsbl.kind = model::Dnsbl::Kind::domain;
    const auto names = test_points(dnsbl, Family::v4);
    EXPECT_EQ(names.listed, "test");
    EXPECT_EQ(names.clear, "invalid");
    EXPECT_EQ(names.control, "mailwatchd-control.invalid");
    dnsbl.test_name = "dbltest.example";
    EXPECT_EQ(test_points(dnsbl, Family::v4).listed, "dbltest.example");
}

struct AnswerRow {
    const char* name;
    test::DnsResult answer;
    Kind kind;
    std::string evidence;
};

const AnswerRow answer_rows[] = {
    {"listed", said({"127.0.0.2"}), Kind::listed, "127.0.0.2"},
    {"several_codes_sorted", said({"127.0.0.10", "127.0.0.2"}), Kind::listed,
     "127.0.0.2 127.0.0.10"},
    {"test_point_of_suomispam", said({"127.0.0.99"}), Kind::listed, "127.0.0.99"},
    {"test_point_of_dnswl", said({"127.0.10.0"}), Kind::listed, "127.0.10.0"},
    {"drop_and_pbl", said({"127.0.0.9", "127.0.0.11"}), Kind::listed, "127.0.0.9 127.0.0.11"},
    {"bcl", said({"127.0.0.30"}), Kind::listed, "127.0.0.30"},
    {"dbl_code", said({"127.0.1.2"}), Kind::listed, "127.0.1.2"},
    {"far_inside_127", said({"127.9.255.1"}), Kind::listed, "127.9.255.1"},
    {"nxdomain", test::no_such_name(), Kind::clear, "no record"},
    {"no_data", said({}), Kind::clear, "no record"},
    {"d12_spamhaus_typo", said({"127.255.255.252"}), Kind::blocked, "127.255.255.252"},
    {"d12_spamhaus_open_resolver", said({"127.255.255.254"}), Kind::blocked, "127.255.255.254"},
    {"d13_spamhaus_too_many", said({"127.255.255.255"}), Kind::blocked, "127.255.255.255"},
    {"d12_localhost", said({"127.0.0.1"}), Kind::blocked, "127.0.0.1"},
    {"d13_dnswl_limit", said({"127.0.0.255"}), Kind::blocked, "127.0.0.255"},
    {"dbl_asked_with_an_address", said({"127.0.1.255"}), Kind::blocked, "127.0.1.255"},
    {"d12_error_beside_a_listing", said({"127.0.0.2", "127.255.255.254"}), Kind::blocked,
     "127.0.0.2 127.255.255.254"},
    {"d12_opendns_block_page", said({"146.112.61.108"}), Kind::parked, "146.112.61.108"},
    {"d12_parked_beside_a_listing", said({"127.0.0.2", "203.0.113.5"}), Kind::parked,
     "127.0.0.2 203.0.113.5"},
    {"parked_beside_an_error", said({"127.0.0.1", "203.0.113.5"}), Kind::parked,
     "127.0.0.1 203.0.113.5"},
    {"just_above_127", said({"128.0.0.2"}), Kind::parked, "128.0.0.2"},
    {"just_below_127", said({"126.0.0.2"}), Kind::parked, "126.0.0.2"},
    {"an_ipv6_address_is_no_answer", said({"::1"}), Kind::parked, "::1"},
    {"d1_server_failure", test::fails(), Kind::silent, "A asked.example"},
    {"d1_time_out", test::fails(Errc::timed_out), Kind::silent, "A asked.example"},
    {"malformed", test::fails(Errc::malformed), Kind::silent, "A asked.example"},
};

class ListAnswer : public testing::TestWithParam<AnswerRow> {};

TEST_P(ListAnswer, means) {
    const auto meant = interpret(model::Dnsbl{}, GetParam().answer);
    EXPECT_EQ(meant.kind, GetParam().kind);
    EXPECT_EQ(meant.evidence, GetParam().evidence);
}

INSTANTIATE_TEST_SUITE_P(Table, ListAnswer, testing::ValuesIn(answer_rows),
                         [](const auto& row) { return row.param.name; });

model::DnsblCode code(const char* answer, bool refusal = false) {
    model::DnsblCode made{ip(answer), "m", {}};
    made.refusal = refusal;
    return made;
}

model::DnsblCode bit(std::uint8_t octet, bool refusal = false) {
    model::DnsblCode made{model::Address::v4({127, 0, 0, octet}), "m", {}};
    made.mask[3] = octet;
    made.refusal = refusal;
    return made;
}

struct CodedRow {
    const char* name;
    std::vector<model::DnsblCode> codes;
    test::DnsResult answer;
    Kind kind;
};

const CodedRow coded_rows[] = {
    {"d13_surbl_bit_1", {bit(1, true), bit(8)}, said({"127.0.0.1"}), Kind::blocked},
    {"d13_surbl_bit_1_beside_another", {bit(1, true), bit(8)}, said({"127.0.0.9"}), Kind::blocked},
    {"surbl_listed", {bit(1, true), bit(8)}, said({"127.0.0.72"}), Kind::listed},
    {"d13_dnswl_limit", {code("127.0.0.255", true)}, said({"127.0.0.255"}), Kind::blocked},
    {"d13_a_refusal_of_its_own", {code("127.0.0.9", true)}, said({"127.0.0.9"}), Kind::blocked},
    {"hostkarma_white_is_no_error", {code("127.0.0.1")}, said({"127.0.0.1"}), Kind::listed},
    {"parked_whatever_the_codes", {code("127.0.0.1")}, said({"203.0.113.1"}), Kind::parked},
};

class CodedAnswer : public testing::TestWithParam<CodedRow> {};

TEST_P(CodedAnswer, means_what_the_dnsbl_says) {
    model::Dnsbl dnsbl;
    dnsbl.codes = GetParam().codes;
    EXPECT_EQ(interpret(dnsbl, GetParam().answer).kind, GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(Table, CodedAnswer, testing::ValuesIn(coded_rows),
                         [](const auto& row) { return row.param.name; });

struct ProofRow {
    const char* name;
    test::DnsResult listed, clear, control;
    State state;
    std::string evidence;
    const char* test_answer = nullptr;
    bool has_test_point = true;
};

const auto nobody = test::no_such_name();
const auto point = said({"127.0.0.2"});
const auto refuses = said({"127.255.255.254"});
const auto parks = said({"203.0.113.5"});

const ProofRow proof_rows[] = {
    {"proven", point, nobody, nobody, State::proven, "127.0.0.2"},
    {"proven_without_data_for_the_clear", point, said({}), said({}), State::proven, "127.0.0.2"},
    {"expected_answer", said({"127.0.0.99"}), nobody, nobody, State::proven, "127.0.0.99",
     "127.0.0.99"},
    {"expected_among_others", said({"127.0.0.2", "127.0.0.99"}), nobody, nobody, State::proven,
     "127.0.0.2 127.0.0.99", "127.0.0.99"},
    {"other_than_expected", point, nobody, nobody, State::empty, "127.0.0.2", "127.0.0.99"},
    {"d12_lists_localhost", point, said({"127.0.0.3"}), nobody, State::wildcarding, "127.0.0.3"},
    {"d12_lists_documentation", point, nobody, said({"127.0.0.4"}), State::wildcarding,
     "127.0.0.4"},
    {"d12_lists_the_world", point, point, point, State::wildcarding, "127.0.0.2"},
    {"lists_all_but_the_point", nobody, point, point, State::wildcarding, "127.0.0.2"},
    {"d12_empty", nobody, nobody, nobody, State::empty, "no record"},
    {"d13_blocked", refuses, nobody, nobody, State::blocked, "127.255.255.254"},
    {"blocked_at_the_clear", point, refuses, nobody, State::blocked, "127.255.255.254"},
    {"answers_localhost_to_all", said({"127.0.0.1"}), said({"127.0.0.1"}), said({"127.0.0.1"}),
     State::blocked, "127.0.0.1"},
    {"blocked_though_one_is_silent", test::fails(), refuses, nobody, State::blocked,
     "127.255.255.254"},
    {"d12_parked", parks, parks, parks, State::parked, "203.0.113.5"},
    {"parked_though_one_is_silent", point, test::fails(), parks, State::parked, "203.0.113.5"},
    {"first_of_parked_and_blocked", refuses, parks, parks, State::blocked, "127.255.255.254"},
    {"d1_silent", test::fails(), test::fails(), test::fails(), State::silent, "A asked.example"},
    {"d1_silent_point", test::fails(), nobody, nobody, State::silent, "A asked.example"},
    {"d1_silent_clear", point, test::fails(), nobody, State::silent, "A asked.example"},
    {"d1_silent_control", point, nobody, test::fails(), State::silent, "A asked.example"},
    {"silence_proves_no_wildcard", point, point, test::fails(), State::silent, "A asked.example"},
    {"without_a_point", nobody, nobody, nobody, State::proven, "lists nothing that must be clear",
     nullptr, false},
    {"d12_without_a_point_lists_the_world", point, point, point, State::wildcarding, "127.0.0.2",
     nullptr, false},
    {"d13_without_a_point_blocked", nobody, refuses, nobody, State::blocked, "127.255.255.254",
     nullptr, false},
    {"d1_without_a_point_silent", nobody, nobody, test::fails(), State::silent, "A asked.example",
     nullptr, false},
};

class DnsblProof : public testing::TestWithParam<ProofRow> {};

TEST_P(DnsblProof, is_judged) {
    const auto& row = GetParam();
    model::Dnsbl dnsbl;
    dnsbl.name = "bl.example";
    if (row.test_answer != nullptr) dnsbl.test_answer = ip(row.test_answer);
    const base::Instant now{std::chrono::seconds{1'798'761'600}};
    dnsbl.has_test_point = row.has_test_point;
    const Proof proof{interpret(dnsbl, row.listed), interpret(dnsbl, row.clear),
                      interpret(dnsbl, row.control)};
    const auto health = judge_proof(dnsbl, Family::v6, proof, now);
    EXPECT_EQ(name(health.state), name(row.state));
    EXPECT_EQ(health.evidence, row.evidence);
    EXPECT_EQ(health.dnsbl, "bl.example");
    EXPECT_EQ(health.family, Family::v6);
    EXPECT_EQ(health.taken_at, now);
}

INSTANTIATE_TEST_SUITE_P(Table, DnsblProof, testing::ValuesIn(proof_rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::observe
