// One key with one invalid or borderline value, and the problem or warning for it.
#include "unit/config/read_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mailwatchd::config {
namespace {

struct Row {
    const char* name;
    const char* text;
    const char* problem;  ///< Part of the only problem; empty: none.
};

const Row rows[] = {
    // Durations: failure C6
    {"interval_without_unit", "schedule.interval = \"12d23\"",
     "x.toml:1:21: schedule.interval: found \"12d23\""},
    {"interval_fraction", "schedule.interval = \"1.5d\"", "found \"1.5d\", expected a duration"},
    {"interval_zero", "schedule.interval = \"0\"", "from 1m to 290y"},
    {"interval_negative", "schedule.interval = \"-3s\"", "found \"-3s\""},
    {"interval_overflow", "schedule.interval = \"999999y\"", "found \"999999y\""},
    {"interval_below_minute", "schedule.interval = \"59s\"", "from 1m to 290y"},
    {"interval_number", "schedule.interval = 86400", "found 86400, expected a duration"},
    {"interval_systemd", "schedule.interval = \"12d 23h\"", "found \"12d 23h\""},
    {"interval_minute", "schedule.interval = \"1m\"", ""},
    {"interval_longest", "schedule.interval = \"289y\"", ""},
    {"jitter_too_long", "schedule.jitter = \"11m\"", "from 0s to 10m"},
    {"confirm_empty", "schedule.confirm_ports = []", "expected a list of 1 to 10 durations"},
    {"confirm_one_wrong", "schedule.confirm_dns = [\"1m\", \"x\"]",
     "x.toml:1:31: schedule.confirm_dns: found \"x\""},
    {"confirm_not_a_list", "schedule.confirm_dns = \"1m\"", "expected a list of 1 to 10 durations"},
    {"retention_too_short", "daemon.retention = \"23h\"", "from 1d to 290y"},
    // Numbers
    {"max_running_zero", "schedule.max_running = 0", "expected a whole number from 1 to 4096"},
    {"max_running_text", "schedule.max_running = \"32\"", "found \"32\", expected a whole number"},
    {"max_running_fraction", "schedule.max_running = 1.5",
     "found 1.500000, expected a whole number"},
    {"attempts_too_many", "resolver.attempts = 11", "from 1 to 10"},
    // Choices and flags
    {"log_level", "daemon.log_level = \"loud\"",
     "expected \"debug\", \"info\", \"warning\" or \"error\""},
    {"detail", "daemon.detail = \"all\"", "expected \"full\", \"host\" or \"target\""},
    {"catalogue", "daemon.catalogue = \"yes\"", "found \"yes\", expected true or false"},
    {"trust_ad_word", "resolver.trust_ad = \"yes\"", "expected \"auto\", true or false"},
    {"trust_ad_number", "resolver.trust_ad = 1", "expected true or false"},
    {"trust_ad_false", "resolver.trust_ad = false", ""},
    {"trust_ad_auto", "resolver.trust_ad = \"auto\"", ""},
    // Addresses
    {"listen_name", "daemon.listen = [\"localhost:1\"]",
     "x.toml:1:18: daemon.listen: found \"localhost:1\""},
    {"listen_port_too_high", "daemon.listen = [\"127.0.0.1:65536\"]", "found \"127.0.0.1:65536\""},
    {"listen_nothing", "daemon.listen = []", ""},
    {"listen_without_port", "daemon.listen = [\"127.0.0.1\", \"::1\"]", ""},
    {"listen_unbracketed", "daemon.listen = [\"::1:10325\"]",
     "found \"::1:10325\", expected an address"},
    {"listen_number", "daemon.listen = 10325",
     "found 10325, expected a string or a list of strings"},
    {"listen_beyond_loopback", "daemon.listen = [\"0.0.0.0:1\"]",
     "x.toml:1:17: daemon.listen: 0.0.0.0:1 can be reached from other hosts"},  // Failure M2
    {"listen_beyond_loopback_v6", "daemon.listen = \"[2001:db8::1]:1\"",
     "use a loopback address, configure authentication in [web], or set allow_unauthenticated = "
     "true"},
    {"control_relative", "daemon.control = \"control.sock\"", "expected an absolute path"},
    {"control_long",
     "daemon.control = \"/01234567890123456789012345678901234567890123456789"
     "0123456789012345678901234567890123456789012345678901234567\"",
     "expected at most 107 bytes"},
    {"control_none", "daemon.control = \"\"", ""},
    {"servers_port_zero", "resolver.servers = [\"127.0.0.1:0\"]", "found \"127.0.0.1:0\""},
    {"servers_name", "resolver.servers = [\"dns.example\"]", "found \"dns.example\""},
    {"prefix_too_long", "probe.allow_addresses = [\"10.0.0.0/33\"]", "expected an address block"},
    {"prefix_of_one", "probe.allow_addresses = [\"10.0.0.1\"]", ""},
    {"source_twice", "probe.source_address = [\"192.0.2.1\", \"192.0.2.2\"]",
     "x.toml:1:38: probe.source_address: expected at most one"},
    {"source_single", "probe.source_address = \"2001:db8::1\"", ""},
    {"source_name", "probe.source_address = \"eth0\"", "expected an IPv4 or IPv6 address"},
    {"control_server_of_no_mail_port", "probe.controls = [\"www.example.net:80\"]",
     "x.toml:1:19: probe.controls: found \"www.example.net:80\", expected a mail server"},
    {"control_server_without_a_name", "probe.controls = [\":25\"]", "found \":25\""},
    {"control_server_of_bad_port", "probe.controls = [\"mx.example.net:25x\"]", "expected a mail"},
    {"control_server_in_brackets", "probe.controls = [\"[mx.example.net]:25\"]", "expected a mail"},
    {"control_server", "probe.controls = [\"mx.example.net\", \"2001:db8::1\"]", ""},
    // Names and paths
    {"helo_two_words", "probe.helo_name = \"my host\"",
     "not a domain name (invalid character): \"my host\""},
    {"helo_address", "probe.helo_name = \"192.0.2.1\"", "not a domain name (ends in a number)"},
    {"helo_empty", "probe.helo_name = \"\"", ""},
    {"canary", "resolver.canaries = [\"a..b\"]",
     "x.toml:1:22: resolver.canaries: not a domain name (empty label)"},
    {"relative_state", "daemon.state_directory = \"state\"", "expected an absolute path"},
    {"relative_ca", "probe.ca_file = \"ca.pem\"", "expected an absolute path"},
    // Tables in the wrong place
    {"table_is_text", "daemon = \"x\"", "found \"x\", expected a table [daemon]"},
    {"target_is_table", "[target]\nname = \"example.org\"",
     "found a table, expected [[target]] tables"},
    {"zone_is_list_of_text", "dnsbl = [\"bl.example\"]", "found \"bl.example\", expected a table"},
    {"check_is_flag", "checks.pop3 = false", "found false, expected a table [checks.pop3]"},
    {"checks_is_list", "checks = []", "found an array, expected a table [checks]"},
    {"targets_below_table", "[daemon]\ntargets = [\"example.org\"]",
     "x.toml:2:1: daemon.targets: unknown key here; move it above the first [table]"},
    {"targets_is_text", "targets = \"example.org\"",
     "found \"example.org\", expected a list of strings"},
    {"targets_holds_number", "targets = [1]",
     "x.toml:1:12: targets: found 1, expected a string in quotes"},
    {"unknown_table", "[demon]", "x.toml:1:2: demon: unknown key; did you mean \"daemon\"?"},
    {"renamed_table", "[[zone]]\nname = \"a.example\"\n[[zone]]\nname = \"b.example\"",
     "x.toml:1:3: zone: was renamed to \"dnsbl\" in version 0.2"},
    {"unknown_first_key", "[daemon]\nlisten_on = []",
     "daemon.listen_on: unknown key; did you mean \"listen\"?"},
    {"hostile_key", "\"\\u001B]0;\" = 1", "x.toml:1:1: \\x1B]0;: unknown key"},  // Failure A5
};

class Value : public testing::TestWithParam<Row> {};

TEST_P(Value, is_taken_or_explained) {
    const auto problems = texts(read(GetParam().text).problems);
    const std::string want = GetParam().problem;
    if (want.empty()) {
        EXPECT_EQ(problems, "");
        return;
    }
    EXPECT_NE(problems.find(want), std::string::npos) << problems;
    EXPECT_EQ(std::ranges::count(problems, '\n'), 1) << problems;
}

INSTANTIATE_TEST_SUITE_P(Table, Value, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

struct Warned {
    const char* name;
    const char* text;
    const char* warning;  ///< Empty: none.
};

const Warned warned[] = {
    {"short_interval", "schedule.interval = \"59m\"",
     "x.toml:1:21: schedule.interval: 59m is below the recommended minimum of 1h"},
    {"hour_interval", "schedule.interval = \"1h\"", ""},
    {"target_interval", "[[target]]\nname = \"a.example\"\ninterval = \"5m\"",
     "x.toml:3:12: target.interval: 5m is below the recommended minimum of 1h"},
    {"less_gap", "probe.gap = \"1s\"",
     "x.toml:1:13: probe.gap: 1s is below the recommended minimum of 2s"},
    {"less_port_gap", "probe.port_gap = \"0\"", "0s is below the recommended minimum of 30s"},
    {"less_session_interval", "probe.session_interval = \"1m\"",
     "1m is below the recommended minimum of 1h"},
    {"more_gap", "probe.gap = \"1m\"", ""},
    {"reachable", "daemon.listen = [\"0.0.0.0:1\"]\ndaemon.allow_unauthenticated = true",
     "0.0.0.0:1 can be reached from other hosts"},  // Failure M2
    {"loopback", "daemon.listen = [\"127.9.9.9:1\", \"[::1]:2\"]", ""},
    {"no_folder", "targets_files = [\"nothing-here/*.toml\"]",
     "x.toml:1:18: targets_files: no such folder"},
    {"no_folders", "targets_files = [\"/nothing-*/*.toml\"]",
     "x.toml:1:18: targets_files: no such folder"},
    {"empty_folder", "targets_files = [\"/proc/*.toml\", \"nothing-here-*.toml\"]", ""},
};

class Warning : public testing::TestWithParam<Warned> {};

TEST_P(Warning, is_told_and_no_problem) {
    const auto loaded = read(GetParam().text);
    EXPECT_EQ(texts(loaded.problems), "");
    std::string all;
    for (const auto& line : loaded.configuration.warnings) all += line + '\n';
    const std::string want = GetParam().warning;
    EXPECT_EQ(all.empty(), want.empty()) << all;
    EXPECT_NE(all.find(want), std::string::npos) << all;
}

INSTANTIATE_TEST_SUITE_P(Table, Warning, testing::ValuesIn(warned),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::config
