#include "app/restart_keys.h"

#include <gtest/gtest.h>

namespace mailwatchd::app {
namespace {

using config::Configuration;

struct Case {
    const char* name;
    void (*change)(Configuration&);
    const char* keys;
};

const Case cases[] = {
    {"nothing", [](Configuration&) {}, ""},
    {"what_a_reload_changes",
     [](Configuration& c) {
         c.probe.gap *= 2;
         c.schedule.max_running = 1;
         c.web.basic_auth_users["a"] = "b";
     },
     ""},
    {"listen", [](Configuration& c) { c.daemon.listen.clear(); }, "daemon.listen"},
    {"what_protects_other_addresses",
     [](Configuration& c) {
         c.daemon.listen.clear();
         c.web.basic_auth_users["a"] = "b";
     },
     "daemon.listen, web"},
    {"control", [](Configuration& c) { c.daemon.control = "/s"; }, "daemon.control"},
    {"state", [](Configuration& c) { c.daemon.state_directory = "/s"; }, "daemon.state_directory"},
    {"log_level", [](Configuration& c) { c.daemon.log_level = base::Severity::debug; },
     "daemon.log_level"},
    {"allowed", [](Configuration& c) { c.probe.allow_addresses.clear(); }, "probe.allow_addresses"},
    {"source", [](Configuration& c) { c.probe.source_v6 = model::Address::parse("::1"); },
     "probe.source_address"},
    {"authorities", [](Configuration& c) { c.probe.ca_file = "/ca"; }, "probe.ca_file"},
    {"resolver",
     [](Configuration& c) {
         c.resolver.servers.clear();
         c.resolver.attempts = 9;
     },
     "resolver.servers, resolver.attempts"},
};

class RestartKeys : public testing::TestWithParam<Case> {};

TEST_P(RestartKeys, are_named) {
    Configuration was;
    was.daemon.listen = {*config::parse_socket_address("127.0.0.1:1", 0)};
    was.resolver.servers = was.daemon.listen;
    was.probe.allow_addresses = {*model::Prefix::parse("192.0.2.0/24")};
    auto is = was;
    GetParam().change(is);
    const auto warning = restart_warning(was, is);
    EXPECT_EQ(warning.substr(0, warning.find(':')), GetParam().keys);
}

INSTANTIATE_TEST_SUITE_P(Table, RestartKeys, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::app
