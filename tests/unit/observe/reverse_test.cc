#include "observe/reverse_dns/reverse.h"

#include "dns_answers.h"
#include "two_views.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;

namespace mailwatchd::observe {
namespace {

struct Row {
    const char* name;
    const char* address;
    void (*world)(test::ScriptedNetwork&);
    std::string shown;
};

std::string shown(const model::ReverseDns& look) {
    if (!look.names) return std::string{base::name(look.names.error().code)};
    std::string text;
    for (const auto& [name, addresses] : look.forward) {
        text += (text.empty() ? "" : " ") + name + '=';
        if (!addresses) text += base::name(addresses.error().code);
        if (!addresses) continue;
        for (const auto& address : *addresses) text += address.text() + ',';
    }
    return text;
}

using test::ScriptedNetwork;
const Row rows[] = {
    {"v4", "192.0.2.1",
     [](ScriptedNetwork& dns) {
         dns.ptr("192.0.2.1", {"mx1.example.org"});
         dns.address("mx1.example.org", {"192.0.2.1", "192.0.2.2", "2001:db8::1"});
     },
     "mx1.example.org=192.0.2.1,192.0.2.2,"},
    {"v6", "2001:db8::1",
     [](ScriptedNetwork& dns) {
         dns.ptr("2001:db8::1", {"mx1.example.org"});
         dns.address("mx1.example.org", {"192.0.2.1", "2001:db8::1"});
     },
     "mx1.example.org=2001:db8::1,"},
    {"two_names_sorted", "192.0.2.1",
     [](ScriptedNetwork& dns) {
         dns.ptr("192.0.2.1", {"b.example.org", "a.example.org"});
         dns.address("b.example.org", {"192.0.2.1"});
     },
     "a.example.org= b.example.org=192.0.2.1,"},
    {"d1_a_name_that_fails", "192.0.2.1",
     [](ScriptedNetwork& dns) {
         dns.ptr("192.0.2.1", {"a.example.org"});
         dns.fails("a.example.org", Type::a, Errc::timed_out);
     },
     "a.example.org=timed_out"},
    {"missing", "192.0.2.1", [](ScriptedNetwork&) {}, ""},
    {"d1_fails", "192.0.2.1",
     [](ScriptedNetwork& dns) {
         dns.fails("1.2.0.192.in-addr.arpa", Type::ptr, Errc::server_failure);
     },
     "server_failure"},
};

class Reverse : public testing::TestWithParam<Row> {};

TEST_P(Reverse, is_looked_up_and_back) {
    test::ObservedNetwork world;
    GetParam().world(world.network);
    const auto look =
        world.clock.run(look_up_reverse(world.clock, world.network, "mx1.example.org",
                                        test::ip(GetParam().address), world.scheduled()));
    EXPECT_EQ(shown(*look), GetParam().shown);
    EXPECT_EQ(look->host, "mx1.example.org");
    EXPECT_EQ(look->taken_at, world.clock.now());
}

INSTANTIATE_TEST_SUITE_P(Table, Reverse, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Reverse, d14_ten_names_are_enough) {
    test::ObservedNetwork world;
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i) names.push_back("host" + std::to_string(i) + ".example.org");
    world.network.ptr("192.0.2.1", names);
    const auto look = world.clock.run(look_up_reverse(world.clock, world.network, "mx",
                                                      test::ip("192.0.2.1"), world.scheduled()));
    EXPECT_EQ(look->names->size(), model::ptr_names_max);
    EXPECT_EQ(look->forward.size(), model::ptr_names_max);
    EXPECT_EQ(world.queries(), 11);
}

TEST(Reverse, a_confirmation_asks_the_zones_own_servers) {
    test::ObservedNetwork world;
    test::TwoViews views{world};
    views.serve("2.0.192.in-addr.arpa");
    views.serve("example.org");
    world.network.ptr("192.0.2.1", {"old.example.org"});
    views.own.ptr("192.0.2.1", {"new.example.org"});
    views.own.address("new.example.org", {"192.0.2.1"});
    const auto look = world.clock.run(
        look_up_reverse(world.clock, views, "mx", test::ip("192.0.2.1"), world.confirming()));
    EXPECT_EQ(shown(*look), "new.example.org=192.0.2.1,");
}

TEST(Reverse, p2_has_one_deadline_for_all_names) {
    test::ObservedNetwork world;
    world.network.ptr("192.0.2.1", {"a.example.org", "b.example.org", "c.example.org"});
    for (const char* const name : {"a.example.org", "b.example.org", "c.example.org"}) {
        world.network.address(name, {"192.0.2.1"});
        world.network.answers[{name, Type::a}].delay = 20s;
    }
    const auto start = world.clock.ticks();
    const auto look = world.clock.run(look_up_reverse(world.clock, world.network, "mx",
                                                      test::ip("192.0.2.1"), world.scheduled()));
    EXPECT_EQ(world.clock.ticks() - start, 30s);
    EXPECT_EQ(shown(*look),
              "a.example.org=192.0.2.1, b.example.org=timed_out c.example.org=timed_out");
}

}  // namespace
}  // namespace mailwatchd::observe
