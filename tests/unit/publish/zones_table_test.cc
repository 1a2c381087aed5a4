#include "publish/zones_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace mailwatchd::publish {
namespace {

using model::ZoneState;
using Use = TestedZone::Use;

TestedZone row(std::string zone, Use use, ZoneState state, std::string evidence = "127.0.0.2") {
    TestedZone made;
    made.zone = std::move(zone);
    made.zone_class = model::ZoneClass::informational;
    made.asked = "IPv4";
    made.use = use;
    made.state = state;
    made.evidence = std::move(evidence);
    return made;
}

std::vector<TestedZone> sample() {
    return {row("bl.example", Use::on, ZoneState::proven),
            row("a-very-long-name-of-a-block-list.example", Use::on, ZoneState::silent,
                "A 2.0.0.127.a-very-long-name-of-a-block-list.example: no answer at all"),
            row("keyed.example", Use::on, ZoneState::no_credential, ""),
            row("off.example", Use::off, ZoneState::wildcarding, "\x1b[31m"),
            row("dead.example", Use::retired, ZoneState::parked)};
}

TEST(ZonesTable, fits_the_terminal_whatever_stands_in_it) {
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

TEST(ZonesTable, says_how_many_count) {
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
    ZoneState state;
    bool broken;
};

const BrokenRow broken_rows[] = {
    {"proven", Use::on, ZoneState::proven, false},
    {"silent", Use::on, ZoneState::silent, true},
    {"blocked", Use::on, ZoneState::blocked, true},
    {"without_its_key", Use::on, ZoneState::no_credential, false},
    {"off", Use::off, ZoneState::wildcarding, false},
    {"retired", Use::retired, ZoneState::empty, false},
};

class BrokenZone : public testing::TestWithParam<BrokenRow> {};

TEST_P(BrokenZone, is_one_that_audits_would_ask) {
    EXPECT_EQ(is_broken(row("bl.example", GetParam().use, GetParam().state)), GetParam().broken);
}

INSTANTIATE_TEST_SUITE_P(Table, BrokenZone, testing::ValuesIn(broken_rows),
                         [](const auto& each) { return each.param.name; });

TEST(ZonesTable, is_a_json_object_a_line) {
    auto rows = sample();
    rows.front().zone_class.reset();
    const auto text = to_json(rows);
    EXPECT_EQ(std::ranges::count(text, '\n'), 5);
    EXPECT_TRUE(text.starts_with(
        R"({"zone":"bl.example","class":null,"asked":"IPv4","use":"on","state":"proven",)"
        R"("evidence":"127.0.0.2","note":""})"))
        << text;
    EXPECT_NE(text.find(R"("evidence":"\\x1B[31m")"), std::string::npos) << text;
}

}  // namespace
}  // namespace mailwatchd::publish
