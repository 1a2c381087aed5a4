#include "observe/past_caches.h"

#include "dns_answers.h"
#include "two_views.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;

namespace mailwatchd::observe {
namespace {

struct Past : test::ObservedNetwork {
    test::TwoViews views{*this};
    FreshAnswer fresh{dns::Answer{}, {}};

    base::Result<dns::Answer> ask(std::string name, Type type = Type::a) {
        fresh = clock.run(
            ask_past_caches(views, {std::move(name), type}, clock.ticks(), clock.in(30s)));
        return fresh.answer;
    }
    /// The address in the answer, or the error.
    std::string answer_of(const std::string& name) {
        const auto answer = ask(name);
        if (!answer) return std::string{base::name(answer.error().code)};
        if (!answer->exists) return "no such name";
        return answer->empty() ? "nothing" : answer->addresses().front().text();
    }
};

TEST(PastCaches, the_zones_own_servers_are_asked) {
    Past past;
    past.views.serve("example.org");
    past.network.address("mx.example.org", {"192.0.2.1"});
    past.views.own.address("mx.example.org", {"192.0.2.2"});
    EXPECT_EQ(past.answer_of("mx.example.org"), "192.0.2.2");
    EXPECT_EQ(test::texts(past.views.servers),
              (std::vector<std::string>{"192.0.2.53", "2001:db8::53", "198.51.100.53"}));
    EXPECT_EQ(past.queries("mx.example.org", Type::a), 0) << "the resolver was not asked";
    EXPECT_EQ(past.views.not_before, past.clock.ticks());
    EXPECT_EQ(past.fresh.cached_for, 0s);
}

TEST(PastCaches, the_nearest_zone_counts) {
    Past past;
    past.views.serve("example.org");
    past.views.serve("dmz.example.org");
    past.network.address("ns1.dmz.example.org", {"203.0.113.53"});
    past.ask("a.b.dmz.example.org");
    EXPECT_EQ(past.views.servers.front().text(), "203.0.113.53");
    EXPECT_EQ(past.queries("example.org", Type::ns), 0);
}

TEST(PastCaches, an_absent_name_is_an_answer_of_theirs_too) {
    Past past;
    past.views.serve("example.org");
    past.network.address("gone.example.org", {"192.0.2.1"});
    EXPECT_EQ(past.answer_of("gone.example.org"), "no such name");
}

TEST(PastCaches, the_resolver_is_asked_where_they_fail) {
    Past past;
    past.views.serve("example.org");
    past.views.own.fails("mx.example.org", Type::a, Errc::timed_out);
    past.network.address("mx.example.org", {"192.0.2.1"});
    EXPECT_EQ(past.answer_of("mx.example.org"), "192.0.2.1");
    EXPECT_EQ(past.views.not_before, past.clock.ticks()) << "past our own cache";
    EXPECT_EQ(past.fresh.cached_for, 300s) << "but not past the resolver's";
}

TEST(PastCaches, the_resolver_is_asked_where_they_have_no_address) {
    Past past;
    past.views.serve("example.org");
    for (const char* const host : {"ns1.example.org", "ns2.example.org"})
        for (const auto type : {Type::a, Type::aaaa})
            past.network.fails(host, type, Errc::server_failure);
    past.network.address("mx.example.org", {"192.0.2.1"});
    EXPECT_EQ(past.answer_of("mx.example.org"), "192.0.2.1");
    EXPECT_TRUE(past.views.servers.empty());
}

TEST(PastCaches, the_resolver_is_asked_where_nobody_knows_the_zone) {
    Past past;
    past.network.address("mx.example.org", {"192.0.2.1"});
    EXPECT_EQ(past.answer_of("mx.example.org"), "192.0.2.1");
    EXPECT_EQ(past.queries("org", Type::ns), 1) << "it climbed to the top";
}

TEST(PastCaches, a_failing_label_does_not_end_the_climb_and_a_time_out_does) {
    Past past;
    past.views.serve("example.org");
    past.views.own.address("a.b.example.org", {"192.0.2.2"});
    past.network.address("a.b.example.org", {"192.0.2.1"});
    past.network.fails("b.example.org", Type::ns, Errc::server_failure);
    EXPECT_EQ(past.answer_of("a.b.example.org"), "192.0.2.2");
    past.network.fails("b.example.org", Type::ns, Errc::timed_out);
    EXPECT_EQ(past.answer_of("a.b.example.org"), "192.0.2.1");
}

TEST(PastCaches, an_alias_is_no_zone) {
    Past past;
    past.views.serve("example.org");
    past.views.serve("elsewhere.example");
    past.network.cname("www.example.org", "elsewhere.example");
    past.views.own.address("www.example.org", {"192.0.2.2"});
    past.ask("www.example.org");
    EXPECT_EQ(past.queries("ns1.example.org", Type::a), 1);
    EXPECT_EQ(past.queries("ns1.elsewhere.example", Type::a), 0);
}

TEST(PastCaches, d14_at_most_four_servers) {
    Past past;
    past.views.serve("example.org");
    past.network.address("ns1.example.org",
                         {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"});
    past.ask("mx.example.org");
    EXPECT_EQ(past.views.servers.size(), 4U);
    EXPECT_EQ(past.queries("ns2.example.org", Type::a), 0);
}

}  // namespace
}  // namespace mailwatchd::observe
