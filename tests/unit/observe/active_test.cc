// Series through the seam: what is sent, how often, and when nothing is. failures A2, A3, A7, P4,
// P11, P12.
#include "active_room.h"

namespace mailwatchd::observe {
namespace {

TEST(Active, a3_a7_all_of_port_25_is_three_sessions_of_eight_recipients) {
    Room room;
    const auto began = room.clock.now();
    room.probe(both);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);  // A passive one first.
    std::vector<int> recipients;
    for (const auto& line : room.network.heard[{ip("192.0.2.1"), 25}]) {
        const auto verb = line.substr(0, line.find(' '));
        const bool polite =
            verb == "EHLO" || verb == "MAIL" || verb == "RCPT" || verb == "RSET" || verb == "QUIT";
        EXPECT_TRUE(polite) << line;
        if (verb == "EHLO") {
            recipients.push_back(0);
            EXPECT_EQ(line, "EHLO monitor.example.net");
        }
        if (verb == "RCPT") ++recipients.back();
        // Only postmaster at the target; all other recipients are ours, in any notation.
        if (verb == "RCPT" && !line.starts_with("RCPT TO:<postmaster@example.org>")) {
            EXPECT_NE(line.find("mailwatchd-probe"), std::string::npos) << line;
        }
    }
    // The spoof is refused at MAIL.
    EXPECT_EQ(recipients, (std::vector<int>{0, 7, 8, 8}));
    EXPECT_EQ(room.result("MAIL"), 24);
    EXPECT_EQ(room.result("RSET"), 24);
    EXPECT_EQ(room.result("QUIT"), 4);
    EXPECT_GE(room.clock.now() - began, 3 * 30s);  // The port's gap, each time.
    EXPECT_EQ(room.network.open_connections_most, 1);

    const auto relay = room.taken(SeriesKind::relay);
    ASSERT_NE(relay, nullptr);
    EXPECT_EQ(relay->end, SeriesEnd::finished);
    ASSERT_EQ(relay->cases.size(), 22U);
    for (const auto& one : relay->cases) EXPECT_EQ(one.answer, Answer::refused) << one.name;
    const auto spf = room.taken(SeriesKind::spf_enforcement);
    ASSERT_NE(spf, nullptr);
    EXPECT_EQ(spf->find("control")->sender, "postmaster@example.net");
    EXPECT_EQ(spf->find("control")->answer, Answer::accepted);
    EXPECT_EQ(spf->find("spoof")->sender, "postmaster@strict.example");
    EXPECT_EQ(spf->find("spoof")->answer, Answer::refused);
}

TEST(Active, a2_a_host_elsewhere_hears_nothing) {
    Room room;
    auto request = room.request(both);
    request.endpoint.host = "mx.provider.example";
    room.probe(request, room.scheduled());
    EXPECT_EQ(room.connects("192.0.2.1", 25), 0);
    EXPECT_EQ(room.queries(), 0);
    const auto seen =
        room.active.seen(room.target, ActiveMode::own, {SeriesKind::relay, request.endpoint});
    EXPECT_EQ(seen->closed, Reason::not_authorised);
}

TEST(Active, off_is_off) {
    Room room;
    auto request = room.request(both);
    request.mode = ActiveMode::off;
    room.probe(request, room.scheduled());
    EXPECT_EQ(room.connects("192.0.2.1", 25), 0);
}

TEST(Active, a_closed_port_is_left_at_that) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = test::ScriptedEndpoint::refused();
    room.probe(both);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1);
    EXPECT_EQ(room.taken(SeriesKind::relay), nullptr);
}

TEST(Active, a2_three_hundred_targets_are_one_visit) {
    Room room;
    for (int i = 0; i < 300; ++i) {
        auto request = room.request(both);
        request.mode = ActiveMode::all;
        request.target.name = "d" + std::to_string(i) + ".example.org";
        room.clock.start(room.active.probe(std::move(request), room.scheduled()), {});
    }
    room.clock.advance(1h);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);
    EXPECT_EQ(room.result("RCPT"), 23);
    EXPECT_EQ(room.clock.sleepers(), 0U);
}

TEST(Active, a_fresh_series_serves_and_a_hurried_schedule_takes_what_is_there) {
    Room room;
    room.probe(both);
    const auto first = room.taken(SeriesKind::relay);
    room.clock.advance(10min);
    room.probe(both);
    EXPECT_EQ(room.taken(SeriesKind::relay), first);
    room.clock.advance(2h);
    room.probe(both);
    EXPECT_NE(room.taken(SeriesKind::relay), first);
}

