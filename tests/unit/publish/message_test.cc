#include "publish/message.h"

#include "unit/publish/opened.h"

#include <gtest/gtest.h>

namespace mailwatchd::publish {
namespace {

using Kind = model::TransitionKind;
using Name = model::ReadingName;

struct MessageCase {
    Kind kind;
    model::Subject subject;
    Name reading;
    const char *argument, *from, *to;
    std::string_view message;  ///< "@P" is the port's place, "@H" the host's.
};

const auto host = model::Subject::address("mx1.example.org", address("192.0.2.25"));
const auto pop3 = endpoint("192.0.2.25", model::pop3);
const auto domain = model::Subject::name("example.org");
const auto zone = model::Subject::zone("zen.example");
const auto us = model::Subject::vantage();
constexpr const char* good_certificate = "trusted;R3;mx1.example.org;EC 256;aa";
constexpr const char* bad_certificate = "untrusted;mx1;mx1.example.org;EC 256;bb";

// A row is what changed, then what is said.
// clang-format off
const MessageCase message_cases[] = {
    {Kind::port_opened, pop3, Name::port, "", "closed", "open",
     "@P is now open (was closed)"},
    {Kind::port_closed, pop3, Name::port, "", "open", "filtered",
     "@P is now filtered (was open)"},
    {Kind::dnsbl_listed, host, Name::listed, "zen.example", "clear", "listed",
     "@H is now listed by zen.example"},
    {Kind::dnsbl_delisted, host, Name::listed, "zen.example", "listed", "clear",
     "@H is no longer listed by zen.example"},
    {Kind::relay_accepted, host, Name::relay, "percent", "refused", "accepted",
     "@H now accepts a recipient elsewhere from a stranger (relay case percent)"},
    {Kind::relay_refused, host, Name::relay, "percent", "accepted", "refused",
     "@H no longer accepts a recipient elsewhere from a stranger (relay case percent)"},
    {Kind::cleartext_login_offered, pop3, Name::cleartext_login, "", "no", "yes",
     "@P now takes logins in the clear"},
    {Kind::cleartext_login_withdrawn, pop3, Name::cleartext_login, "", "yes", "no",
     "@P no longer takes logins in the clear"},
    {Kind::starttls_lost, pop3, Name::starttls, "", "offered", "absent",
     "@P no longer offers TLS"},
    {Kind::starttls_gained, pop3, Name::starttls, "", "absent", "offered",
     "@P now offers TLS"},
    {Kind::mx_changed, domain, Name::mx, "", "null", "10 mx1.example.org",
     "the MX set of example.org is now 10 mx1.example.org (was null)"},
    {Kind::spf_changed, domain, Name::spf, "", "v=spf1 -all", "",
     "the SPF record of example.org is now unknown (was v=spf1 -all)"},
    {Kind::ptr_changed, host, Name::ptr, "", "confirmed", "missing",
     "reverse DNS of @H is now missing (was confirmed)"},
    {Kind::certificate_renewed, pop3, Name::certificate, "", good_certificate, good_certificate,
     "the certificate of @P was renewed: now trusted, from R3 for mx1.example.org (EC 256); was "
     "trusted, from R3 for mx1.example.org (EC 256)"},
    {Kind::certificate_worse, pop3, Name::certificate, "", good_certificate, bad_certificate,
     "the certificate of @P got worse: now untrusted, from mx1 for mx1.example.org (EC 256); was "
     "trusted, from R3 for mx1.example.org (EC 256)"},
    {Kind::software_changed, pop3, Name::service, "", "Dovecot", "Courier",
     "the software of @P is now Courier (was Dovecot)"},
    {Kind::verdict_failed, domain, Name::verdict, "pop3", "passed", "failed",
     "check pop3 is now failed (was passed)"},
    {Kind::verdict_passed, domain, Name::verdict, "pop3", "failed", "passed",
     "check pop3 is now passed (was failed)"},
    {Kind::zone_retired, zone, Name::zone, "", "proven", "retired",
     "block list zen.example is out of the count: retired (was proven)"},
    {Kind::zone_returned, zone, Name::zone, "", "retired", "proven",
     "block list zen.example counts again: proven (was retired)"},
    {Kind::vantage_ill, us, Name::vantage, "resolver", "well", "ill",
     "we are ill (resolver): verdicts that depend on it are frozen"},
    {Kind::vantage_well, us, Name::vantage, "resolver", "ill", "well",
     "we are well again (resolver)"},
    {Kind::flapping, pop3, Name::port, "", "closed", "open",
     "port of @P is flapping: its changes are not told until it rests"},
    {Kind::target_gone, domain, Name::mx, "", "10 mx1.example.org", "none",
     "example.org is gone: it has neither MX nor address; MX: none (was 10 mx1.example.org)"},
    {Kind::rules_changed, us, Name::rules, "", "1", "2",
     "the rules of judging changed: now 2 (was 1)"},
};
// clang-format on

std::string in_full(std::string_view message) {
    std::string out{message};
    if (const auto at = out.find("@P"); at != std::string::npos)
        out.replace(at, 2, "port 110 (POP3) on @H");
    if (const auto at = out.find("@H"); at != std::string::npos)
        out.replace(at, 2, "mx1.example.org [192.0.2.25]");
    return out;
}

class Messages : public testing::TestWithParam<MessageCase> {};

TEST_P(Messages, read_well) {
    const auto& row = GetParam();
    model::Transition transition;
    transition.kind = row.kind;
    transition.subject = row.subject;
    transition.name = row.reading;
    transition.argument = row.argument;
    transition.old_value = row.from;
    transition.new_value = row.to;
    EXPECT_EQ(message(transition), in_full(row.message));
}

INSTANTIATE_TEST_SUITE_P(Table, Messages, testing::ValuesIn(message_cases),
                         [](const auto& row) { return std::string{name(row.param.kind)}; });

TEST(Messages, cover_every_kind) {
    ASSERT_EQ(std::size(message_cases), static_cast<std::size_t>(Kind::rules_changed) + 1);
    for (std::size_t i = 0; i < std::size(message_cases); ++i)
        EXPECT_EQ(static_cast<std::size_t>(message_cases[i].kind), i);
}

TEST(Message, is_the_one_of_the_design) {
    EXPECT_EQ(
        message(opened()),
        "example.org: port 110 (POP3) on mx1.example.org [192.0.2.25] is now open (was closed)");
}

TEST(Message, names_ten_targets_and_counts_the_rest) {
    auto transition = opened();
    transition.targets.clear();
    for (int i = 0; i < 12; ++i) transition.targets.push_back("d" + std::to_string(i) + ".example");
    transition.targets_total = 300;
    const auto text = message(transition);
    EXPECT_TRUE(text.starts_with("d0.example, d1.example, ")) << text;
    EXPECT_NE(text.find("d9.example and 290 more: port 110"), std::string::npos) << text;
    EXPECT_EQ(text.find("d10.example"), std::string::npos);
}

TEST(Message, names_the_verdicts_that_changed_with_it) {
    auto transition = opened();
    transition.consequences = {"a pop3: passed, now failed", "b pop3: passed, now failed",
                               "c pop3: passed, now failed", "d pop3: passed, now failed"};
    EXPECT_TRUE(
        message(transition)
            .ends_with("(was closed); a pop3: passed, now failed, b pop3: passed, now failed, "
                       "c pop3: passed, now failed and 1 more"));
}

TEST(Message, f1_counts_the_verdicts_that_the_entry_does_not_name) {
    auto transition = opened();
    transition.consequences.assign(model::named_consequences_max, "a pop3: passed, now failed");
    transition.consequences_total = 4000;
    EXPECT_TRUE(message(transition).ends_with("now failed and 3997 more")) << message(transition);
}

TEST(Message, an_address_is_not_said_twice) {
    auto transition = opened();
    transition.subject =
        model::Subject::endpoint({"192.0.2.25", address("192.0.2.25"), model::pop3});
    EXPECT_NE(message(transition).find("on 192.0.2.25 is now"), std::string::npos);
}

}  // namespace
}  // namespace mailwatchd::publish
