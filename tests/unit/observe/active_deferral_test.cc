// Series that are deferred, run inside TLS, or interrupted.
#include "active_room.h"

#include <set>

namespace mailwatchd::observe {
namespace {

/// Defers the first envelope of every kind, like greylisting.
test::ScriptedEndpoint greylisting(bool for_ever) {
    test::ScriptedEndpoint made;
    const auto known = std::make_shared<std::set<std::string>>();
    made.accept = [known, for_ever]() -> test::Talk {
        return [known, for_ever, sender = std::string{}](std::string_view line,
                                                         bool) mutable -> test::Say {
            if (line.empty()) return {"220 mx1.example.org ESMTP\r\n"};
            if (line.starts_with("QUIT")) return {.bytes = "221 bye\r\n", .close = true};
            if (line.starts_with("MAIL")) sender = line;
            if (!line.starts_with("RCPT")) return {"250 Ok\r\n"};
            const bool is_new = known->insert(sender + std::string{line}).second;
            if (is_new || for_ever) return {"450 4.2.0 Greylisted\r\n"};
            return {line.starts_with("RCPT TO:<postmaster@") ? "250 Ok\r\n"
                                                             : "554 5.7.1 Relay denied\r\n"};
        };
    };
    return made;
}

TEST(Active, deferred_envelopes_are_offered_again_once_after_20_minutes) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = greylisting(false);
    const auto began = room.clock.now();
    room.probe({SeriesKind::relay});
    EXPECT_GE(room.clock.now() - began, 20min);
    EXPECT_EQ(room.result("RCPT"), 44);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3 + 3);
    for (const auto& one : room.taken(SeriesKind::relay)->cases)
        EXPECT_EQ(one.answer, Answer::refused) << one.name;
}

TEST(Active, deferred_twice_is_deferred) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = greylisting(true);
    room.probe(both);
    EXPECT_EQ(room.result("RCPT"), 48);
    EXPECT_EQ(room.taken(SeriesKind::spf_enforcement)->find("control")->answer, Answer::deferred);
    EXPECT_TRUE(room.active.backoffs().empty());
}

TEST(Active, a_person_does_not_wait_for_greylisting) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = greylisting(false);
    const auto began = room.clock.now();
    room.probe(room.request({SeriesKind::relay}), {Purpose::requested, room.clock.ticks(), {}});
    EXPECT_LT(room.clock.now() - began, 20min);
    EXPECT_EQ(room.result("RCPT"), 22);
}

TEST(Active, submission_is_asked_inside_tls) {
    Room room;
    auto submission = server("530 5.7.0 Authentication required\r\n");
    submission.rows[0].second = "250-mx1.example.org\r\n250 STARTTLS\r\n";
    submission.rows.insert(submission.rows.begin(), {"STARTTLS", "220 go\r\n"});
    room.network.endpoint("192.0.2.1", 587) =
        submission.endpoint(test::good_tls("mx1.example.org", room.clock.now() + 24h));
    auto request = room.request({SeriesKind::submission_auth});
    request.endpoint.service = model::submission;
    room.probe(request, room.scheduled());
    const auto series = room.active.latest(request.endpoint, SeriesKind::submission_auth);
    ASSERT_NE(series, nullptr);
    ASSERT_EQ(series->cases.size(), 1U);
    EXPECT_EQ(series->cases[0].recipient, "mailwatchd-probe@example.net");
    EXPECT_EQ(series->cases[0].answer, Answer::needs_auth);
    EXPECT_EQ(room.result("STARTTLS", "192.0.2.1", 587), 2);
}

TEST(Active, a_visit_that_is_broken_off_leaves_nothing) {
    Room room;
    const net::CancelHandle stop;
    room.clock.start(room.active.probe(room.request(both), room.scheduled()), stop);
    room.clock.advance(40s);
    EXPECT_GT(room.result("MAIL"), 0);
    stop.cancel();
    room.clock.advance(1s);
    EXPECT_TRUE(stop.has_ended());
    EXPECT_EQ(room.taken(SeriesKind::relay), nullptr);
    EXPECT_EQ(room.network.open_connections, 0);
    room.clock.advance(1min);  // The pace wakes up once more without a waiter.
    EXPECT_EQ(room.clock.sleepers(), 0U);
}

}  // namespace
}  // namespace mailwatchd::observe
