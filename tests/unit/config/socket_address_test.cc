#include "config/configuration.h"

#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

struct Row {
    const char* name;
    std::string_view text;
    std::uint16_t default_port;
    const char* want;  ///< Empty: refused.
};

const Row rows[] = {
    {"v4_and_port", "192.0.2.1:53", 0, "192.0.2.1:53"},
    {"v4_alone", "192.0.2.1", 53, "192.0.2.1:53"},
    {"v6_and_port", "[2001:db8::1]:53", 0, "[2001:db8::1]:53"},
    {"v6_in_brackets", "[2001:DB8::1]", 53, "[2001:db8::1]:53"},
    {"v6_alone", "2001:db8::1", 53, "[2001:db8::1]:53"},
    {"port_zero", "127.0.0.1:0", 53, "127.0.0.1:0"},
    {"highest_port", "127.0.0.1:65535", 0, "127.0.0.1:65535"},
    {"port_needed", "127.0.0.1", 0, ""},
    {"port_too_high", "127.0.0.1:65536", 0, ""},
    {"port_missing", "127.0.0.1:", 53, ""},
    {"port_signed", "127.0.0.1:+5", 53, ""},
    {"port_not_number", "127.0.0.1:http", 53, ""},
    {"v4_in_brackets", "[192.0.2.1]:53", 53, ""},
    {"open_bracket", "[::1", 53, ""},
    {"after_bracket", "[::1]x", 53, ""},
    {"name", "localhost:53", 53, ""},
    {"empty", "", 53, ""},
    {"only_port", ":53", 53, ""},
    {"zone", "[fe80::1%eth0]:53", 53, ""},
    {"space", " 127.0.0.1", 53, ""},
};

class SocketAddressText : public testing::TestWithParam<Row> {};

TEST_P(SocketAddressText, parses) {
    const auto address = parse_socket_address(GetParam().text, GetParam().default_port);
    EXPECT_EQ(address ? address->text() : "", GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Table, SocketAddressText, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::config
