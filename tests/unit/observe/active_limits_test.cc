// Servers that limit a session, want TLS, accept everything, or answer 4yz to what they never
// accept: the real ones of every distribution.
#include "active_room.h"
#include "model/relay_control.h"

#include <map>
#include <utility>

namespace mailwatchd::observe {
namespace {

using test::Say;
using test::Talk;

/// The answer to one command.
using Answers = std::function<std::string(std::string_view line)>;

/// Answers RCPT as `rcpt` says and MAIL as `mail` says.
test::ScriptedEndpoint talking(std::function<Answers()> session) {
    test::ScriptedEndpoint made;
    made.accept = [session = std::move(session)]() -> Talk {
        return [answer = session()](std::string_view line, bool) -> Say {
            if (line.empty()) return {"220 mx1.example.org ESMTP\r\n"};
            if (line.starts_with("QUIT")) return {.bytes = "221 bye\r\n", .close = true};
            auto said = answer(line);
            const bool closes = said.find("oo many") != std::string::npos;
            return {.bytes = said.empty() ? "250 Ok\r\n" : std::move(said), .close = closes};
        };
    };
    return made;
}

bool has(std::string_view line, std::string_view part) {
    return line.find(part) != std::string_view::npos;
}

/// Mailboxes that Exim cannot parse with allow_domain_literals off and no qualify_domain for
/// others.
bool is_malformed(std::string_view line) {
    const auto address = line.substr(line.find('<') + 1);
    const bool is_null = line.starts_with("MAIL") && address == ">";
    if (is_null) return false;
    const auto path = address.starts_with("@") ? address.substr(address.find(':') + 1) : address;
    auto mailbox = path;
    if (mailbox.starts_with("\"")) mailbox.remove_prefix(mailbox.find('"', 1) + 1);
    return has(line, "@[") || has(mailbox, "@>") || std::ranges::count(mailbox, '@') != 1;
}

/// Exim as Debian installs it: the fourth syntax error ends the session.
test::ScriptedEndpoint exim(std::shared_ptr<int> most_errors) {
    return talking([most_errors]() -> Answers {
        return [most_errors, errors = 0](std::string_view line) mutable -> std::string {
            const bool is_path = line.starts_with("MAIL") || line.starts_with("RCPT");
            if (is_path && is_malformed(line)) {
                *most_errors = std::max(*most_errors, ++errors);
                if (errors > 3)
                    return "501-malformed address\r\n501 Too many syntax or protocol errors\r\n";
                return "501 malformed address\r\n";
            }
            if (!line.starts_with("RCPT") || has(line, "<postmaster@")) return "250 Ok\r\n";
            return "550 relay not permitted\r\n";
        };
    });
}

std::map<Answer, int> answers(const model::ActiveSeries& series) {
    std::map<Answer, int> found;
    for (const auto& one : series.cases) ++found[one.answer];
    return found;
}

TEST(ActiveLimits, p12_a_debian_exim_is_tested_and_keeps_its_patience) {
    Room room;
    const auto most_errors = std::make_shared<int>(0);
    room.network.endpoint("192.0.2.1", 25) = exim(most_errors);
    room.probe(both);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);
    EXPECT_LE(*most_errors, 2);
    EXPECT_TRUE(room.active.backoffs().empty());
    const auto first = room.taken(SeriesKind::relay);
    EXPECT_EQ(first->shortfall(), Reason::none);
    EXPECT_FALSE(first->failure);
    EXPECT_EQ(answers(*first), (std::map<Answer, int>{{Answer::refused, 14}, {Answer::none, 8}}));
    EXPECT_EQ(first->find("percent_at_name")->sender, "mailwatchd-probe@example.net");
    EXPECT_EQ(first->find("percent_at_name")->rcpt.code, 550);
    const auto spf = room.taken(SeriesKind::spf_enforcement);
    EXPECT_EQ(spf->find("control")->answer, Answer::accepted);
    EXPECT_EQ(spf->find("spoof")->answer, Answer::accepted);

