#include "publish/message.h"

#include "support/readings.h"
#include "unit/publish/opened.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace mailwatchd::publish {
namespace {

struct MessageCase {
    const model::ChangeKind& kind;
    model::Subject subject;
    const model::ReadingKind& reading;
    const char *argument, *from, *to;
    std::string_view message;  ///< "@P" stands for the port, "@H" for the host.
};

const auto host = model::Subject::address("mx1.example.org", address("192.0.2.25"));
const auto pop3 = endpoint("192.0.2.25", model::pop3);
const auto domain = model::Subject::name("example.org");
const auto dnsbl = model::Subject::dnsbl("zen.example");
const auto us = model::Subject::prober();
constexpr const char* good_certificate = "trusted;R3;mx1.example.org;EC 256;aa";
constexpr const char* renewed_certificate =
    "trusted;R3;mx1.example.org;EC 256;cc kk 2026-01-01 2026-04-01";
constexpr const char* rekeyed_certificate =
    "trusted;R3;mx1.example.org;EC 256;dd ll 2026-03-01 2026-06-01";
constexpr const char* bad_certificate = "untrusted;mx1;mx1.example.org;EC 256;bb";

// A row: what changed, then the message.
// clang-format off
const MessageCase message_cases[] = {
    {change::port_opened, pop3, reading::port, "", "closed", "open",
     "@P is now open (was closed)"},
    {change::port_closed, pop3, reading::port, "", "open", "filtered",
     "@P is now filtered (was open)"},
    {change::dnsbl_listed, host, reading::listed, "zen.example", "clear", "listed",
     "@H is now listed by zen.example"},
    {change::dnsbl_delisted, host, reading::listed, "zen.example", "listed", "clear",
     "@H is no longer listed by zen.example"},
    {change::relay_accepted, host, reading::relay, "percent", "refused", "accepted",
     "@H now relays for unauthenticated clients (test percent)"},
    {change::relay_refused, host, reading::relay, "percent", "accepted", "refused",
     "@H no longer relays for unauthenticated clients (test percent)"},
    {change::cleartext_login_offered, pop3, reading::cleartext_login, "", "no", "yes",
     "@P now accepts logins without TLS"},
    {change::cleartext_login_withdrawn, pop3, reading::cleartext_login, "", "yes", "no",
     "@P no longer accepts logins without TLS"},
    {change::starttls_lost, pop3, reading::starttls, "", "offered", "absent",
     "@P no longer offers STARTTLS"},
    {change::starttls_gained, pop3, reading::starttls, "", "absent", "offered",
     "@P now offers STARTTLS"},
    {change::mx_changed, domain, reading::mx, "", "null", "10 mx1.example.org",
     "the MX set of example.org is now 10 mx1.example.org (was null)"},
    {change::spf_changed, domain, reading::spf, "", "v=spf1 -all", "",
     "the SPF record of example.org is now unknown (was v=spf1 -all)"},
    {change::ptr_changed, host, reading::ptr, "", "confirmed", "missing",
     "reverse DNS of @H is now missing (was confirmed)"},
    {change::certificate_renewed, pop3, reading::certificate, "", renewed_certificate, rekeyed_certificate,
     "the certificate of @P was renewed: another key (EC 256); valid from 2026-03-01 (was 2026-01-01); "
     "valid until 2026-06-01 (was 2026-04-01)"},
    {change::certificate_worse, pop3, reading::certificate, "", good_certificate, bad_certificate,
     "the certificate of @P is worse than before: untrusted (was trusted); issued by mx1 (was R3)"},
    {change::software_changed, pop3, reading::service, "", "Dovecot", "Courier",
     "the software of @P is now Courier (was Dovecot)"},
    {change::verdict_failed, domain, reading::verdict, "pop3", "passed", "failed",
     "check pop3 is now failed (was passed)"},
    {change::verdict_passed, domain, reading::verdict, "pop3", "failed", "passed",
     "check pop3 is now passed (was failed)"},
    {change::dnsbl_retired, dnsbl, reading::dnsbl, "ipv4", "proven", "wildcarding",
     "block list zen.example failed its self-test (ipv4) and is ignored: it lists everything "
     "(wildcard)"},
    {change::domain_listed, domain, reading::domain_listed, "dbl.example", "clear", "listed",
     "the domain example.org is now listed by dbl.example"},
    {change::domain_delisted, domain, reading::domain_listed, "dbl.example", "listed", "clear",
     "the domain example.org is no longer listed by dbl.example"},
    {change::dnsbl_restored, dnsbl, reading::dnsbl, "ipv4", "empty", "proven",
     "block list zen.example passed its self-test (ipv4) and is in use again"},
    {change::prober_unhealthy, us, reading::prober, "resolver", "healthy", "unhealthy",
     "local problem: resolver; dependent checks are suspended"},
    {change::prober_healthy, us, reading::prober, "resolver", "unhealthy", "healthy",
     "local problem solved; dependent checks run again"},
    {change::flapping, pop3, reading::port, "", "closed", "open",
     "port of @P is flapping, now open; it is reported once a day until it is stable"},
    {change::flapping_ended, pop3, reading::port, "", "closed", "open",
     "port of @P is stable again, now open"},
    {change::target_gone, domain, reading::mx, "", "10 mx1.example.org", "none",
     "example.org no longer receives mail: it has neither MX records nor addresses (was 10 "
     "mx1.example.org)"},
    {change::domain_gone, domain, reading::exists, "", "yes", "no",
     "example.org no longer exists: the DNS answers NXDOMAIN"},
    {change::domain_back, domain, reading::exists, "", "no", "yes", "example.org exists again"},
    {change::rules_changed, us, reading::rules, "", "1 checks=a dnsbls=b", "2 checks=a dnsbls=c",
     "the rules for verdicts changed: the version (2, was 1), block lists"},
};

/// The word that matters stands in the sentence, whatever it is.
const MessageCase other_cases[] = {
    {change::certificate_worse, pop3, reading::certificate, "", good_certificate,
     "expired on 2026-01-01;R3;mx1.example.org;EC 256;aa",
     "the certificate of @P is worse than before: expired on 2026-01-01 (was trusted)"},
    {change::dnsbl_retired, dnsbl, reading::dnsbl, "ipv6", "proven", "empty",
     "block list zen.example failed its self-test (ipv6) and is ignored: it does not list its test "
     "entry"},
    {change::dnsbl_retired, dnsbl, reading::dnsbl, "ipv4", "proven", "parked",
     "block list zen.example failed its self-test (ipv4) and is ignored: it answers outside "
     "127.0.0.0/8"},
    {change::rules_changed, us, reading::rules, "", "1 checks=a sources=b", "1 checks=c sources=b",
     "the rules for verdicts changed: checks or their weights"},
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

struct RenderCase {
    const char* name;
    model::MessageTemplate message;
    Words words;
    std::string_view said;
};
std::string shouted(std::string_view value) { return std::string{value}.append("!\n"); }

const RenderCase render_cases[] = {
    {"words_only", "nothing to say", nullptr, "nothing to say"},
    {"place", "{place}", nullptr, "port 110 (POP3) on mx1.example.org [192.0.2.25]"},
    {"host", "{host}", nullptr, "mx1.example.org [192.0.2.25]"},
    {"argument", "<{argument}>", nullptr, "<zen\\x0A>"},
    {"reading", "{reading}", nullptr, "listed:zen\\x0A"},
    {"values", "{old}, now {new}", nullptr, "{new}, now unknown"},
    {"values_in_words", "{old}, now {new}", shouted, "{new}!\\x0A, now !\\x0A"},
    {"twice", "{new}{new}", nullptr, "unknownunknown"},
};
class Rendered : public testing::TestWithParam<RenderCase> {};

/// A value is escaped when it is inserted, and is never expanded as a template.
TEST_P(Rendered, has_each_value_in_its_place) {
    auto transition = opened();
    transition.reading = &reading::listed;
    transition.argument = "zen\n";
    transition.old_value = "{new}";
    transition.new_value = "";
    EXPECT_EQ(render(GetParam().message, GetParam().words, transition), GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(Table, Rendered, testing::ValuesIn(render_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Message, of_flapping_shows_the_value_as_the_readings_own_changes_do) {
    auto transition = opened();
    transition.kind = &change::flapping;
    transition.reading = &reading::certificate;
    transition.targets.clear();
    transition.consequences.clear();
    transition.new_value = good_certificate;
    EXPECT_NE(message(transition).find("now trusted, from R3 for mx1.example.org (EC 256);"),
              std::string::npos)
        << message(transition);
}

class Messages : public testing::TestWithParam<MessageCase> {};

TEST_P(Messages, read_well) {
    const auto& row = GetParam();
    model::Transition transition;
    transition.kind = &row.kind;
    transition.subject = row.subject;
    transition.reading = &row.reading;
    transition.argument = row.argument;
    transition.old_value = row.from;
    transition.new_value = row.to;
    EXPECT_EQ(message(transition), in_full(row.message));
}

INSTANTIATE_TEST_SUITE_P(Table, Messages, testing::ValuesIn(message_cases),
                         [](const auto& row) { return std::string{row.param.kind.name}; });

INSTANTIATE_TEST_SUITE_P(Others, Messages, testing::ValuesIn(other_cases), [](const auto& row) {
    return std::string{row.param.kind.name} + '_' + std::to_string(row.index);
});

TEST(Messages, cover_every_kind) {
    std::vector<const model::ChangeKind*> covered;
    for (const auto& row : message_cases) covered.push_back(&row.kind);
    std::ranges::sort(covered, {}, &model::ChangeKind::number);
    EXPECT_EQ(covered, test::reading_kinds().changes());
}

TEST(Message, names_three_other_changes_and_counts_the_rest) {
    auto transition = opened();
    transition.targets.clear();
    transition.also = {"a", "b", "c", "d"};
    transition.also_total = 159;
    EXPECT_EQ(message(transition),
              "port 110 (POP3) on mx1.example.org [192.0.2.25] is now open (was closed); also a, "
              "b, c and 156 more");
    transition.also = {"mx1.example.org[2001:db8::25]:110"};
    transition.also_total = 1;
    EXPECT_EQ(message(transition),
              "port 110 (POP3) on mx1.example.org [192.0.2.25] is now open (was closed); also "
              "mx1.example.org[2001:db8::25]:110");
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

TEST(Message, e1_counts_the_verdicts_that_the_entry_does_not_name) {
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
