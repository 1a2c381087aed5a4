#include "proto/smtp/reply_words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailwatchd::smtp {
namespace {

struct Row {
    const char* name;
    const char* text;
    const char* words;
};

const Row rows[] = {
    {"plain", "5.7.1 Relay  Access\tdenied", "5.7.1 relay access denied"},
    {"brackets", "<a@b.example>: Relay access denied", ": relay access denied"},
    {"brackets_with_a_link", "see <http://bl.example/why>", "see <http://bl.example/why>"},
    {"bracket_without_an_end", "a < b", "a < b"},
    {"two_brackets", "<x> and <y>", "and"},
    {"mailbox", "a@b.example: no", "no"},
    {"quoted_mailbox", "\"a@b.example\"... no", "no"},
    {"percent", "a%b.example no", "no"},
    {"bang", "b.example!a no", "no"},
    {"a_bang_at_the_end", "stop!", "stop!"},
    {"host", "mx.example.org says no", "says no"},
    {"host_and_address", "mx.example.org[192.0.2.1] no", "no"},
    {"upper_case_host", "MX.EXAMPLE.ORG no", "no"},
    {"addresses", "192.0.2.1 [192.0.2.1] (2001:db8::1) no", "no"},
    {"link", "https://bl.example/?ip=192.0.2.1", "https://bl.example/?ip=192.0.2.1"},
    {"link_without_a_scheme", "www.bl.example", "www.bl.example"},
    {"missing_space", "denied.Please", "denied.please"},
    {"number", "4.7.1 1.5", "4.7.1 1.5"},
    {"empty", "", ""},
    {"raw_bytes", "\xff\x1b no", "\xff\x1b no"},
};

TEST(ReplyWords, are_without_names_and_addresses) {
    for (const auto& [name, text, words] : rows) EXPECT_EQ(ReplyWords{text}.text(), words) << name;
}

TEST(ReplyWords, are_without_our_own) {
    const std::vector<std::string> own{"Probe", "probe.example.net", "mx"};
    EXPECT_EQ((ReplyWords{"probe.example.net/Probe: probes and PROBE-1", own}.text()),
              "/ : probes and -1");
    EXPECT_EQ((ReplyWords{"mx of yours", own}.text()), "mx of yours") << "too short to be a name";
}

TEST(ReplyWords, are_found_at_their_beginning) {
    const ReplyWords words{"It absorbs relaying"};
    EXPECT_TRUE(words.has("relay"));
    EXPECT_FALSE(words.has("sorbs"));
    EXPECT_TRUE(words.has_word("relaying"));
    EXPECT_FALSE(words.has_word("relay"));
}

TEST(SayTheSame, but_for_numbers) {
    EXPECT_TRUE(say_the_same("no thanks [A1] at 10:00", "no thanks [B2] at 11:00"));
    EXPECT_FALSE(say_the_same("no thanks", "no"));
}

}  // namespace
}  // namespace mailwatchd::smtp
