#include "support/dns_wire.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::string_literals;
using dns::Type;

namespace {

TEST(EncodeQuery, sets_ad_do_and_one_question) {
    const auto query = dns::encode_query({"MX1.example.org", Type::mx}, {.id = 0xBEEF});
    ASSERT_TRUE(query);
    EXPECT_EQ(*query, "\xBE\xEF\x01\x20\0\1\0\0\0\0\0\1"s + wire_name("mx1.example.org") +
                          "\0\x0F\0\1"s + "\0\0\x29\x04\xD0\0\0\x80\0\0\0"s);
}

TEST(EncodeQuery, flags_follow_the_options) {
    const auto direct =
        dns::encode_query({"a", Type::a}, {.recursion = false, .checking_disabled = true});
    EXPECT_EQ(direct->substr(2, 2), "\x00\x30"s);
}

TEST(EncodeQuery, refuses_what_is_no_name) {
    EXPECT_EQ(dns::encode_query({"a..b", Type::a}, {}).error().code, base::Errc::malformed);
}

TEST(EncodeQuery, is_read_back_by_parse) {
    const auto message =
        dns::parse(*dns::encode_query({"_25._tcp.mx.example", Type::tlsa}, {.id = 7}));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->id, 7);
    EXPECT_FALSE(message->response);
    EXPECT_EQ(message->question, (dns::Question{"_25._tcp.mx.example", Type::tlsa}));
}

struct Rdata {
    const char* name;
    Type type;
    std::string rdata;
    std::optional<decltype(dns::Record::data)> data;  ///< Nothing: malformed.
};

model::Address address(const char* text) { return model::Address::parse(text).value(); }

const Rdata rdatas[] = {
    {"a", Type::a, "\xC0\0\2\x19"s, address("192.0.2.25")},
    {"a_short", Type::a, "\xC0\0\2"s, {}},
    {"a_long", Type::a, "\xC0\0\2\x19\0"s, {}},
    {"aaaa", Type::aaaa, rdata_address("2001:db8::25"), address("2001:db8::25")},
    {"aaaa_of_four_bytes", Type::aaaa, "\xC0\0\2\x19"s, {}},
    {"ns", Type::ns, wire_name("NS1.Example"), dns::Name{"ns1.example"}},
    {"ptr_odd_bytes", Type::ptr, "\3a.b\2\x1B[\0"s, dns::Name{R"(a\.b.\027[)"}},
    {"ptr_compressed", Type::ptr, "\2mx\xC0\x0C"s, dns::Name{"mx.q.example"}},
    {"ptr_rest", Type::ptr, wire_name("a") + "x", {}},
    {"cname_empty", Type::cname, "", {}},
    {"mx", Type::mx, rdata_mx(10, "Mx1.Example"), dns::Mx{10, "mx1.example"}},
    {"d11_mx_null", Type::mx, rdata_mx(0, ""), dns::Mx{0, ""}},
    {"mx_short", Type::mx, "\0"s, {}},
    {"srv", Type::srv, be16(1) + be16(2) + be16(993) + wire_name("imap.example"),
     dns::Srv{1, 2, 993, "imap.example"}},
    {"txt_joined", Type::txt, rdata_txt({"v=spf1 ", "-all"}), dns::Text{"v=spf1 -all"}},
    {"txt_one_empty", Type::txt, "\0"s, dns::Text{""}},
    {"txt_raw_bytes", Type::txt, rdata_txt({"a\0\xFF"s}), dns::Text{"a\0\xFF"s}},
    {"txt_none", Type::txt, "", {}},
    {"txt_cut", Type::txt, "\5abc"s, {}},
    {"spf_as_text", Type::spf, rdata_txt({"v=spf1 ", "-all"}), dns::Text{"v=spf1 -all"}},
    {"soa", Type::soa, rdata_soa(60), dns::Opaque{rdata_soa(60)}},
    {"soa_short", Type::soa, std::string(21, '\0'), {}},
    {"tlsa", Type::tlsa, "\3\1\1hash"s, dns::Opaque{"\3\1\1hash"}},
    {"unknown_type", static_cast<Type>(65280), "any", dns::Opaque{"any"}},
    {"unknown_type_empty", static_cast<Type>(65280), "", dns::Opaque{""}},
};

class ParseRdata : public testing::TestWithParam<Rdata> {};