struct Rejected {
    const char* name;
    const char* row;
    const char* reply;
    SeriesEnd end;
};

const Rejected rejected[] = {
    {"P4_421", "RCPT", "421 4.7.0 go away\r\n", SeriesEnd::turned_away},
    {"block_text", "MAIL", "550 5.7.1 blocked using zen.spamhaus.org\r\n", SeriesEnd::turned_away},
    {"rdns", "RCPT", "450 4.7.25 no reverse\r\n", SeriesEnd::prober_identity},
};

TEST(Active, a3_p11_p12_who_sends_us_away_is_left_alone_for_seven_days) {
    for (const auto& [name, row, reply, end] : rejected) {
        SCOPED_TRACE(name);
        Room room;
        auto rude = server();
        rude.rows.insert(rude.rows.begin(), {row, reply});
        room.network.endpoint("192.0.2.1", 25) = rude.endpoint();
        room.network.endpoint("192.0.2.2", 25) = server().endpoint();
        room.probe({SeriesKind::relay});
        EXPECT_EQ(room.taken(SeriesKind::relay)->end, end);
        EXPECT_EQ(room.result("MAIL"), 1);
        ASSERT_EQ(room.active.backoffs().size(), 1U);
        EXPECT_EQ(room.active.backoffs().front().provider, "example.org");
        EXPECT_TRUE(room.pace.blocked_until(ip("192.0.2.1")).has_value());

        // The provider's other hosts too.
        room.probe(room.request({SeriesKind::relay}, "192.0.2.2"), room.scheduled());
        EXPECT_EQ(room.result("MAIL", "192.0.2.2"), 0);
        const auto why =
            end == SeriesEnd::prober_identity ? Reason::prober_identity : Reason::refused_us;
        EXPECT_EQ(room.seen(SeriesKind::relay, "192.0.2.2")->closed, why);

        room.clock.advance(7 * 24h - 2h);
        room.probe({SeriesKind::relay});
        EXPECT_EQ(room.result("MAIL"), 1);
        room.clock.advance(3h);
        EXPECT_TRUE(room.active.backoffs().empty());
        room.probe({SeriesKind::relay});
        EXPECT_EQ(room.result("MAIL"), 2);
    }
}

TEST(Active, p12_a_finished_series_is_judged_while_its_provider_is_on_hold) {
    Room room;
    room.probe({SeriesKind::relay});
    auto rude = server();
    rude.rows.insert(rude.rows.begin(), {"RCPT", "421 4.7.0 go away\r\n"});
    room.network.endpoint("192.0.2.2", 25) = rude.endpoint();
    room.probe(room.request({SeriesKind::relay}, "192.0.2.2"), room.scheduled());
    ASSERT_EQ(room.active.backoffs().size(), 1U);

    EXPECT_EQ(room.seen(SeriesKind::relay), room.taken(SeriesKind::relay));
    EXPECT_EQ(room.seen(SeriesKind::relay, "192.0.2.2")->end, SeriesEnd::turned_away);
    room.clock.advance(24h);
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.result("MAIL"), 22) << "a hold prevents new visits";

    const auto hold = room.active.hold_of(test::endpoint("192.0.2.1"));
    ASSERT_TRUE(hold);
    EXPECT_EQ(hold->provider, "example.org");
    EXPECT_EQ(hold->until, room.active.backoffs().front().until);
    EXPECT_EQ(hold->why, "mx1.example.org: 421 4.7.0 go away");
    ASSERT_EQ(room.active.holds().size(), 1U);
    EXPECT_EQ(room.active.holds().front(), *hold);
    room.clock.advance(7 * 24h);
    EXPECT_FALSE(room.active.hold_of(test::endpoint("192.0.2.1")));
    EXPECT_TRUE(room.active.holds().empty());
}

TEST(Active, p12_a_refused_ehlo_is_one_too) {
    Room room;
    auto rude = server();
    // Lets the passive session through, which uses the same name.
    int greetings = 0;
    auto kind = rude.endpoint();
    rude.rows.insert(rude.rows.begin(), {"EHLO", "550 5.7.1 who are you\r\n"});
    auto gruff = rude.endpoint();
    kind.accept = [&greetings, first = kind.accept, later = gruff.accept] {
        return ++greetings == 1 ? first() : later();
    };
    room.network.endpoint("192.0.2.1", 25) = kind;
    room.probe(both);
    EXPECT_EQ(room.taken(SeriesKind::relay)->end, SeriesEnd::prober_identity);
    EXPECT_EQ(room.result("MAIL"), 0);
    EXPECT_EQ(room.active.backoffs().size(), 1U);
}

