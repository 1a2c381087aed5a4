#include "observe/observer.h"

#include "dns_answers.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "net/spawn.h"
#include "network.h"
#include "observe/dnsbl/block_list.h"
#include "observe/reverse_dns/reverse.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using model::PortState;
using model::Reason;
using test::ip;

namespace mailwatchd::observe {
namespace {

model::Dnsbl dnsbl(std::string name) {
    model::Dnsbl made;
    made.name = std::move(name);
    return made;
}

struct House : test::ObservedNetwork {
    House() {
        network.mx("example.org", {{10, "mx1.example.org"}, {20, "mx2.example.org"}});
        network.address("mx1.example.org", {"192.0.2.1"});
        network.address("mx2.example.org", {"192.0.2.1"});
        network.ptr("192.0.2.1", {"mx1.example.org"});
        network.endpoint("192.0.2.1", 25) = test::smtp_server();
        network.answers[{"canary.example", Type::ns}] = {
            .data = std::vector<dns::Record>{
                {"canary.example", Type::ns, 300, dns::Name{"ns.canary.example"}}}};
        network.endpoint("192.0.2.254", 25) = test::ScriptedEndpoint::silent();
        network.endpoint("192.0.2.254", 110) = test::ScriptedEndpoint::silent();
        lists("127.0.0.2", "127.0.0.2");
    }

    void lists(const char* address, const char* code) {
        network.address(query_name(ip(address), "bl.example"), {code});
    }

    ObserverSettings settings() const {
        ObserverSettings made;
        made.look = test::look_settings();
        made.prober = {{base::DomainName::parse("canary.example").value()}, ip("192.0.2.254")};
        made.catalogue = std::make_shared<const std::vector<model::Dnsbl>>(
            std::vector<model::Dnsbl>{dnsbl("bl.example"), dnsbl("empty.example")});
        return made;
    }

    TopologyPtr topology(const Freshness& freshness) {
        return clock.run(observer.topology(
            {model::TargetName::parse("example.org").value(), {}, {}, test::documentation()},
            freshness));
    }

    model::Needs needs() const {
        model::Needs made;
        made.require<model::MailSession>(test::endpoint("192.0.2.1"));
        made.require<model::MailSession>(test::endpoint("192.0.2.1", model::pop3));
        made.require<model::ReverseDns>({"mx1.example.org", ip("192.0.2.1")});
        made.require<model::Listing>({"mx1.example.org", ip("192.0.2.1")});
        return made;
    }

    model::World round(const Freshness& freshness, const Progress& progress = {}) {
        const auto found = topology(freshness);
        clock.run(observer.take(needs(), freshness, progress));
        return observer.world(found, needs());
    }

    net::Awaitable<void> wildcard_after(base::Duration wait) {
        co_await clock.sleep_until(clock.ticks() + wait);
        lists("127.0.0.1", "127.0.0.2");
    }

    /// "name=value" or "name?reason" for each reading of the world.
    std::vector<std::string> readings(const model::World& world) const {
        std::vector<std::string> texts;
        for (const auto& reading : observer.see(world).readings) {
            texts.push_back(reading.subject.shown() + ' ' + reading.full_name());
            texts.back() +=
                reading.is_known() ? "=" + reading.value : "?" + std::string{name(reading.reason)};
        }
        return texts;
    }

