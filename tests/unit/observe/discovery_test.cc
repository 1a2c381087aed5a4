#include "observe/topology/discovery.h"

#include "discovered.h"
#include "observe/topology/readings.h"
#include "two_views.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using model::Role;
using test::ScriptedNetwork;
using Mail = model::Topology::Mail;

namespace mailwatchd::observe {
namespace {

using World = DiscoveryWorld;

struct Row {
    const char* name;
    const char* target;
    void (*world)(ScriptedNetwork&);
    Mail mail;
    std::string hosts;
};

const Row rows[] = {
    {"domain_with_mx", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{20, "mx2.example.org"}, {10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1", "2001:db8::1"});
         dns.address("mx2.example.org", {"192.0.2.2"});
         dns.address("example.org", {"192.0.2.80"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1 2001:db8::1] mx2.example.org:mx[192.0.2.2]"},
    {"two_mx_one_address", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{20, "mx2.example.org"}, {10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1"});
         dns.address("mx2.example.org", {"192.0.2.1"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1]=mx2.example.org"},
    {"mail_name_at_the_mx", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mail.example.org"}});
         dns.address("mail.example.org", {"192.0.2.1"});
         dns.address("imap.example.org", {"192.0.2.1"});
     },
     Mail::mx, "mail.example.org:mx,mailbox[192.0.2.1]=imap.example.org"},
    {"implicit_mx", "example.org",
     [](ScriptedNetwork& dns) { dns.address("example.org", {"192.0.2.1"}); }, Mail::implicit,
     "example.org:mx[192.0.2.1]"},
    {"implicit_mx_shares_its_address_with_mail", "example.org",
     [](ScriptedNetwork& dns) {
         dns.address("example.org", {"192.0.2.1"});
         dns.address("mail.example.org", {"192.0.2.1"});
     },
     Mail::implicit, "example.org:mx,mailbox[192.0.2.1]=mail.example.org"},
    {"implicit_mx_v4_fails", "example.org",
     [](ScriptedNetwork& dns) {
         dns.address("example.org", {"2001:db8::1"});
         dns.fails("example.org", Type::a, Errc::server_failure);
     },
     Mail::implicit, "example.org:mx[2001:db8::1 server_failure]"},
    {"d1_implicit_mx_unknown", "example.org",
     [](ScriptedNetwork& dns) { dns.fails("example.org", Type::a, Errc::server_failure); },
     Mail::unknown, "example.org:mx[server_failure]"},
    {"d11_null_mx", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{0, ""}});
         dns.address("example.org", {"192.0.2.1"});
         dns.address("mail.example.org", {"192.0.2.2"});
     },
     Mail::null_mx, ""},
    {"no_such_domain", "example.org", [](ScriptedNetwork&) {}, Mail::no_domain, ""},
    {"no_such_host", "www.example.org", [](ScriptedNetwork&) {}, Mail::no_domain, ""},
    {"no_mail_host", "example.org",
     [](ScriptedNetwork& dns) { dns.txt("example.org", {"parked"}); }, Mail::none, ""},
    {"nxdomain_for_mx_alone", "example.org",
     [](ScriptedNetwork& dns) {
         dns.answers[{"example.org", Type::mx}] = {.data = std::vector<dns::Record>{},
                                                   .exists = false};
         dns.address("example.org", {"192.0.2.1"});
     },
     Mail::implicit, "example.org:mx[192.0.2.1]"},
    {"d1_nxdomain_for_mx_and_silence_for_a", "example.org",
     [](ScriptedNetwork& dns) {
         dns.answers[{"example.org", Type::mx}] = {.data = std::vector<dns::Record>{},
                                                   .exists = false};
         dns.fails("example.org", Type::a, Errc::timed_out);
     },
     Mail::unknown, "example.org:mx[timed_out]"},
    {"no_mail_but_mailboxes", "example.org",
     [](ScriptedNetwork& dns) { dns.address("imap.example.org", {"192.0.2.1"}); }, Mail::none,
     "imap.example.org:mailbox[192.0.2.1]"},
    {"d1_mx_fails", "example.org",
     [](ScriptedNetwork& dns) {
         dns.fails("example.org", Type::mx, Errc::timed_out);
         dns.address("example.org", {"192.0.2.1"});
     },
     Mail::unknown, ""},
    {"mx_without_address", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
     },
     Mail::mx, "mx1.example.org:mx[no_such_name]"},
    {"d1_mx_host_fails", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
         dns.fails("mx1.example.org", Type::a, Errc::timed_out);
         dns.fails("mx1.example.org", Type::aaaa, Errc::timed_out);
     },
     Mail::mx, "mx1.example.org:mx[timed_out]"},
    {"d11_mx_is_an_ip_literal", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "192.0.2.1"}});
     },
     Mail::mx, "192.0.2.1:mx[malformed]"},
    {"d11_mx_is_the_root_beside_a_host", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{0, ""}, {10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1]"},
    {"d11_mx_is_a_cname", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
         dns.cname("mx1.example.org", "host.example.net");
         dns.address("host.example.net", {"192.0.2.1"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1]"},
    {"a1_mx_at_special_addresses", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"127.0.0.1", "192.0.2.1", "::ffff:10.0.0.1"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1 !127.0.0.1 !::ffff:10.0.0.1]"},
    {"srv_rfc6186", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1"});
         srv(dns, "_imaps._tcp.example.org", "box.example.org");
         srv(dns, "_submissions._tcp.example.org", "box.example.org");
         srv(dns, "_pop3._tcp.example.org", "");
         dns.address("box.example.org", {"192.0.2.3"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1] box.example.org:mailbox,submission[192.0.2.3]"},
    {"srv_fails", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1"});
         dns.fails("_imaps._tcp.example.org", Type::srv, Errc::timed_out);
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1]"},
    {"habitual_name_fails", "example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("example.org", {{10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1"});
         for (const auto* const guessed : {"pop", "imap", "mail"})
             dns.fails(std::string{guessed} + ".example.org", Type::aaaa, Errc::server_failure);
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1]"},
    {"subdomain_with_mx", "lists.example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("lists.example.org", {{10, "mx1.example.org"}});
         dns.address("mx1.example.org", {"192.0.2.1"});
         dns.address("lists.example.org", {"192.0.2.9"});
     },
     Mail::mx, "mx1.example.org:mx[192.0.2.1] lists.example.org:self[192.0.2.9]"},
    {"subdomain_that_is_a_host", "mail.example.org",
     [](ScriptedNetwork& dns) {
         dns.address("mail.example.org", {"192.0.2.9"});
         dns.address("imap.mail.example.org", {"192.0.2.9"});
     },
     Mail::implicit, "mail.example.org:mx,mailbox,self[192.0.2.9]=imap.mail.example.org"},
    {"subdomain_that_is_its_own_mx", "mail.example.org",
     [](ScriptedNetwork& dns) {
         dns.mx("mail.example.org", {{10, "mail.example.org"}});
         dns.address("mail.example.org", {"192.0.2.9"});
     },
     Mail::mx, "mail.example.org:mx,self[192.0.2.9]"},
    {"address_v4", "192.0.2.7", [](ScriptedNetwork&) {}, Mail::not_asked,
     "192.0.2.7:self[192.0.2.7]"},
    {"address_v6", "2001:db8::7", [](ScriptedNetwork&) {}, Mail::not_asked,
     "2001:db8::7:self[2001:db8::7]"},
    {"a1_special_address", "10.0.0.1", [](ScriptedNetwork&) {}, Mail::not_asked,
     "10.0.0.1:self[!10.0.0.1]"},
};

class Discovery : public testing::TestWithParam<Row> {};

TEST_P(Discovery, finds_hosts) {
    const auto& row = GetParam();
    World world;
    row.world(world.network);
    const auto topology = world.found(row.target);
    EXPECT_EQ(topology->mail, row.mail);
    EXPECT_EQ(shown(*topology), row.hosts);
    EXPECT_EQ(topology->target.name, row.target);
    EXPECT_EQ(topology->taken_at, world.clock.now());
    EXPECT_EQ(topology->failure.has_value() && topology->hosts.empty(),
              row.name == std::string{"d1_mx_fails"});
    EXPECT_EQ(world.network.connects.size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, Discovery, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Discovery, an_address_needs_no_question) {
    World world;
    world.found("192.0.2.7");
    EXPECT_EQ(world.queries(), 0);
}

TEST(Discovery, d11_an_ip_literal_is_not_asked_for) {
    World world;
    world.network.mx("example.org", {{10, "192.0.2.1"}});
    world.found("example.org");
    EXPECT_EQ(world.queries("192.0.2.1", Type::a), 0);
}

TEST(Discovery, d11_a_cname_is_marked) {
    World world;
    world.network.mx("example.org", {{10, "mx1.example.org"}});
    world.network.cname("mx1.example.org", "host.example.net");
    world.network.address("host.example.net", {"192.0.2.1"});
    EXPECT_TRUE(world.found("example.org")->hosts.front().is_alias);
}

TEST(Discovery, configured_hosts_stay_though_they_have_no_address) {
    World world;
    world.network.mx("example.org", {{0, ""}});
    world.network.address("box.example.net", {"192.0.2.5"});
    auto wanted = scope("example.org");
    wanted.mailboxes = {base::DomainName::parse("box.example.net").value(),
                        base::DomainName::parse("gone.example.net").value()};
    wanted.submission = {base::DomainName::parse("box.example.net").value()};
    const auto topology =
        world.clock.run(discover(world.clock, world.network, wanted, world.scheduled()));
    EXPECT_EQ(
        shown(*topology),
        "box.example.net:mailbox,submission[192.0.2.5] gone.example.net:mailbox[no_such_name]");
}

TEST(Discovery, those_that_send_stand_last_with_their_role) {
    World world;
    world.network.mx("example.org", {{10, "mx1.example.org"}});
    world.network.address("mx1.example.org", {"192.0.2.1"});
    world.network.address("out.example.net", {"192.0.2.6"});
    auto wanted = scope("example.org");
    wanted.senders = {model::TargetName::parse("out.example.net").value(),
                      model::TargetName::parse("192.0.2.7").value()};
    wanted.spf_senders = {{"mx1.example.org", {test::ip("192.0.2.1")}},
                          {"192.0.2.8", {test::ip("192.0.2.8")}}};
    const auto topology =
        world.clock.run(discover(world.clock, world.network, wanted, world.scheduled()));
    EXPECT_EQ(shown(*topology),
              "mx1.example.org:mx,sender[192.0.2.1] out.example.net:sender[192.0.2.6] "
              "192.0.2.7:sender[192.0.2.7] 192.0.2.8:sender[192.0.2.8]");
}

/// Which name a shared address gets must not depend on timing.
TEST(Discovery, hosts_stand_in_the_same_order_whichever_answer_comes_first) {
    std::string first;
    for (const bool imap_is_slow : {false, true}) {
        World world;
        srv(world.network, "_imaps._tcp.example.org", "imap-a.example.org");
        srv(world.network, "_pop3s._tcp.example.org", "pop-b.example.org");
        world.network.address("imap-a.example.org", {"192.0.2.1"});
        world.network.address("pop-b.example.org", {"192.0.2.1"});
        const auto slow = imap_is_slow ? "_imaps._tcp.example.org" : "_pop3s._tcp.example.org";
        world.network.answers[{slow, Type::srv}].delay = 2s;
        const auto now = shown(*world.found("example.org"));
        if (first.empty()) first = now;
        EXPECT_EQ(now, first);
    }
    EXPECT_EQ(first, "imap-a.example.org:mailbox[192.0.2.1]=pop-b.example.org");
}

TEST(Discovery, d7_twenty_mx_and_it_says_so) {
    World world;
    std::vector<dns::Mx> many;
    for (std::uint16_t i = 0; i < 500; ++i) {
        const auto host = "mx" + std::to_string(i) + ".example.org";
        many.push_back({i, host});
        world.network.address(host, {"192.0.2." + std::to_string(i % 250 + 1)});
    }
    world.network.mx("example.org", many);
    const auto topology = world.found("example.org");
    EXPECT_TRUE(topology->truncated);
    EXPECT_EQ(topology->hosts.size(), model::mx_hosts_max);
    EXPECT_LE(world.queries(), 2 * 20 + 1 + 6 + 6);
}

TEST(Discovery, p2_has_one_deadline) {
    World world;
    world.network.mx("example.org", {{10, "mx1.example.org"}});
    world.network.answers[{"example.org", Type::mx}].delay = 25s;
    world.network.address("mx1.example.org", {"192.0.2.1"});
    world.network.answers[{"mx1.example.org", Type::a}].delay = 25s;
    const auto start = world.clock.ticks();
    EXPECT_EQ(shown(*world.found("example.org")), "mx1.example.org:mx[timed_out]");
    EXPECT_LE(world.clock.ticks() - start, 30s);
}

TEST(Discovery, d2_a_confirmation_goes_past_the_caches) {
    World world;
    test::TwoViews views{world};
    views.serve("example.org");
    world.network.mx("example.org", {{10, "old.example.org"}});
    world.network.address("old.example.org", {"192.0.2.1"});
    views.own.mx("example.org", {{10, "new.example.org"}});
    views.own.address("new.example.org", {"192.0.2.2"});
    const auto cached =
        world.clock.run(discover(world.clock, views, scope("example.org"), world.scheduled()));
    EXPECT_EQ(mx_text(*cached), "10 old.example.org");
    const auto confirmed =
        world.clock.run(discover(world.clock, views, scope("example.org"), world.confirming()));
    EXPECT_EQ(mx_text(*confirmed), "10 new.example.org");
    EXPECT_EQ(shown(*confirmed), "new.example.org:mx[192.0.2.2]");
}

}  // namespace
}  // namespace mailwatchd::observe
