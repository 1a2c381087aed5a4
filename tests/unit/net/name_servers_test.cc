#include "net/name_servers.h"

#include <gtest/gtest.h>

namespace mailwatchd::net {
namespace {

using namespace std::chrono_literals;

std::string shown(const std::vector<NameServer>& servers) {
    std::string text;
    for (const auto& [address, port] : servers)
        text += (text.empty() ? "" : " ") + address.text() + '#' + std::to_string(port);
    return text;
}

struct Row {
    const char* name;
    std::string_view resolv_conf;
    std::string servers;
};

const Row rows[] = {
    {"two", "nameserver 192.0.2.53\nnameserver 2001:db8::53\n", "192.0.2.53#53 2001:db8::53#53"},
    {"among_other_lines",
     "# a comment\nsearch example.org\n  nameserver\t192.0.2.53 \noptions edns0 ndots:2\n",
     "192.0.2.53#53"},
    {"without_a_last_line_feed", "nameserver 192.0.2.53", "192.0.2.53#53"},
    {"with_carriage_returns", "nameserver 192.0.2.53\r\n", "192.0.2.53#53"},
    {"nothing", "", "127.0.0.1#53"},
    {"no_address", "nameserver dns.example\nnameserver\n", "127.0.0.1#53"},
    {"commented_out", "#nameserver 192.0.2.53\n;nameserver 192.0.2.54\n", "127.0.0.1#53"},
};

class ResolvConf : public testing::TestWithParam<Row> {};

TEST_P(ResolvConf, is_read) {
    EXPECT_EQ(shown(servers_of(GetParam().resolv_conf)), GetParam().servers);
}

INSTANTIATE_TEST_SUITE_P(Table, ResolvConf, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

const std::vector<NameServer> three =
    servers_of("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n");
const base::Ticks start{1h};

TEST(ServerHealth, those_that_failed_come_last_for_five_minutes) {
    ServerHealth health;
    EXPECT_EQ(shown(health.in_order(three, start)), shown(three));
    health.note_failed({three[0], three[1]}, start);
    EXPECT_EQ(shown(health.in_order(three, start + 5min - 1ms)),
              "192.0.2.3#53 192.0.2.1#53 192.0.2.2#53");
    EXPECT_EQ(shown(health.in_order(three, start + 5min)), shown(three));
}

TEST(ServerHealth, all_failed_is_the_given_order) {
    ServerHealth health;
    health.note_failed(three, start);
    EXPECT_EQ(shown(health.in_order(three, start)), shown(three));
}

TEST(ServerHealth, edns_is_left_out_for_five_minutes) {
    ServerHealth health;
    EXPECT_FALSE(health.has_no_edns(three[0], start));
    health.note_no_edns(three[0], start);
    EXPECT_TRUE(health.has_no_edns(three[0], start + 5min - 1ms));
    EXPECT_FALSE(health.has_no_edns(three[1], start));
    EXPECT_FALSE(health.has_no_edns(three[0], start + 5min));
}

}  // namespace
}  // namespace mailwatchd::net
