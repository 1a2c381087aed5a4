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
    std::string_view shown;
    std::string_view host;
    std::optional<Address> ip;
    int port;  ///< 0: none.
};

const Endpoint endpoint_v4{"mx.example.org", v4, pop3};
const Endpoint endpoint_v6{"mx.example.org", v6, smtp};
const Endpoint endpoint_bare{"2001:db8::25", v6, imaps};

using Kind = Subject::Kind;
const Row rows[] = {
    {"name",
     Subject::name("example.org"),
     Kind::name,
     "example.org",
     "example.org",
     "example.org",
     {},
     0},
    {"address", Subject::address("mx.example.org", v4), Kind::address, "192.0.2.25",
     "mx.example.org[192.0.2.25]", "mx.example.org", v4, 0},
    {"address_v6", Subject::address("mx.example.org", v6), Kind::address, "2001:db8::25",
     "mx.example.org[2001:db8::25]", "mx.example.org", v6, 0},
    {"endpoint", Subject::endpoint(endpoint_v4), Kind::endpoint, "192.0.2.25:110",
     "mx.example.org[192.0.2.25]:110", "mx.example.org", v4, 110},
    {"endpoint_v6", Subject::endpoint(endpoint_v6), Kind::endpoint, "[2001:db8::25]:25",
     "mx.example.org[2001:db8::25]:25", "mx.example.org", v6, 25},
    {"endpoint_bare", Subject::endpoint(endpoint_bare), Kind::endpoint, "[2001:db8::25]:993",
     "2001:db8::25[2001:db8::25]:993", "2001:db8::25", v6, 993},
    {"nameless_address",
     {Kind::address, "2001:db8::25"},
     Kind::address,
     "2001:db8::25",
     "2001:db8::25",
     "",
     v6,
     0},
    {"nameless_endpoint",
     {Kind::endpoint, "[2001:db8::25]:25"},
     Kind::endpoint,
     "[2001:db8::25]:25",
     "[2001:db8::25]:25",
     "",
     v6,
     25},
    {"nameless_endpoint_v4",
     {Kind::endpoint, "192.0.2.25:25"},
     Kind::endpoint,
     "192.0.2.25:25",
     "192.0.2.25:25",
     "",
     v4,
     25},
    {"dnsbl",
     Subject::dnsbl("bl.example"),
     Kind::dnsbl,
     "dnsbl:bl.example",
     "dnsbl:bl.example",
     "bl.example",
     {},
     0},
    {"prober", Subject::prober(), Kind::prober, "prober", "prober", "prober", {}, 0},
    {"damaged_dnsbl", {Kind::dnsbl, "x"}, Kind::dnsbl, "x", "x", "x", {}, 0},
    {"damaged",
     {Kind::endpoint, "192.0.2.25:x"},
     Kind::endpoint,
     "192.0.2.25:x",
     "192.0.2.25:x",
     "",
     v4,
     0},
};

class SubjectParts : public testing::TestWithParam<Row> {};

TEST_P(SubjectParts, are_written_and_read) {
    const auto& row = GetParam();
    EXPECT_EQ(row.subject.kind, row.kind);
    EXPECT_EQ(row.subject.text, row.text);
    EXPECT_EQ(row.subject.shown(), row.shown);
    EXPECT_EQ(row.subject.host(), row.host);
    EXPECT_EQ(row.subject.ip(), row.ip);
    EXPECT_EQ(row.subject.port().value_or(0), row.port);
}

TEST_P(SubjectParts, are_read_as_shown) {
    const auto& row = GetParam();
    const auto read = Subject::parse_shown(row.kind, row.shown);
    EXPECT_EQ(read, row.subject);
    EXPECT_EQ(read.known_as, row.subject.known_as);
}

INSTANTIATE_TEST_SUITE_P(Table, SubjectParts, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Subject, s5_a_text_that_is_no_place_is_kept_whole) {
    for (const auto* const text :
         {"m[x]:", "m[x]:25", "m[192.0.2.25]", "m[192.0.2.25]25", "m[192.0.2.25]:25:25", "m[]:25",
          "m[2001:db8::25]", "m[", "[]"}) {
        EXPECT_EQ(Subject::parse_shown(Kind::endpoint, text).shown(), text);
        EXPECT_EQ(Subject::parse_shown(Kind::address, text).shown(), text);
    }
}

TEST(Subject, kinds_never_collide) {
    EXPECT_NE(Subject::name("prober"), Subject::prober());
    EXPECT_NE(Subject::name("bl.example").text, Subject::dnsbl("bl.example").text);
}

TEST(Subject, an_address_is_the_same_whatever_its_host_is_called) {
    EXPECT_EQ(Subject::address("mx.example.org", v4), Subject::address("mx.example.net", v4));
    EXPECT_EQ(Subject::endpoint({"a.example", v6, smtp}),
              Subject::endpoint({"b.example", v6, smtp}));
    EXPECT_NE(Subject::endpoint({"a.example", v6, smtp}),
              Subject::endpoint({"a.example", v6, pop3}));
    EXPECT_NE(Subject::address("mx.example.org", v4), Subject::name("192.0.2.25"));
}

}  // namespace
}  // namespace mailwatchd::model
