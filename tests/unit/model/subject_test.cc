#include "model/subject.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

const Address v4 = Address::v4({192, 0, 2, 25});
const Address v6 = Address::parse("2001:db8::25").value();

struct Row {
    const char* name;
    Subject subject;
    Subject::Kind kind;
    std::string_view text;
    std::string_view host;
    std::optional<Address> ip;
    int port;  ///< 0: none.
};

const Endpoint endpoint_v4{"mx.example.org", v4, pop3};
const Endpoint endpoint_v6{"mx.example.org", v6, smtp};
const Endpoint endpoint_bare{"2001:db8::25", v6, imaps};

using Kind = Subject::Kind;
const Row rows[] = {
    {"name", Subject::name("example.org"), Kind::name, "example.org", "example.org", {}, 0},
    {"address", Subject::address("mx.example.org", v4), Kind::address, "mx.example.org[192.0.2.25]",
     "mx.example.org", v4, 0},
    {"address_v6", Subject::address("mx.example.org", v6), Kind::address,
     "mx.example.org[2001:db8::25]", "mx.example.org", v6, 0},
    {"endpoint", Subject::endpoint(endpoint_v4), Kind::endpoint, "mx.example.org[192.0.2.25]:110",
     "mx.example.org", v4, 110},
    {"endpoint_v6", Subject::endpoint(endpoint_v6), Kind::endpoint,
     "mx.example.org[2001:db8::25]:25", "mx.example.org", v6, 25},
    {"endpoint_bare", Subject::endpoint(endpoint_bare), Kind::endpoint,
     "2001:db8::25[2001:db8::25]:993", "2001:db8::25", v6, 993},
    {"dnsbl", Subject::dnsbl("bl.example"), Kind::dnsbl, "dnsbl:bl.example", "bl.example", {}, 0},
    {"prober", Subject::prober(), Kind::prober, "prober", "prober", {}, 0},
};

class SubjectParts : public testing::TestWithParam<Row> {};

TEST_P(SubjectParts, are_written_and_read) {
    const auto& row = GetParam();
    EXPECT_EQ(row.subject.kind, row.kind);
    EXPECT_EQ(row.subject.text, row.text);
    EXPECT_EQ(row.subject.host(), row.host);
    EXPECT_EQ(row.subject.ip(), row.ip);
    EXPECT_EQ(row.subject.port().value_or(0), row.port);
}

INSTANTIATE_TEST_SUITE_P(Table, SubjectParts, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Subject, kinds_never_collide) {
    EXPECT_NE(Subject::name("prober"), Subject::prober());
    EXPECT_NE(Subject::name("bl.example").text, Subject::dnsbl("bl.example").text);
}

}  // namespace
}  // namespace mailwatchd::model