TEST(Active, the_seven_days_outlive_a_restart) {
    Room before;
    auto rude = server();
    rude.rows.insert(rude.rows.begin(), {"MAIL", "421 no\r\n"});
    before.network.endpoint("192.0.2.1", 25) = rude.endpoint();
    before.probe(both);

    Room after;
    after.active.restore(before.active.backoffs());
    after.probe(both);
    EXPECT_EQ(after.result("MAIL"), 0);
    EXPECT_EQ(after.seen(SeriesKind::relay)->closed, Reason::refused_us);
}

TEST(Active, c3_a_time_too_far_in_the_future_is_seven_days) {
    Room room;
    room.active.restore({{"example.org", room.clock.now() + 24h * 4000}});
    room.clock.advance(7 * 24h + 1s);
    EXPECT_TRUE(room.active.backoffs().empty());
}

TEST(Active, a3_our_own_listing_halts_everything) {
    Room room;
    room.network.address("9.100.51.198.bl.example", {"127.0.0.2"});
    room.probe(both);
    EXPECT_EQ(room.result("MAIL"), 0);
    EXPECT_EQ(room.seen(SeriesKind::relay)->closed, Reason::prober_identity);
}

TEST(Active, a3_a_listing_of_our_other_address_halts_too_for_a_day) {
    Room room;
    room.network.own_v6 = ip("2001:db8:9::9");
    room.network.ptr("2001:db8:9::9", {"monitor.example.net"});
    room.network.address("monitor.example.net", {"198.51.100.9", "2001:db8:9::9"});
    room.network.endpoint("2001:db8::1", 25) = server().endpoint();
    room.network.address("9.100.51.198.bl.example", {"127.0.0.2"});
    room.probe({SeriesKind::relay});
    room.probe(room.request({SeriesKind::relay}, "2001:db8::1"), room.scheduled());
    EXPECT_EQ(room.seen(SeriesKind::relay, "2001:db8::1")->closed, Reason::prober_identity);
    EXPECT_EQ(room.result("MAIL", "2001:db8::1"), 0);
    room.clock.advance(24h + 1min);
    room.probe(room.request({SeriesKind::relay}, "2001:db8::1"), room.scheduled());
    EXPECT_EQ(room.result("MAIL", "2001:db8::1"), 22);
}

TEST(Active, without_reverse_dns_nobody_is_asked) {
    Room room;
    room.network.ptr("198.51.100.9", {"other.example.net"});
    room.probe(both);
    EXPECT_EQ(room.result("MAIL"), 0);
    EXPECT_EQ(room.seen(SeriesKind::relay)->closed, Reason::prober_identity);
}

TEST(Active, nobody_to_spoof_is_not_configured_and_relay_goes_on) {
    Room room;
    room.network.txt("strict.example", {"v=spf1 ~all"});
    room.probe(both);
    EXPECT_EQ(room.seen(SeriesKind::spf_enforcement)->closed, Reason::not_configured);
    EXPECT_EQ(room.seen(SeriesKind::relay)->closed, Reason::none);
    EXPECT_EQ(room.result("MAIL FROM:<postmaster@"), 0);
    EXPECT_EQ(room.result("MAIL"), 22);
}

TEST(Active, a_domain_without_an_mx_is_no_sender) {
    Room room;
    room.network.mx("strict.example", {{0, ""}});
    room.probe({SeriesKind::spf_enforcement});
    EXPECT_EQ(room.seen(SeriesKind::spf_enforcement)->closed, Reason::not_configured);
}

TEST(Active, a_control_that_spf_forbids_is_not_sent) {
    Room room;
    room.network.txt("example.net", {"v=spf1 -all"});
    room.probe({SeriesKind::spf_enforcement});
    EXPECT_EQ(room.seen(SeriesKind::spf_enforcement)->closed, Reason::not_configured);
    EXPECT_EQ(room.result("MAIL"), 0);
}

TEST(Active, a_resolver_that_is_down_is_said_so) {
    Room room;
    room.network.fails("9.100.51.198.in-addr.arpa", dns::Type::ptr, base::Errc::server_failure);
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.seen(SeriesKind::relay)->closed, Reason::dns_failure);
    EXPECT_EQ(room.result("MAIL"), 0);
}

}  // namespace
}  // namespace mailwatchd::observe
