#include "proto/dns/reply.h"

#include "support/dns_wire.h"

#include <gtest/gtest.h>

namespace mailwatchd::dns {
namespace {

using test::WireMessage;

constexpr unsigned id = 0x1234;

std::string query(bool edns = true) {
    return encode_query({"mx.example.org", Type::a}, {.id = id, .edns = edns}).value();
}

WireMessage header(unsigned flags) { return WireMessage{id, flags}; }

WireMessage repeated(unsigned flags, const char* name = "mx.example.org", Type type = Type::a) {
    auto made = header(flags);
    made.question(name, type);
    return made;
}

struct Row {
    const char* name;
    std::string reply;
    bool is_reply;
};

std::string with(std::string bytes, std::size_t at, char byte) {
    bytes[at] = byte;
    return bytes;
}

const Row rows[] = {
    {"answer", repeated(0x8180).bytes, true},
    {"answer_in_other_letters", repeated(0x8180, "MX.Example.ORG").bytes, true},
    {"error_with_the_question", repeated(0x8182).bytes, true},
    {"formerr_of_twelve_bytes", header(0x8101).bytes, true},
    {"servfail_of_twelve_bytes", header(0x8182).bytes, true},
    {"notimp_of_twelve_bytes", header(0x8104).bytes, true},
    {"refused_of_twelve_bytes", header(0x8105).bytes, true},
    {"truncated_to_twelve_bytes", header(0x8380).bytes, true},
    {"d8_noerror_of_twelve_bytes", header(0x8180).bytes, false},
    {"d8_nxdomain_of_twelve_bytes", header(0x8183).bytes, false},
    {"d8_other_id", WireMessage{0x1235, 0x8101}.bytes, false},
    {"d8_other_name", repeated(0x8180, "mx.example.net").bytes, false},
    {"d8_other_type", repeated(0x8180, "mx.example.org", Type::aaaa).bytes, false},
    {"d8_other_class", with(repeated(0x8180).bytes, 12 + 16 + 3, 3), false},
    {"d8_our_own_query", query(), false},
    {"two_questions", repeated(0x8180).question("mx.example.org", Type::a).bytes, false},
    {"eleven_bytes", header(0x8101).bytes.substr(0, 11), false},
    {"question_cut_off", repeated(0x8180).bytes.substr(0, 20), false},
    {"class_cut_off", repeated(0x8180).bytes.substr(0, 12 + 16 + 3), false},
    {"nothing", "", false},
};

class DnsReply : public testing::TestWithParam<Row> {};

TEST_P(DnsReply, is_told_from_others) {
    for (const bool edns : {true, false})
        EXPECT_EQ(is_reply_to(query(edns), GetParam().reply), GetParam().is_reply);
}

INSTANTIATE_TEST_SUITE_P(Table, DnsReply, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(DnsQuery, without_edns_ends_behind_its_question) {
    const auto plain = query(false);
    EXPECT_EQ(query().substr(12, plain.size() - 12), plain.substr(12));
    EXPECT_EQ(plain.substr(8, 4), std::string(4, '\0'));
    EXPECT_FALSE(parse(plain)->edns);
    EXPECT_TRUE(parse(query())->edns);
}

struct ProofRow {
    const char* name;
    WireMessage message;
    bool is_unproven;
};

/// RFC 2308 §2.2: only an SOA proves that there are no records.
const ProofRow proofs[] = {
    {"records",
     repeated(0x8180).answer("mx.example.org", Type::a, 60, test::rdata_address("192.0.2.1")),
     false},
    {"no_data_with_soa",
     repeated(0x8180).authority("example.org", Type::soa, 60, test::rdata_soa(60)), false},
    {"no_data_alone", repeated(0x8180), true},
    {"nxdomain_alone", repeated(0x8183), false},
    {"chain_that_leaves_the_message",
     repeated(0x8180).answer("mx.example.org", Type::cname, 60, test::wire_name("a.example")),
     false},
};

class DnsProof : public testing::TestWithParam<ProofRow> {};

TEST_P(DnsProof, of_an_empty_answer) {
    const auto message = parse(GetParam().message.bytes).value();
    const auto found = interpret({"mx.example.org", Type::a}, message);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->is_unproven, GetParam().is_unproven);
}

INSTANTIATE_TEST_SUITE_P(Table, DnsProof, testing::ValuesIn(proofs),
                         [](const auto& row) { return row.param.name; });

TEST(DnsReply, says_whether_records_were_cut_off) {
    EXPECT_TRUE(is_cut(header(0x8380).bytes));
    EXPECT_TRUE(is_cut(repeated(0x8780).bytes));
    EXPECT_FALSE(is_cut(repeated(0x8180).bytes));
}

}  // namespace
}  // namespace mailwatchd::dns