TEST_P(ParseRdata, reads_or_refuses) {
    WireMessage wire;
    wire.question("q.example", GetParam().type)
        .answer("Q.example", GetParam().type, 300, GetParam().rdata);
    const auto message = dns::parse(wire.bytes);
    ASSERT_EQ(message.has_value(), GetParam().data.has_value());
    if (!message) return;
    ASSERT_EQ(message->answers.size(), 1U);
    EXPECT_EQ(message->answers[0].owner, "q.example");
    EXPECT_EQ(message->answers[0].ttl, 300U);
    EXPECT_EQ(message->answers[0].data, *GetParam().data);
}

INSTANTIATE_TEST_SUITE_P(Table, ParseRdata, testing::ValuesIn(rdatas),
                         [](const auto& row) { return row.param.name; });

std::string good_wire() {
    WireMessage wire{0x1234, WireMessage::response | WireMessage::authentic};
    wire.question("q.example", Type::mx)
        .record(6, "\xC0\x0C"s, 15, 300, be16(10) + "\2mx\xC0\x0C"s)
        .authority("example", Type::ns, 300, wire_name("ns.example"))
        .record(10, "\0"s, 41, 0x00008000, "");
    return wire.bytes;
}

TEST(Parse, every_prefix_of_a_good_message_is_refused) {
    const auto wire = good_wire();
    ASSERT_TRUE(dns::parse(wire));
    for (std::size_t size = 0; size < wire.size(); ++size)
        EXPECT_FALSE(dns::parse(wire.substr(0, size))) << size;
}

TEST(Parse, every_changed_byte_is_read_or_refused) {
    const auto wire = good_wire();
    for (std::size_t at = 0; at < wire.size(); ++at)
        for (int value = 0; value < 256; ++value) {
            auto changed = wire;
            changed[at] = static_cast<char>(value);
            const auto message = dns::parse(changed);
            if (message) (void)dns::interpret({"q.example", Type::mx}, *message);
        }
}

TEST(Parse, extended_rcode_is_kept) {
    for (const auto& [ttl, rcode] : {std::pair{0x01000000U, 16}, std::pair{0x10000000U, 255}}) {
        WireMessage wire;
        wire.question("q.example", Type::a).record(10, "\0"s, 41, ttl, "");
        EXPECT_EQ(dns::parse(wire.bytes)->rcode, rcode);
    }
}

TEST(Parse, ttl_with_the_highest_bit_is_zero) {
    WireMessage wire;
    wire.question("q.example", Type::a).answer("q.example", Type::a, 0x80000001U, "\1\2\3\4");
    EXPECT_EQ(dns::parse(wire.bytes)->answers[0].ttl, 0U);
}

TEST(Parse, other_classes_are_left_out) {
    WireMessage wire;
    wire.question("q.example", Type::a).answer("q.example", Type::a, 300, "\1\2\3\4");
    wire.bytes[wire.bytes.size() - 4 - 2 - 4 - 1] = 3;  // CHAOS
    const auto message = dns::parse(wire.bytes);
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->answers.empty());
}

TEST(Parse, d6_counts_that_lie_are_refused_fast) {
    auto wire = good_wire();
    wire.replace(6, 6, "\xFF\xFF\xFF\xFF\xFF\xFF");
    EXPECT_FALSE(dns::parse(wire));
    auto honest_looking = good_wire();
    honest_looking.replace(6, 2, be16(4000));
    EXPECT_FALSE(dns::parse(honest_looking));
    EXPECT_FALSE(dns::parse(std::string(dns::message_bytes_max + 1, '\0')));
}

TEST(Parse, two_questions_are_refused) {
    WireMessage wire;
    wire.question("a.example", Type::a).question("b.example", Type::a);
    EXPECT_FALSE(dns::parse(wire.bytes));
}

TEST(Parse, d7_a_full_message_of_text_is_read) {
    WireMessage wire;
    wire.question("q.example", Type::txt);
    const std::vector<std::string> strings(250, std::string(255, 'x'));
    wire.answer("q.example", Type::txt, 300, rdata_txt(strings));
    ASSERT_LE(wire.bytes.size(), dns::message_bytes_max);
    const auto message = dns::parse(wire.bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(std::get<dns::Text>(message->answers[0].data).text.size(), 250U * 255U);
}

// Its cost is measured in tests/bench/dns_parse.cc.
TEST(Parse, d6_the_worst_compression_bomb_is_read) {
    const auto message = dns::parse(test::compression_bomb());
    ASSERT_TRUE(message);
    EXPECT_GT(message->answers.size(), 3800U);
}

}  // namespace
