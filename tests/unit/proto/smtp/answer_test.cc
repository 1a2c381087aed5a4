#include "proto/smtp/answer.h"

#include <gtest/gtest.h>

#include <string>

namespace mailwatchd::smtp {
namespace {

using model::Answer;

struct Row {
    const char* name;
    int code;
    const char* text;
    Answer answer;
    About about = About::envelope;
};

const Row rows[] = {
    {"accepted", 250, "2.1.5 Ok", Answer::accepted},
    {"will_forward", 251, "User not local; will forward", Answer::accepted},
    {"cannot_verify", 252, "2.5.2 will try", Answer::accepted},
    {"postfix_relay", 554, "5.7.1 <a@b>: Relay access denied", Answer::refused},
    {"exim_relay", 550, "relay not permitted", Answer::refused},
    {"exchange_relay", 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
     Answer::refused},
    {"no_such_user", 550, "5.1.1 unknown", Answer::refused},
    {"bad_syntax", 501, "5.1.3 Bad recipient address syntax", Answer::refused},
    {"auth_required", 530, "5.7.0 Authentication Required", Answer::needs_auth},
    {"auth_by_enhanced_code", 550, "5.7.0 no", Answer::needs_auth},
    {"auth_by_words", 550, "SMTP authentication is required.", Answer::needs_auth},
    {"exim_auth", 550, "Authentication required", Answer::needs_auth},
    {"auth_535", 535, "login first", Answer::needs_auth},
    {"auth_4xx", 450, "4.7.1 Authentication required", Answer::needs_auth},
    {"auth_4xx_for_now", 454, "4.7.0 Temporary failure: authentication required", Answer::deferred},
    {"greylisted", 450, "4.2.0 <x>: Greylisted", Answer::deferred},
    {"postscreen_deep_test", 450, "4.3.2 Service currently unavailable", Answer::deferred},
    {"no_space", 452, "4.3.1 Insufficient system storage", Answer::deferred},
    // What no later try can change is a refusal.
    {"debian_postfix_relay", 454, "4.7.1 <a@b>: Relay access denied", Answer::refused},
    {"relay_4xx_by_words", 450, "Relaying is not permitted", Answer::refused},
    {"relay_4xx_by_code", 451, "4.7.1 we do not relay", Answer::refused},
    {"relay_4xx_for_now", 451, "4.7.1 Relaying temporarily denied", Answer::deferred},
    {"relay_4xx_and_greylisted", 450, "4.7.1 Relay access denied: greylisted", Answer::deferred},
    {"a_relay_that_is_only_named", 451, "4.4.1 relay host does not answer", Answer::deferred},
    // About the session.
    {"session_errors", 421, "4.7.0 mx Error: too many errors", Answer::none, About::session},
    {"session_recipients", 452, "4.5.3 Error: too many recipients", Answer::none, About::session},
    {"session_connections", 421, "Too many concurrent SMTP connections", Answer::none,
     About::session},
    {"session_syntax", 501,
     "<x@y>: domain literals not allowed 501 Too many syntax or protocol errors", Answer::none,
     About::session},
    {"session_connection_rate", 421, "4.3.2 Connection rate limit exceeded.", Answer::none,
     About::session},
    {"too_much_from_us", 450, "4.7.1 too many messages from you", Answer::blocked, About::sender},
    {"rate_limit", 450, "4.7.1 rate limit exceeded", Answer::blocked, About::sender},
    // About us.
    {"closing", 421, "4.7.0 go away", Answer::blocked, About::sender},
    {"takes_no_mail", 521, "we do not do mail", Answer::blocked, About::sender},
    {"block_list", 554, "5.7.1 Service unavailable; Client host [x] blocked using zen.spamhaus.org",
     Answer::blocked, About::sender},
    {"block_list_4xx", 450, "4.7.1 blocked using b.barracudacentral.org", Answer::blocked,
     About::sender},
    {"block_list_in_a_link", 550, "5.7.1 refused, see https://www.spamhaus.org/query/ip/192.0.2.1",
     Answer::blocked, About::sender},
    {"block_list_by_its_name", 550, "rejected by Barracuda", Answer::blocked, About::sender},
    {"a_list_that_has_spf_in_its_name", 550, "blocked using dnsbl.spfbl.net", Answer::blocked,
     About::sender},
    {"reputation", 550, "5.7.1 Poor reputation of your address", Answer::blocked, About::sender},
    {"rdns_by_code", 550, "5.7.25 go away", Answer::blocked, About::identity},
    {"rdns_by_code_4xx", 450, "4.7.25 Client host rejected", Answer::blocked, About::identity},
    {"rdns_by_words", 450, "Client host rejected: cannot find your reverse hostname, [x]",
     Answer::blocked, About::identity},
    {"helo", 450, "4.7.1 <x>: Helo command rejected: Host not found", Answer::blocked,
     About::identity},
    {"helo_and_dns", 421, "Your HELO/EHLO probe.example.net is not matching your DNS configuration",
     Answer::blocked, About::identity},
    {"helo_that_does_not_resolve", 550, "The name in EHLO does not resolve", Answer::blocked,
     About::identity},
    {"helo_first", 503, "5.5.1 Error: send HELO/EHLO first", Answer::refused},
    // Words in names say nothing.
    {"block_word_in_a_mailbox", 554, "5.7.1 <probe@dnsbl-watch.example>: Relay access denied",
     Answer::refused},
    {"block_word_in_a_bare_mailbox", 550, "probe@dnsbl-watch.example: relay not permitted",
     Answer::refused},
    {"block_word_in_a_percent_address", 550, "probe%blacklist.example... Relaying denied",
     Answer::refused},
    {"block_word_in_a_bang_path", 550, "5.7.1 blacklist.example!probe... Relaying denied",
     Answer::refused},
    {"block_word_in_a_host_name", 550, "barracuda1.example.org: we do not relay", Answer::refused},
    {"block_word_in_a_host_and_address", 550, "spamcop.example.org[192.0.2.1] does not relay",
     Answer::refused},
    {"block_word_within_a_word", 550, "this mailbox absorbs no more", Answer::refused},
    {"sentence_without_a_space", 454, "4.7.1 Relaying denied.Log in", Answer::refused},
    // SPF.
    {"spf_fail", 550, "5.7.23 SPF validation failed", Answer::refused},
    {"spf_fail_by_words", 550, "5.7.1 Please see http://www.openspf.net/Why?s=mfrom",
     Answer::refused},
    {"spf_that_speaks_of_blocking", 550, "SPF check: the sender is blocked", Answer::refused},
    {"spf_temperror", 451, "4.7.24 SPF validation error", Answer::deferred},
};

class Answers : public testing::TestWithParam<Row> {};

TEST_P(Answers, are_told_apart) {
    const auto reply = kept(Reply{GetParam().code, {GetParam().text}});
    EXPECT_EQ(name(answer_of(reply)), name(GetParam().answer));
    EXPECT_EQ(static_cast<int>(about(reply)), static_cast<int>(GetParam().about));
}

INSTANTIATE_TEST_SUITE_P(rows, Answers, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(OwnWords, are_those_of_the_envelope_and_the_server) {
    model::SeriesCase one;
    one.sender = "blacklist@probe.example.net";
    one.recipient = "\"dnsbl%example.net\"@[192.0.2.1]";
    const auto own = own_words(one);
    const auto about_us = [&](const char* text, OwnWords words) {
        return about(kept(Reply{550, {text}}), words) != About::envelope;
    };
    for (const auto* const text : {"dnsbl is no mailbox here", "no relaying for blacklist"}) {
        EXPECT_TRUE(about_us(text, {})) << text;
        EXPECT_FALSE(about_us(text, own)) << text;
    }
    EXPECT_TRUE(about_us("blacklisted", own));
    const std::vector<std::string> server{"barracuda1"};
    EXPECT_FALSE(about_us("barracuda1: relaying denied", server));
    EXPECT_TRUE(about_us("barracuda1: refused by Barracuda", server));
}

struct EhloRow {
    const char* name;
    int code;
    const char* text;
    About about;
};

const EhloRow ehlo_rows[] = {
    {"repeats_our_name", 421, "probe.example.net [192.0.2.9]: not today", About::identity},
    {"does_not", 451, "not today", About::envelope},
    {"dns", 421, "EHLO does not match your DNS", About::identity},
    {"block_list", 554, "probe.example.net: blocked using bl.example", About::sender},
    {"connections", 421, "probe.example.net: too many connections", About::session},
    {"closing", 421, "not today", About::sender},
    {"positive", 250, "mx.example.org Hello probe.example.net", About::envelope},
};

TEST(AboutEhlo, p12_a_reply_that_repeats_our_name_is_about_it) {
    for (const auto& [name, code, text, expected] : ehlo_rows)
        EXPECT_EQ(static_cast<int>(about_ehlo(kept(Reply{code, {text}}), "probe.example.net")),
                  static_cast<int>(expected))
            << name;
}

struct AgainRow {
    const char* name;
    const char* before;
    const char* again;
    bool is_final;
};

const AgainRow again_rows[] = {
    {"the_same", "4.1.8 Domain of sender not found", "4.1.8 Domain of sender not found", true},
    {"another_queue_id", "4.7.1 No thanks [A1B2]", "4.7.1 No thanks [C3D4]", true},
    {"another_text", "4.7.1 No thanks", "4.7.1 Not you", false},
    {"time", "4.7.1 Try again later", "4.7.1 Try again later", false},
    {"greylisting", "4.7.1 Greylisted", "4.7.1 Greylisted", false},
    {"the_mailbox", "4.2.1 Mailbox disabled", "4.2.1 Mailbox disabled", false},
    {"the_system", "4.3.0 Not accepting mail", "4.3.0 Not accepting mail", false},
    {"the_network", "4.4.3 Routing server failure", "4.4.3 Routing server failure", false},
    {"no_text", "", "", false},
};

TEST(SameRefusal, after_the_wait_is_final_unless_it_speaks_of_time_or_a_shortage) {
    for (const auto& [name, before, again, is_final] : again_rows)
        EXPECT_EQ(is_refusal_in_the_end(kept(Reply{450, {before}}), kept(Reply{450, {again}})),
                  is_final)
            << name;
    EXPECT_FALSE(
        is_refusal_in_the_end(kept(Reply{450, {"No thanks"}}), kept(Reply{451, {"No thanks"}})));
    EXPECT_FALSE(
        is_refusal_in_the_end(kept(Reply{550, {"No thanks"}}), kept(Reply{550, {"No thanks"}})));
}

TEST(Kept, enhanced_codes_are_those_of_the_replys_class) {
    const auto enhanced = [](int code, const char* text) {
        return kept(Reply{code, {text}}).enhanced;
    };
    EXPECT_EQ(enhanced(550, "5.7.1 no"), "5.7.1");
    EXPECT_EQ(enhanced(550, "5.7.606 no"), "5.7.606");
    EXPECT_EQ(enhanced(550, "5.7.1"), "5.7.1");
    EXPECT_EQ(enhanced(450, "5.7.1 no"), "");
    EXPECT_EQ(enhanced(550, "5.7 no"), "");
    EXPECT_EQ(enhanced(550, "5.7.1a no"), "");
    EXPECT_EQ(enhanced(550, "5..1 no"), "");
    EXPECT_EQ(enhanced(550, "5.7.1234 no"), "");
    EXPECT_EQ(enhanced(550, ""), "");
}

TEST(Kept, p1_is_bounded) {
    const Reply reply{550, std::vector<std::string>(100, std::string(2000, 'x'))};
    EXPECT_EQ(kept(reply).text.size(), model::reply_text_bytes_max);
}

TEST(Greeting, its_reply_is_in_the_lines_of_its_code) {
    const auto reply = reply_in("220-mx.example.org\r\n521-5.7.1 Go\r\n521 5.7.1 away", 521);
    EXPECT_EQ(reply.line(), "521 5.7.1 Go 5.7.1 away");
    EXPECT_EQ(reply.enhanced, "5.7.1");
    EXPECT_EQ(reply_in("421", 421).line(), "421");
    EXPECT_EQ(reply_in("", 421).code, 421);
}

struct TlsRow {
    const char* name;
    int code;
    const char* text;
    bool is_wanted;
};

const TlsRow tls_rows[] = {
    {"rfc_3207", 530, "5.7.0 Must issue a STARTTLS command first", true},
    {"exchange", 451, "5.7.3 STARTTLS is required to send mail [mx.example.org 2026]", true},
    {"other_code", 554, "5.7.1 Session encryption is required", true},
    {"lower_case", 503, "tls required", true},
    {"by_enhanced_code", 550, "5.7.10 no", true},
    {"ssl", 550, "You must use SSL", true},
    {"login", 530, "5.7.0 Authentication required", false},
    {"login_over_tls", 530, "Authentication required; use STARTTLS first", false},
    {"relay", 554, "Relaying denied, TLS or not: you must log in", false},
    {"tls_that_is_only_named", 550, "5.7.1 rejected (TLS version 1.3)", false},
    {"no_tls", 550, "you must not", false},
    {"in_a_host_name", 550, "starttls.example.org: no", false},
    {"positive", 250, "STARTTLS required from tomorrow on", false},
};

TEST(WantsTls, in_any_code_and_wording) {
    for (const auto& [name, code, text, is_wanted] : tls_rows)
        EXPECT_EQ(wants_tls(kept(Reply{code, {text}})), is_wanted) << name;
}

TEST(SyntaxRefusals, are_known_by_their_codes) {
    for (const int code : {500, 501, 502, 503, 504, 555})
        EXPECT_TRUE(is_syntax_refusal({code, "", ""})) << code;
    for (const int code : {250, 421, 450, 499, 505, 530, 550, 553, 554})
        EXPECT_FALSE(is_syntax_refusal({code, "", ""})) << code;
}

}  // namespace
}  // namespace mailwatchd::smtp