    // What was left out comes first in the next one.
    room.clock.advance(24h);
    room.probe(both);
    const auto second = room.taken(SeriesKind::relay);
    ASSERT_NE(second, first);
    int news = 0;
    for (const auto& one : second->cases)
        if (first->find(one.name)->answer == Answer::none && one.answer == Answer::refused) ++news;
    EXPECT_EQ(news, 3);
    EXPECT_LE(*most_errors, 2);
}

/// Courier as Debian installs it (TARPIT=1, and no mailbox for postmaster): each refusal of a
/// session waits twice as long as the one before, beginning with 8 s.
test::ScriptedEndpoint courier() {
    test::ScriptedEndpoint made;
    made.accept = []() -> Talk {
        return [wait = base::Duration{8s}](std::string_view line, bool) mutable -> Say {
            if (line.empty()) return {"220 mx1.example.org ESMTP\r\n"};
            if (line.starts_with("QUIT")) return {.bytes = "221 Bye.\r\n", .close = true};
            if (!line.starts_with("RCPT")) return {"250 Ok.\r\n"};
            const auto now = std::exchange(wait, wait * 2);
            return {.bytes = "513 Relaying denied.\r\n", .after = now};
        };
    };
    return made;
}

TEST(ActiveLimits, p12_a_debian_courier_is_left_before_it_takes_too_long) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = courier();
    room.probe(both);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);
    const auto relay = room.taken(SeriesKind::relay);
    EXPECT_EQ(relay->end, SeriesEnd::finished);
    EXPECT_EQ(relay->shortfall(), Reason::none);
    // More than half of the 22: a verdict.
    EXPECT_EQ(answers(*relay), (std::map<Answer, int>{{Answer::refused, 13}, {Answer::none, 9}}));
}

TEST(ActiveLimits, an_odd_form_that_was_accepted_is_confirmed_first) {
    Room room;
    const auto accepts = [](std::string_view line) { return has(line, "example.net@>"); };
    room.network.endpoint("192.0.2.1", 25) = talking([accepts]() -> Answers {
        return [accepts](std::string_view line) -> std::string {
            if (!line.starts_with("RCPT") || accepts(line)) return "250 Ok\r\n";
            return has(line, "@[") || has(line, "\"") ? "501 malformed\r\n" : "550 no\r\n";
        };
    });
    room.probe({SeriesKind::relay});
    // The rotation reaches it sooner or later.
    for (int day = 0;
         day < 9 && room.taken(SeriesKind::relay)->find("trailing_at")->answer != Answer::accepted;
         ++day) {
        room.clock.advance(24h);
        room.probe({SeriesKind::relay});
    }
    ASSERT_EQ(room.taken(SeriesKind::relay)->find("trailing_at")->answer, Answer::accepted);
    room.clock.advance(15min);
    room.probe(room.request({SeriesKind::relay}), room.confirming());
    EXPECT_EQ(room.taken(SeriesKind::relay)->find("trailing_at")->answer, Answer::accepted);
}

TEST(ActiveLimits, p4_too_many_errors_end_a_session_and_not_the_series) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = talking([]() -> Answers {
        return [errors = 0](std::string_view line) mutable -> std::string {
            if (!line.starts_with("RCPT") || has(line, "<postmaster@")) return "250 Ok\r\n";
            return ++errors > 4 ? "421 4.7.0 Error: too many errors\r\n" : "554 5.7.1 denied\r\n";
        };
    });
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);
    EXPECT_TRUE(room.active.backoffs().empty());
    const auto series = room.taken(SeriesKind::relay);
    EXPECT_EQ(series->shortfall(), Reason::none);
    EXPECT_EQ(answers(*series), (std::map<Answer, int>{{Answer::refused, 12}, {Answer::none, 10}}));
}

TEST(ActiveLimits, a_server_that_counts_one_recipient_gets_three_sessions) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = talking([]() -> Answers {
        return [](std::string_view line) -> std::string {
            return line.starts_with("RCPT") ? "452 4.5.3 Too many recipients\r\n" : "250 Ok\r\n";
        };
    });
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);
    EXPECT_EQ(answers(*room.taken(SeriesKind::relay)), (std::map<Answer, int>{{Answer::none, 22}}));
}

TEST(ActiveLimits, debian_postfix_defers_what_it_never_relays) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) =
        server("454 4.7.1 <x@example.net>: Relay access denied\r\n").endpoint();
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.result("RCPT"), 22) << "no second offer";
    EXPECT_EQ(answers(*room.taken(SeriesKind::relay)),
              (std::map<Answer, int>{{Answer::refused, 22}}));
}

TEST(ActiveLimits, the_same_deferral_after_the_wait_is_a_refusal) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = server("450 4.1.2 Domain not found\r\n").endpoint();
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.result("RCPT"), 44);
    EXPECT_EQ(answers(*room.taken(SeriesKind::relay)),
              (std::map<Answer, int>{{Answer::refused, 22}}));
}

/// Wants TLS for MAIL in the words of `demand`; inside TLS it relays.
Dialogue wants_tls(std::string demand, std::string starttls = "220 go\r\n") {
    Dialogue made = server("250 2.1.5 Ok\r\n");
    made.rows_in_tls = made.rows;
    made.rows[0].second = "250-mx1.example.org\r\n250 STARTTLS\r\n";
    made.rows.insert(made.rows.begin(),
                     {{"STARTTLS", std::move(starttls)}, {"MAIL", std::move(demand)}});
    made.rows_in_tls.insert(made.rows_in_tls.begin(),
                            {"RCPT TO:<mailwatchd-probe@no..such", "553 bad address\r\n"});
    return made;
}

