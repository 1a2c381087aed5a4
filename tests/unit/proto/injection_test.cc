// The probe for STARTTLS injection: what it sends, and what each behaviour of a server means.
#include "model/starttls_injection.h"
#include "unit/proto/scripts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::proto {
namespace {

using namespace mailwatchd::test;
using Result = model::StarttlsInjection::Result;

struct Case {
    const char* name;
    Script inside;  ///< From the server's answer to STARTTLS on.
    Result result;
};

/// The dialogue up to STARTTLS, as the probe has it.
Script until_upgrade(const Dialogue& dialogue, std::string_view injected) {
    Script script;
    for (const auto& act : dialogue.script) {
        if (act.kind == Act::Kind::tls) break;
        script.push_back(act);
    }
    script.pop_back();  // The go-ahead.
    script.back().bytes += "\r\n" + std::string{injected};
    return script;
}

std::string injected_into(const model::Service& service) {
    if (service.protocol == model::Protocol::imap) return "i NOOP";
    return service.protocol == model::Protocol::pop3 ? "CAPA" : "NOOP";
}

Played probe(const Dialogue& dialogue, const Script& inside, std::size_t piece = whole) {
    auto script = until_upgrade(dialogue, injected_into(dialogue.service));
    script.insert(script.end(), inside.begin(), inside.end());
    return play_probe(dialogue.service, std::move(script), piece);
}

Result result_of(const Dialogue& dialogue, const Script& inside, std::size_t piece = whole) {
    const auto ordinary = play(dialogue.service, dialogue.script);
    return model::injection_result(probe(dialogue, inside, piece).session, ordinary.session);
}

Act go_ahead(const Dialogue& dialogue) {
    switch (dialogue.service.protocol) {
        case model::Protocol::smtp: return says("220 go ahead\r\n");
        case model::Protocol::pop3: return says("+OK begin\r\n");
        case model::Protocol::imap: break;
    }
    return says("a2 OK begin\r\n");
}
std::string answer(const Dialogue& dialogue) {
    switch (dialogue.service.protocol) {
        case model::Protocol::smtp: return "250 2.0.0 OK\r\n";
        case model::Protocol::pop3: return "+OK\r\nUSER\r\n.\r\n";
        case model::Protocol::imap: break;
    }
    return "i OK NOOP completed\r\n";
}
std::string refusal(const Dialogue& dialogue) {
    switch (dialogue.service.protocol) {
        case model::Protocol::smtp: return "554 5.5.0 pipelining\r\n";
        case model::Protocol::pop3: return "-ERR no\r\n";
        case model::Protocol::imap: break;
    }
    return "a2 BAD no\r\n";
}

class Injection : public testing::TestWithParam<Dialogue> {};

TEST_P(Injection, the_command_goes_out_with_the_request_and_nothing_follows_but_a_goodbye) {
    const auto played = probe(GetParam(), {go_ahead(GetParam()), tls()});
    EXPECT_TRUE(played.ended);
    const auto& commands = played.commands;
    ASSERT_EQ(commands.size(), 3U);
    EXPECT_TRUE(commands[1].ends_with("\r\n" + injected_into(GetParam().service)));
    EXPECT_TRUE(commands[2] == "QUIT" || commands[2] == "z LOGOUT");
}

TEST_P(Injection, what_the_server_does_is_what_it_means) {
    const auto& dialogue = GetParam();
    const auto ready = go_ahead(dialogue);
    const Case cases[] = {
        {"it executes the command", {ready, tls(), says(answer(dialogue))}, Result::executed},
        {"it drops the command", {ready, tls()}, Result::ignored},
        {"it closes inside TLS", {ready, tls(), closes()}, Result::rejected},
        {"it resets inside TLS", {ready, tls(), fails(base::Errc::reset)}, Result::rejected},
        {"its handshake fails", {ready, tls_fails()}, Result::rejected},
        {"it refuses STARTTLS", {says(refusal(dialogue))}, Result::rejected},
        {"it closes", {closes()}, Result::rejected},
        {"it answers in the clear",
         {says(go_ahead(dialogue).bytes + answer(dialogue)), tls()},
         Result::ignored},
        {"nothing comes", {fails(base::Errc::timed_out)}, Result::unknown},
        {"no handshake comes", {ready, tls_fails(base::Errc::timed_out)}, Result::unknown},
        {"we are stopped", {ready, tls(), fails(base::Errc::cancelled)}, Result::unknown},
        {"we lack descriptors", {fails(base::Errc::no_resources)}, Result::unknown},
    };
    for (const auto& [name, inside, result] : cases)
        for (const auto piece : {whole, std::size_t{1}, std::size_t{3}})
            EXPECT_EQ(result_of(dialogue, inside, piece), result)
                << name << ", pieces of " << piece;
}

TEST_P(Injection, a_servers_own_goodbye_inside_tls_is_no_answer) {
    const auto& dialogue = GetParam();
    if (dialogue.service.protocol == model::Protocol::pop3) return;  // It has no such word.
    const auto goodbye = dialogue.service.protocol == model::Protocol::smtp
                             ? "421 4.4.2 too slow\r\n"
                             : "* BYE too slow\r\n";
    EXPECT_EQ(result_of(dialogue, {go_ahead(dialogue), tls(), says(goodbye)}), Result::rejected);
}

/// Of a server on which TLS does not work anyway, a failure says nothing.
TEST_P(Injection, without_an_ordinary_session_that_works_a_refusal_means_nothing) {
    const auto& dialogue = GetParam();
    const auto refused = probe(dialogue, {says(refusal(dialogue))});
    model::MailSession broken;
    broken.upgrade = model::Upgrade::failed;
    EXPECT_EQ(model::injection_result(refused.session, broken), Result::unknown);
}

TEST_P(Injection, what_it_keeps_is_bounded) {
    const auto played =
        probe(GetParam(), {go_ahead(GetParam()), tls(), says(std::string(100'000, 'x'))}, 1000);
    EXPECT_TRUE(played.ended);
    EXPECT_EQ(played.session.injected_reply.size(), model::greeting_bytes_max);
}

INSTANTIATE_TEST_SUITE_P(Protocols, Injection, testing::ValuesIn(dialogues()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::proto
