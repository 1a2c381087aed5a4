// Properties of the session machines of all three protocols: they end, they send only what a polite
// client sends, and the way the network splits the bytes changes nothing.
#include "proto/dialogue.h"

#include "unit/proto/scripts.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace mailwatchd::proto {
namespace {

using namespace mailwatchd::test;

/// failure A7: the only commands that may ever be sent, apart from an IMAP tag.
const std::set<std::string, std::less<>> polite{"EHLO",     "HELO", "CAPA", "CAPABILITY",
                                                "STARTTLS", "STLS", "QUIT", "LOGOUT"};

std::string verb_of(std::string command) {
    const bool tagged = command.starts_with('a') || command.starts_with('z');
    if (tagged) command.erase(0, command.find(' ') + 1);
    return command.substr(0, command.find(' '));
}

void expect_polite(const Played& played) {
    EXPECT_TRUE(played.ended);
    for (const auto& command : played.commands) {
        EXPECT_TRUE(polite.contains(verb_of(command))) << "A7: " << command;
        EXPECT_EQ(command.find_first_of("\r\n"), std::string::npos);
    }
    EXPECT_EQ(played.session.stage == model::Stage::finished, !played.session.failure.has_value());
}

/// Plays in pieces of several sizes; checks that the result is the same and returns it.
Played play_split(const model::Service& service, const Script& script) {
    auto played = play(service, script);
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{11}})
        EXPECT_EQ(dump(play(service, script, piece)), dump(played)) << "pieces of " << piece;
    expect_polite(played);
    return played;
}

class Dialogues : public testing::TestWithParam<Dialogue> {};

TEST_P(Dialogues, whole_script_finishes) {
    const auto played = play_split(GetParam().service, GetParam().script);
    EXPECT_TRUE(played.on_script);
    EXPECT_EQ(end_of(played), "finished");
    EXPECT_EQ(played.session.upgrade, model::Upgrade::done);
    EXPECT_TRUE(played.session.tls.has_value());
    EXPECT_FALSE(played.session.bytes_after_starttls);
}