constexpr std::string_view exchange = "451 5.7.3 STARTTLS is required to send mail\r\n";

TEST(ActiveTls, comes_first_so_that_a_relay_inside_it_is_found) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) =
        wants_tls(std::string{exchange})
            .endpoint(test::good_tls("mx1.example.org", room.clock.now() + 24h));
    room.probe({SeriesKind::relay});
    const auto series = room.taken(SeriesKind::relay);
    EXPECT_EQ(answers(*series),
              (std::map<Answer, int>{{Answer::accepted, 22}, {Answer::refused, 1}}));
    EXPECT_FALSE(series->failure);
}

TEST(ActiveTls, that_is_demanded_shows_a_relay_that_accepts_any_recipient) {
    for (const bool demands : {true, false}) {
        Room room;
        auto open = wants_tls(demands ? std::string{exchange} : "250 2.1.0 Ok\r\n");
        open.rows_in_tls.erase(open.rows_in_tls.begin());
        room.network.endpoint("192.0.2.1", 25) =
            open.endpoint(test::good_tls("mx1.example.org", room.clock.now() + 24h));
        room.probe({SeriesKind::relay});
        EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3 + 1);
        EXPECT_EQ(room.result("RCPT"), 23) << "none without TLS";
        const auto series = room.taken(SeriesKind::relay);
        EXPECT_EQ(model::accepts_everything(*series), !demands);
        EXPECT_EQ(model::accepted_unambiguous(*series), demands ? 19U : 0U);
        EXPECT_EQ(series->find(model::clear_case) != nullptr, demands);
    }
}

TEST(ActiveTls, that_fails_leaves_the_clear_and_says_so) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = wants_tls("250 2.1.0 Ok\r\n").endpoint();
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 1 + 3);
    const auto series = room.taken(SeriesKind::relay);
    EXPECT_EQ(answers(*series)[Answer::accepted], 22 + 1) << "it accepts the impossible too";
    ASSERT_TRUE(series->failure);
    EXPECT_EQ(series->failure->code, base::Errc::tls_failed);
    EXPECT_TRUE(series->failure->detail.starts_with("TLS")) << series->failure->detail;
}

TEST(ActiveTls, that_fails_and_is_demanded_leaves_the_question_open) {
    for (const auto* const starttls : {"220 go\r\n", "454 4.7.0 TLS not available\r\n"}) {
        Room room;
        room.network.endpoint("192.0.2.1", 25) =
            wants_tls(std::string{exchange}, starttls).endpoint();
        room.probe({SeriesKind::relay});
        const auto series = room.taken(SeriesKind::relay);
        EXPECT_EQ(series->end, SeriesEnd::no_tls);
        EXPECT_EQ(answers(*series), (std::map<Answer, int>{{Answer::none, 22}}));
        EXPECT_TRUE(room.active.backoffs().empty());
    }
}

TEST(ActiveControl, tells_an_open_relay_from_a_host_that_accepts_everything) {
    for (const bool everything : {false, true}) {
        Room room;
        auto open = server("250 2.1.5 Ok\r\n", "250 2.1.0 Ok\r\n");
        if (!everything)
            open.rows.insert(open.rows.begin(),
                             {"RCPT TO:<mailwatchd-probe@no..such", "553 bad address\r\n"});
        room.network.endpoint("192.0.2.1", 25) = open.endpoint();
        room.probe(both);
        EXPECT_EQ(room.connects("192.0.2.1", 25), 1 + 3);
        EXPECT_EQ(room.result("RCPT"), 24) << "the control is one of them";
        const auto series = room.taken(SeriesKind::relay);
        ASSERT_NE(series->find(model::impossible_case), nullptr);
        EXPECT_EQ(model::accepts_everything(*series), everything);
        EXPECT_EQ(model::accepted_unambiguous(*series) > 0, !everything);
        EXPECT_EQ(answers(*series)[Answer::none], 1) << "the last case waits for the next series";
    }
}

TEST(ActiveControl, is_not_needed_where_a_case_is_refused) {
    Room room;
    auto catch_all = server();
    catch_all.rows.insert(catch_all.rows.begin(), {"RCPT TO:<\"", "250 Ok\r\n"});
    room.network.endpoint("192.0.2.1", 25) = catch_all.endpoint();
    room.probe({SeriesKind::relay});
    EXPECT_EQ(room.taken(SeriesKind::relay)->find(model::impossible_case), nullptr);
    EXPECT_EQ(room.result("RCPT"), 22);
}

}  // namespace
}  // namespace mailwatchd::observe
