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
    {"greylisted", 450, "4.2.0 <x>: Greylisted", Answer::deferred},
    {"postscreen_deep_test", 450, "4.3.2 Service currently unavailable", Answer::deferred},
    {"no_space", 452, "4.3.1 Insufficient system storage", Answer::deferred},
    {"closing", 421, "4.7.0 try later", Answer::blocked, About::sender},
    {"takes_no_mail", 521, "we do not do mail", Answer::blocked, About::sender},
    {"block_list", 554, "5.7.1 Service unavailable; Client host [x] blocked using zen.spamhaus.org",
     Answer::blocked, About::sender},
    {"block_list_4xx", 450, "4.7.1 blocked using b.barracudacentral.org", Answer::blocked,
     About::sender},
    {"a_list_that_has_spf_in_its_name", 550, "blocked using dnsbl.spfbl.net", Answer::blocked,
     About::sender},
    {"reputation", 550, "5.7.1 Poor reputation of your address", Answer::blocked, About::sender},
    {"rdns_by_code", 550, "5.7.25 go away", Answer::blocked, About::identity},
    {"rdns_by_code_4xx", 450, "4.7.25 Client host rejected", Answer::blocked, About::identity},
    {"rdns_by_words", 450, "Client host rejected: cannot find your reverse hostname, [x]",
     Answer::blocked, About::identity},
    {"helo", 450, "4.7.1 <x>: Helo command rejected: Host not found", Answer::blocked,
     About::identity},
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

TEST(WantsTls, is_530_that_says_so) {
    EXPECT_TRUE(wants_tls({530, "5.7.0", "5.7.0 Must issue a STARTTLS command first"}));
    EXPECT_FALSE(wants_tls({530, "5.7.0", "5.7.0 Authentication required"}));
    EXPECT_FALSE(wants_tls({550, "", "no STARTTLS"}));
}

}  // namespace
}  // namespace mailwatchd::smtp
