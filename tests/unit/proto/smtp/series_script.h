// A session of a series with two envelopes, played against a script.
#pragma once

#include "proto/smtp/series.h"
#include "unit/proto/script.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace mailwatchd::smtp {

using namespace mailwatchd::test;

inline const Act hello = says("220 mx.example.org ESMTP\r\n");
inline const Act ehlo = hears("EHLO probe.example.net");
inline const Act plain = says("250 mx\r\n");
inline const Act with_tls = says("250-mx\r\n250 STARTTLS\r\n");
inline const Act starttls = hears("STARTTLS");
inline const Act go = says("220 go\r\n");
inline const Act mail_a = hears("MAIL FROM:<>");
inline const Act rcpt_a = hears("RCPT TO:<canary@example.net>");
inline const Act mail_b = hears("MAIL FROM:<probe@example.net>");
inline const Act rcpt_b = hears("RCPT TO:<@example.org:canary@example.net>");
inline const Act rset = hears("RSET");
inline const Act ok = says("250 2.0.0 Ok\r\n");
inline const Act denied = says("554 5.7.1 Relay access denied\r\n");
inline const Act quit = hears("QUIT");
inline const Act bye = says("221 bye\r\n");

inline std::vector<model::SeriesCase> envelopes() {
    model::SeriesCase a;
    a.name = "a";
    a.recipient = "canary@example.net";
    model::SeriesCase b;
    b.name = "b";
    b.sender = "probe@example.net";
    b.recipient = "@example.org:canary@example.net";
    return {a, b};
}

struct Outcome {
    Played played;
    std::vector<model::SeriesCase> cases;
    model::SeriesEnd end{};
    model::SmtpReply last_words;
    SeriesTerms terms;
    std::string tls_failure;
    bool may_go_on_in_clear = false;
};

inline Outcome run(const Script& script, std::size_t piece = whole, SeriesTerms terms = {},
                   std::vector<model::SeriesCase> sent = envelopes()) {
    Series series{endpoint(model::smtp), our_name, std::move(sent), std::move(terms)};
    Outcome outcome;
    outcome.played = Player{script, piece}.play(series);
    outcome.cases = series.cases();
    outcome.end = series.end();
    outcome.last_words = series.last_words();
    outcome.terms = series.terms();
    outcome.tls_failure = series.tls_failure();
    outcome.may_go_on_in_clear = series.may_go_on_in_clear();
    return outcome;
}

/// "finished: a accepted 250/250, b refused 250/554".
inline std::string dump(const Outcome& outcome) {
    std::string text{name(outcome.end)};
    for (const auto& one : outcome.cases)
        text.append(&one == outcome.cases.data() ? ": " : ", ")
            .append(one.name)
            .append(" ")
            .append(name(one.answer))
            .append(" ")
            .append(std::to_string(one.mail.code) + '/' + std::to_string(one.rcpt.code));
    return text;
}

/// What must never be sent (failure A7): DATA, BDAT, AUTH, VRFY, EXPN.
inline void expect_manners(const Outcome& outcome) {
    const std::set<std::string> verbs{"EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "RSET", "QUIT"};
    EXPECT_TRUE(outcome.played.ended);
    std::size_t recipients = 0;
    for (const auto& command : outcome.played.commands) {
        const auto verb = command.substr(0, command.find(' '));
        EXPECT_TRUE(verbs.contains(verb)) << "A7: " << command;
        EXPECT_EQ(command.find_first_of("\r\n"), std::string::npos);
        if (verb == "RCPT") ++recipients;
    }
    EXPECT_LE(recipients, session_recipients_max);
}

}  // namespace mailwatchd::smtp