/// An answer is complete by its grammar, never by the connection's end.
TEST_P(Dialogues, fails_at_every_step_and_byte) {
    const std::vector<std::vector<Act>> endings{
        {closes()},
        {fails(base::Errc::reset)},
        {fails(base::Errc::timed_out)},
        {fails(base::Errc::cancelled)},
        {says("\x16\x03\x01\r\n"), closes()},
        {says("\r\n"), closes()},
        {says(std::string(3000, 'x')), closes()},
        {says(std::string(100'000, '\n')), closes()},
    };
    const auto& whole_script = GetParam().script;
    for (std::size_t acts = 0; acts < whole_script.size(); ++acts) {
        const auto bytes =
            whole_script[acts].kind == Act::Kind::says ? whole_script[acts].bytes.size() : 1;
        for (std::size_t kept = 0; kept < bytes; ++kept) {
            Script script{whole_script.begin(),
                          whole_script.begin() + static_cast<std::ptrdiff_t>(acts)};
            if (kept > 0) script.push_back(says(whole_script[acts].bytes.substr(0, kept)));
            for (const auto& ending : endings) {
                auto cut = script;
                cut.insert(cut.end(), ending.begin(), ending.end());
                SCOPED_TRACE("act " + std::to_string(acts) + " byte " + std::to_string(kept));
                const auto played = play(GetParam().service, cut);
                expect_polite(played);
                EXPECT_EQ(dump(play(GetParam().service, cut, 1)), dump(played));
            }
        }
    }
}

/// P5: a bare LF ends a line everywhere.
TEST_P(Dialogues, p5_bare_line_feeds) {
    auto script = GetParam().script;
    for (auto& act : script) std::erase(act.bytes, '\r');
    EXPECT_EQ(end_of(play_split(GetParam().service, script)), "finished");
}

/// P7: unencrypted bytes after the go-ahead are dropped and reported, in one segment or in several.
TEST_P(Dialogues, p7_bytes_after_go_ahead_are_dropped) {
    const auto clean = play(GetParam().service, GetParam().script);
    const std::string injected = "250 AUTH PLAIN\r\n+OK\r\n* CAPABILITY AUTH=PLAIN\r\na3 OK\r\n";
    for (const bool one_segment : {true, false}) {
        auto script = GetParam().script;
        if (one_segment) {
            script[4].bytes += injected;
        } else {
            script.insert(script.begin() + 5, says(injected));
        }
        const auto played = play_split(GetParam().service, script);
        EXPECT_TRUE(played.session.bytes_after_starttls);
        EXPECT_EQ(end_of(played), "finished");
        EXPECT_EQ(dump(played.session.after_tls), dump(clean.session.after_tls));
    }
}

/// P7: capabilities from before TLS never count inside TLS.
TEST_P(Dialogues, p7_asks_again_inside_tls) {
    const auto script = Script{GetParam().script.begin(), GetParam().script.begin() + 7};
    const auto played = play(GetParam().service, script);
    EXPECT_EQ(end_of(played), "capabilities timed_out");
    EXPECT_TRUE(played.session.tls.has_value());
    EXPECT_FALSE(played.session.after_tls.known);
    EXPECT_TRUE(played.session.before_tls.known);
}

TEST_P(Dialogues, handshake_fails) {
    auto script = GetParam().script;
    script[5] = tls_fails();
    const auto played = play_split(GetParam().service, script);
    EXPECT_EQ(end_of(played), "capabilities tls_failed");
    EXPECT_EQ(played.session.upgrade, model::Upgrade::failed);
    EXPECT_FALSE(played.session.tls.has_value());
}

struct NoUpgrade {
    const char* name;
    std::vector<Act> ending;  ///< In place of the answer to STARTTLS.
    const char* end;
    const char* reply;
};

const NoUpgrade no_upgrades[] = {
    {"silence", {fails(base::Errc::timed_out)}, "capabilities timed_out", ""},
    {"close", {closes()}, "capabilities reset", ""},
    {"reset", {fails(base::Errc::reset)}, "capabilities reset", ""},
    {"garbage", {says("\x01\x02\xff\r\n")}, "capabilities malformed", "\x01\x02\xff"},
    {"half_a_line", {says("wait"), closes()}, "capabilities reset", "wait"},
};

/// However an upgrade that was requested ends: it is known that it did, and what came instead.
TEST_P(Dialogues, an_upgrade_that_is_never_answered) {
    for (const auto& [name, ending, end, reply] : no_upgrades) {
        SCOPED_TRACE(name);
        Script script{GetParam().script.begin(), GetParam().script.begin() + 4};
        script.insert(script.end(), ending.begin(), ending.end());
        const auto played = play_split(GetParam().service, script);
        EXPECT_EQ(end_of(played), end);
        EXPECT_EQ(played.session.upgrade, model::Upgrade::unanswered);
        EXPECT_EQ(played.session.upgrade_reply, reply);
        EXPECT_TRUE(model::upgraded_in_vain(played.session));
    }
}

TEST_P(Dialogues, what_comes_in_place_of_tls_is_kept) {
    auto script = GetParam().script;
    script[5] = answers_in_clear("no TLS here\r\n");
    const auto played = play_split(GetParam().service, script);
    EXPECT_EQ(played.session.upgrade_reply, "no TLS here");
    EXPECT_TRUE(model::upgraded_in_vain(played.session));
    auto service = GetParam().service;
    service.tls = model::TlsMode::implicit;
    const auto implicit = play_split(service, {answers_in_clear("* OK ready\r\n")});
    EXPECT_EQ(implicit.session.greeting, "* OK ready");
    EXPECT_EQ(end_of(implicit), "connected tls_failed");
}

/// A session that ends inside TLS before the first answer has shown nothing there.
TEST_P(Dialogues, an_upgrade_that_ends_inside_tls_is_in_vain) {
    const Script script{GetParam().script.begin(), GetParam().script.begin() + 7};
    EXPECT_TRUE(model::upgraded_in_vain(play(GetParam().service, script).session));
    EXPECT_FALSE(model::upgraded_in_vain(play(GetParam().service, GetParam().script).session));
}

/// A cancellation by us is no fact about the server.
TEST_P(Dialogues, handshake_that_we_cancel_is_no_fact) {
    auto script = GetParam().script;
    script[5] = tls_fails(base::Errc::cancelled);
    const auto played = play(GetParam().service, script);
    EXPECT_EQ(end_of(played), "capabilities cancelled");
    EXPECT_EQ(played.session.upgrade, model::Upgrade::not_tried);
}

TEST_P(Dialogues, peer_that_leaves_without_a_goodbye_is_finished) {
    for (const auto& ending : {closes(), fails(base::Errc::reset)}) {
        auto script = GetParam().script;
        script.back() = ending;
        EXPECT_EQ(end_of(play_split(GetParam().service, script)), "finished");
    }
}

TEST_P(Dialogues, p2_deadline_ends_without_farewell) {
    auto script = GetParam().script;
    script[2] = fails(base::Errc::timed_out);
    const auto played = play(GetParam().service, script);
    EXPECT_EQ(played.session.failure->code, base::Errc::timed_out);
    EXPECT_EQ(played.commands.size(), 1U);
}

TEST_P(Dialogues, implicit_tls_asks_inside_only) {
    auto service = GetParam().service;
    service.tls = model::TlsMode::implicit;
    Script script{GetParam().script.begin(), GetParam().script.begin() + 3};
    script.insert(script.begin(), tls());
    script.insert(script.end(), {hears(GetParam().script[8].bytes), GetParam().script[9]});
    const auto played = play_split(service, script);
    EXPECT_EQ(end_of(played), "finished");
    EXPECT_EQ(played.commands.size(), 2U);
    EXPECT_FALSE(played.session.before_tls.known);
    EXPECT_TRUE(played.session.after_tls.known);
    EXPECT_EQ(played.session.upgrade, model::Upgrade::not_tried);
}

/// P9: no TLS on a TLS port: the only result is the failed handshake.
TEST_P(Dialogues, p9_implicit_handshake_fails) {
    auto service = GetParam().service;
    service.tls = model::TlsMode::implicit;
    const auto played = play_split(service, {tls_fails()});
    EXPECT_EQ(end_of(played), "connected tls_failed");
    EXPECT_TRUE(played.commands.empty());
    EXPECT_EQ(played.session.upgrade, model::Upgrade::not_tried);
}

TEST_P(Dialogues, awaits_greeting_until_it_is_complete) {
    const auto machine = make_session_machine(endpoint(GetParam().service), our_name);
    const auto& greeting = GetParam().script[0].bytes;
    for (const char byte : greeting) {
        EXPECT_EQ(machine->next().kind, Step::Kind::read);
        EXPECT_TRUE(machine->awaits_greeting());
        machine->received({&byte, 1});
    }
    EXPECT_EQ(machine->next().kind, Step::Kind::write);
    EXPECT_FALSE(machine->awaits_greeting());
    EXPECT_EQ(machine->session().greeting, greeting.substr(0, greeting.size() - 2));
}

INSTANTIATE_TEST_SUITE_P(Protocols, Dialogues, testing::ValuesIn(dialogues()),
                         [](const auto& row) { return row.param.name; });

/// P9: the grammar decides the protocol. Eight speakers; each is recognised only by its own
/// machine.
struct Speaker {
    const char* name;
    std::string greeting;
    std::string speaks;
    bool says_it_all = true;  ///< Then it closes; else it waits and the deadline passes.
};

const Speaker speakers[] = {
    {"smtp", "220 mx.example.org ESMTP\r\n", "smtp"},
    {"pop3", "+OK POP3 ready\r\n", "pop3"},
    {"imap", "* OK IMAP4rev1 ready\r\n", "imap"},
    {"http", "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n", "none"},
    {"ssh", "SSH-2.0-OpenSSH_9.2p1\r\n", "none"},
    {"ftp", "220 (vsFTPd 3.0.5)\r\n", "none"},
    {"nntp", "200 news.example.org ready\r\n", "none"},
    {"tls_alert", std::string{"\x15\x03\x01\x00\x02\x02\x46", 7}, "none"},
    {"mysql",
     std::string{"J\x00\x00\x00\x0a"
                 "8.0.36\x00",
                 12},
     "none", false},
};

class Speakers : public testing::TestWithParam<Speaker> {};

TEST_P(Speakers, p9_recognised_by_grammar_alone) {
    const auto& speaker = GetParam();
    for (const auto& dialogue : dialogues()) {
        const auto ending = speaker.says_it_all ? closes() : fails(base::Errc::timed_out);
        const auto played = play_split(dialogue.service, {says(speaker.greeting), ending});
        const bool own = speaker.speaks == dialogue.name;
        EXPECT_EQ(played.session.stage >= model::Stage::greeted, own) << dialogue.name;
        const bool ftp_to_smtp =
            speaker.name == std::string{"ftp"} && dialogue.name == std::string{"smtp"};
        if (own || ftp_to_smtp) continue;
        EXPECT_EQ(end_of(played), "connected malformed") << dialogue.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Speakers, testing::ValuesIn(speakers),
                         [](const auto& row) { return row.param.name; });

TEST(SessionMachines, p10_accepts_and_closes) {
    for (const auto& dialogue : dialogues()) {
        const auto played = play_split(dialogue.service, {closes()});
        EXPECT_EQ(end_of(played), "connected reset");
        EXPECT_EQ(played.session.greeting, "");
    }
}

TEST(SessionMachines, p3_silence_is_a_timeout) {
    for (const auto& dialogue : dialogues())
        EXPECT_EQ(end_of(play(dialogue.service, {fails(base::Errc::timed_out)})),
                  "connected timed_out");
}

TEST(SessionMachines, p1_greeting_without_line_end_is_kept_to_its_limit) {
    for (const auto& dialogue : dialogues()) {
        const auto played = play_split(dialogue.service, {says(std::string(50'000, 'A'))});
        EXPECT_EQ(end_of(played), "connected malformed");
        EXPECT_EQ(played.session.greeting, std::string(model::greeting_bytes_max, 'A'));
    }
}

TEST(SessionMachines, p1_driver_that_reads_too_much_at_once_ends_it) {
    const auto machine = make_session_machine(endpoint(model::smtp), our_name);
    machine->received(std::string(unread_bytes_max + 1, '\n'));
    EXPECT_EQ(machine->next().kind, Step::Kind::done);
    EXPECT_EQ(machine->session().failure->code, base::Errc::malformed);
}

/// Calls after the end, or at the wrong time, have no effect.
TEST(SessionMachines, late_news_is_ignored) {
    const auto machine = make_session_machine(endpoint(model::pop3), our_name);
    machine->secured(base::failed<model::TlsFacts>(base::Errc::tls_failed, "not asked for"));
    EXPECT_FALSE(machine->session().failure.has_value());
    machine->closed();
    machine->received("+OK POP3\r\n");
    machine->ended({base::Errc::timed_out, "late"});
    EXPECT_EQ(machine->next().kind, Step::Kind::done);
    EXPECT_EQ(machine->session().failure->code, base::Errc::reset);
    EXPECT_EQ(machine->session().greeting, "");
}

/// A peer that violates the grammar after a recognised greeting still gets a goodbye.
TEST(SessionMachines, says_goodbye_to_a_peer_that_breaks_the_grammar) {
    for (const auto& [service, greeting, farewell] :
         {std::tuple{model::smtp, "220 mx.example.org\r\n", "QUIT"},
          std::tuple{model::pop3, "+OK POP3\r\n", "QUIT"},
          std::tuple{model::imap, "* OK ready\r\n", "z LOGOUT"}}) {
        const auto played = play_split(service, {says(greeting), says("what?\r\n")});
        EXPECT_EQ(end_of(played), "greeted malformed");
        EXPECT_EQ(played.commands.back(), farewell);
    }
}

}  // namespace
}  // namespace mailwatchd::proto