    Observer observer{{clock, network, network, network}, settings()};
};

std::vector<std::string> senders(const model::Topology& topology) {
    std::vector<std::string> names;
    for (const auto& host : topology.hosts)
        if (host.roles.has(model::Role::sender)) names.push_back(host.name);
    return names;
}

TEST(Observer, the_record_names_hosts_that_send_whatever_is_pending) {
    House house;
    house.network.txt("example.org", {"v=spf1 mx ip4:192.0.2.9 -all"});
    const std::vector<std::string> expected{"mx1.example.org", "192.0.2.9"};
    EXPECT_EQ(senders(*house.topology(house.confirming())), expected) << "nothing remembered";
    EXPECT_EQ(senders(*house.topology(house.scheduled())), expected);
    house.clock.advance(1h);
    house.network.fails("example.org", Type::txt, Errc::server_failure);
    EXPECT_EQ(senders(*house.topology(house.scheduled())), expected) << "silence takes none away";
    auto needs = house.needs();
    EXPECT_EQ(house.observer.world(house.topology(house.scheduled()), needs).one<model::SpfLook>(),
              nullptr);
    needs.require<model::SpfLook>("example.org");
    const auto world = house.observer.world(house.topology(house.scheduled()), needs);
    ASSERT_NE(world.one<model::SpfLook>(), nullptr);
    EXPECT_EQ(world.one<model::SpfLook>()->result, model::SpfResult::temperror);
}

TEST(Observer, a_round_becomes_a_world_and_its_readings) {
    House house;
    house.lists("192.0.2.1", "127.0.0.4");
    std::vector<std::pair<std::size_t, std::size_t>> steps;
    const auto world = house.round(house.scheduled(), [&](std::size_t done, std::size_t total) {
        steps.emplace_back(done, total);
    });
    ASSERT_EQ(steps.size(), 5U);
    EXPECT_EQ(steps.back(), (std::pair<std::size_t, std::size_t>{5, 5}));
    EXPECT_EQ(world.of<model::MailSession>().size(), 2U);
    EXPECT_EQ(world.of<model::DnsblHealth>().size(), 2U);
    EXPECT_EQ(world.of<model::Listing>().size(), 1U) << "the empty list says nothing";
    EXPECT_FALSE(world.prober);
    const std::vector<std::string> expected{
        "example.org mx=10 mx1.example.org, 20 mx2.example.org",
        "example.org exists=yes",
        "mx1.example.org[192.0.2.1]:25 port=open",
        "mx1.example.org[192.0.2.1]:25 service=Postfix",
        "mx1.example.org[192.0.2.1]:25 starttls=offered",
        "mx1.example.org[192.0.2.1]:25 cleartext_login=no",
    };
    auto readings = house.readings(world);
    ASSERT_EQ(readings.size(), 10U);
    EXPECT_EQ(readings[6].substr(0, 42), "mx1.example.org[192.0.2.1]:25 certificate=");
    EXPECT_EQ(readings[7], "mx1.example.org[192.0.2.1]:110 port=closed");
    EXPECT_EQ(readings[8], "mx1.example.org[192.0.2.1] ptr=confirmed");
    EXPECT_EQ(readings[9], "mx1.example.org[192.0.2.1] listed:bl.example=listed");
    readings.resize(expected.size());
    EXPECT_EQ(readings, expected);
}

TEST(Observer, a_second_round_that_finds_all_fresh_asks_nothing) {
    House house;
    house.round(house.scheduled());
    const auto asked = house.queries();
    house.clock.advance(10min);
    house.round(house.scheduled(11min));
    EXPECT_EQ(house.queries(), asked);
    EXPECT_EQ(house.connects("192.0.2.1", 25), 1);
}

TEST(Observer, d1_what_failed_is_asked_again_within_freshness) {
    House house;
    house.network.fails("1.2.0.192.in-addr.arpa", Type::ptr, Errc::timed_out);
    house.network.fails("example.org", Type::mx, Errc::timed_out);
    house.round(house.scheduled());
    EXPECT_EQ(house.observer.latest_topology("example.org"), nullptr);
    house.round(house.scheduled(1h));
    EXPECT_EQ(house.queries("1.2.0.192.in-addr.arpa", Type::ptr), 2);
    EXPECT_EQ(house.queries("example.org", Type::mx), 2);
}

net::Awaitable<void> look_back(House& house) {
    const auto freshness = house.scheduled();
    ReverseLooks::Of of{"mx1.example.org", ip("192.0.2.1")};
    co_await house.observer.use<ReverseLooks>().look(std::move(of), freshness);
}

net::Awaitable<void> discover_again(House& house) {
    DiscoveryScope scope{
        model::TargetName::parse("example.org").value(), {}, {}, test::documentation()};
    const auto freshness = house.scheduled();
    co_await house.observer.topology(std::move(scope), freshness);
}

/// The results found before the cancellation are not cached.
TEST(Observer, what_was_cancelled_is_not_remembered) {
    House house;
    const auto known = house.round(house.scheduled());
    house.clock.advance(1h);
    house.network.answers[{"mx1.example.org", Type::a}].delay = 10s;
    for (auto* const work : {&look_back, &discover_again}) {
        const net::CancelHandle stop;
        house.clock.start((*work)(house), stop);
        house.clock.advance(1s);
        stop.cancel();
        house.clock.settle();
        EXPECT_TRUE(stop.has_ended());
    }
    EXPECT_EQ(house.observer.latest_topology("example.org"), known.topology);
    const auto world = house.observer.world(known.topology, house.needs());
    EXPECT_EQ(world.of<model::ReverseDns>(), known.of<model::ReverseDns>());
}

TEST(Observer, an_older_reverse_look_does_not_replace_a_newer_one) {
    House house;
    const auto known = house.round(house.scheduled());
    auto older = *known.of<model::ReverseDns>().front();
    older.taken_at -= 1h;
    house.observer.use<ReverseLooks>().cache().restore(
        older.address, std::make_shared<const model::ReverseDns>(older), older.taken_at);
    EXPECT_EQ(house.observer.world(known.topology, house.needs()).of<model::ReverseDns>(),
              known.of<model::ReverseDns>());
}

TEST(Observer, d9_an_ill_resolver_makes_the_whole_world_unfit) {
    House house;
    house.network.fails("canary.example", Type::ns, Errc::timed_out);
    house.clock.run(house.observer.look_at_ourselves(house.clock.ticks()));
    const auto world = house.round(house.scheduled());
    EXPECT_EQ(world.prober, Reason::resolver_unfit);
}

TEST(Observer, intercepted_ports_are_unknown) {
    House house;
    house.network.endpoint("192.0.2.254", 110) = test::speaker({});
    house.clock.run(house.observer.look_at_ourselves(house.clock.ticks()));
    const auto world = house.round(house.scheduled());
    for (const auto& port : world.of<model::MailSession>()) {
        EXPECT_EQ(port.state, PortState::unknown);
        EXPECT_EQ(port.reason, Reason::prober_unhealthy);
    }
    EXPECT_EQ(house.readings(world).at(2), "mx1.example.org[192.0.2.1]:25 port?prober_unhealthy");
}

/// Three organisations with silent port 25 although 110 answers: the local network blocks port 25.
TEST(Observer, a_blocked_way_out_is_seen_in_the_very_round) {
    House house;
    model::Needs needs;
    auto topology = std::make_shared<model::Topology>();
    topology->target = {model::TargetKind::domain, "example.org"};
    const std::vector<std::pair<std::string, std::string>> hosts{{"mx.a.example", "192.0.2.1"},
                                                                 {"mx.b.example", "198.51.100.1"},
                                                                 {"mx.c.example", "203.0.113.1"}};
    for (const auto& [host, address] : hosts) {
        house.network.endpoint(address, 25) = test::ScriptedEndpoint::silent();
        needs.require<model::MailSession>({host, ip(address), model::smtp});
        needs.require<model::MailSession>({host, ip(address), model::pop3});
    }
    house.clock.run(house.observer.look_at_ourselves(house.clock.ticks()));
    house.clock.run(house.observer.take(needs, house.scheduled(), {}));
    EXPECT_EQ(house.observer.prober().outbound.count(25), 1U);
    house.clock.advance(2h);
    house.clock.run(house.observer.take(needs, house.scheduled(), {}));
    const auto world = house.observer.world(topology, needs);
    ASSERT_EQ(world.of<model::MailSession>().size(), 6U);
    int unhealthy = 0;
    for (const auto& port : world.of<model::MailSession>()) {
        if (port.session->endpoint.service.port != 25) {
            EXPECT_EQ(port.state, PortState::closed);
        } else if (port.reason == Reason::prober_unhealthy) {
            EXPECT_EQ(port.state, PortState::unknown);
            ++unhealthy;
        }
    }
    EXPECT_GE(unhealthy, 1) << "the first two alone proved nothing";
}

TEST(Observer, ourselves_are_looked_at_once_for_all_who_ask) {
    House house;
    const auto now = house.clock.ticks();
    for (int i = 0; i < 20; ++i) house.clock.start(house.observer.look_at_ourselves(now));
    house.clock.advance(1min);
    EXPECT_EQ(house.queries("canary.example", Type::ns), 1);
    EXPECT_TRUE(house.observer.prober().healthy());
    house.clock.run(house.observer.look_at_ourselves(now));
    EXPECT_EQ(house.queries("canary.example", Type::ns), 1);
    house.clock.run(house.observer.look_at_ourselves(house.clock.ticks()));
    EXPECT_EQ(house.queries("canary.example", Type::ns), 2);
}

TEST(Observer, d12_a_list_found_out_at_the_end_of_the_round_makes_no_reading) {
    House house;
    house.lists("192.0.2.1", "127.0.0.4");
    house.network.answers[{query_name(ip("192.0.2.1"), "bl.example"), Type::a}].delay = 1s;
    // Its new owner lists everything from the moment after its self-test.
    house.clock.start(house.wildcard_after(500ms));
    const auto world = house.round(house.scheduled());
    ASSERT_EQ(world.of<model::Listing>().size(), 1U);
    EXPECT_EQ(world.of<model::Listing>().front()->state, model::Listing::State::listed);
    for (const auto& text : house.readings(world))
        EXPECT_EQ(text.find("listed:"), std::string::npos) << text;
}

TEST(Observer, reputation_is_taken_and_part_of_the_world) {
    House house;
    auto settings = house.settings();
    auto rep = dnsbl("rep.example");
    rep.has_test_point = false;
    auto dbl = dnsbl("dbl.example");
    dbl.kind = model::Dnsbl::Kind::domain;
    settings.sources =
        std::make_shared<const std::vector<model::Dnsbl>>(std::vector<model::Dnsbl>{rep, dbl});
    house.observer.set_settings(settings);
    model::Needs needs;
    needs.require<model::Reputation>({"mx1.example.org", ip("192.0.2.1")});
    needs.require<model::DomainReputation>("example.org");
    const auto topology = house.topology(house.scheduled());
    const Progress nobody;
    house.clock.run(house.observer.take(needs, house.scheduled(), nobody));
    const auto world = house.observer.world(topology, needs);
    ASSERT_NE(world.reputation_of(ip("192.0.2.1")), nullptr);
    EXPECT_EQ(world.reputation_of(ip("192.0.2.1"))->words.size(), 1U);
    ASSERT_TRUE(world.one<model::DomainReputation>());
    EXPECT_EQ(world.one<model::DomainReputation>()->domain, "example.org");
    EXPECT_EQ(world.one<model::DomainReputation>()->words.size(), 1U);
    EXPECT_TRUE(world.of<model::DnsblHealth>().empty()) << "no listings were wanted";
}

TEST(Observer, a_reload_with_fewer_dnsbls_shows_fewer) {
    House house;
    house.lists("192.0.2.1", "127.0.0.4");
    const auto before = house.round(house.scheduled());
    EXPECT_EQ(before.of<model::Listing>().size(), 1U);
    auto settings = house.settings();
    settings.catalogue = std::make_shared<const std::vector<model::Dnsbl>>();
    house.observer.set_settings(settings);
    const auto after = house.observer.world(before.topology, house.needs());
    EXPECT_TRUE(after.of<model::Listing>().empty());
    EXPECT_TRUE(after.of<model::DnsblHealth>().empty());
}

TEST(SubjectsOf, are_each_there_once) {
    House house;
    auto needs = house.needs();
    needs.target = house.topology(house.scheduled())->target;
    const auto subjects = house.observer.subjects_of(needs);
    std::vector<std::string> texts;
    for (const auto& subject : subjects) texts.push_back(subject.shown());
    EXPECT_EQ(texts, (std::vector<std::string>{"example.org", "mx1.example.org[192.0.2.1]",
                                               "mx1.example.org[192.0.2.1]:110",
                                               "mx1.example.org[192.0.2.1]:25"}));
}

}  // namespace
}  // namespace mailwatchd::observe
