#include "publish/dnsbl_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace mailwatchd::publish {
namespace {

using model::DnsblState;
using Use = TestedDnsbl::Use;

TestedDnsbl row(std::string dnsbl, Use use, DnsblState state, std::string evidence = "127.0.0.2") {
    TestedDnsbl made;
    made.dnsbl = std::move(dnsbl);
    made.dnsbl_class = model::DnsblClass::informational;
    made.asked = "IPv4";
    made.use = use;
    made.state = state;
    made.evidence = std::move(evidence);
    return made;
}

std::vector<TestedDnsbl> sample() {
    return {row("bl.example", Use::on, DnsblState::proven),
            row("a-very-long-name-of-a-block-list.example", Use::on, DnsblState::silent,
                "A 2.0.0.127.a-very-long-name-of-a-block-list.example: no answer at all"),
            row("keyed.example", Use::on, DnsblState::no_credential, ""),
            row("off.example", Use::off, DnsblState::wildcarding, "\x1b[31m"),
            row("dead.example", Use::retired, DnsblState::parked)};
}

TEST(DnsblTable, fits_the_terminal_whatever_stands_in_it) {
    for (const std::size_t width : {60U, 80U, 132U}) {
        TextOptions options;
        options.width = width;
        std::istringstream lines{to_text(sample(), options)};
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(line.size(), width) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST(DnsblTable, says_how_many_count) {
    TextOptions options;
    options.width = 80;
    const auto text = to_text(sample(), options);
    EXPECT_NE(text.find("1 of 3 lists in use passed their self-test."), std::string::npos) << text;
    EXPECT_NE(
        text.find("bl.example                     informational IPv4  proven        127.0.0.2"),
        std::string::npos)
        << text;
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

struct BrokenRow {
    const char* name;
    Use use;
    DnsblState state;
    bool broken;
};

const BrokenRow broken_rows[] = {
    {"proven", Use::on, DnsblState::proven, false},
    {"silent", Use::on, DnsblState::silent, true},
    {"blocked", Use::on, DnsblState::blocked, true},
    {"without_its_key", Use::on, DnsblState::no_credential, false},
    {"off", Use::off, DnsblState::wildcarding, false},
    {"retired", Use::retired, DnsblState::empty, false},
};

class BrokenDnsbl : public testing::TestWithParam<BrokenRow> {};

TEST_P(BrokenDnsbl, is_one_that_audits_would_ask) {
    EXPECT_EQ(is_broken(row("bl.example", GetParam().use, GetParam().state)), GetParam().broken);
}

INSTANTIATE_TEST_SUITE_P(Table, BrokenDnsbl, testing::ValuesIn(broken_rows),
                         [](const auto& each) { return each.param.name; });

TEST(DnsblTable, is_a_json_object_a_line) {
    auto rows = sample();
    rows.front().dnsbl_class.reset();
    const auto text = to_json(rows);
    EXPECT_EQ(std::ranges::count(text, '\n'), 5);
    EXPECT_TRUE(text.starts_with(
        R"({"dnsbl":"bl.example","class":null,"asked":"IPv4","use":"on","state":"proven",)"
        R"("evidence":"127.0.0.2","note":""})"))
        << text;
    EXPECT_NE(text.find(R"("evidence":"\\x1B[31m")"), std::string::npos) << text;
}

}  // namespace
}  // namespace mailwatchd::publish
