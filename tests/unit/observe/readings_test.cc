#include "observe/dnsbl/readings.h"

#include "observe/listing/readings.h"
#include "observe/reverse_dns/readings.h"
#include "observe/session/readings.h"
#include "observe/topology/readings.h"
#include "support/builders.h"
#include "support/scripted_network.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using model::MailSession;
using model::Reason;
using model::Stage;
using test::ip;

namespace mailwatchd::observe {
namespace {

constexpr base::Instant now{1'798'761'600s};

/// "name=value" or "name?reason", with ":argument" if there is one; in order.
std::string shown(const std::vector<model::Reading>& readings) {
    std::string text;
    for (const auto& reading : readings) {
        text += (text.empty() ? "" : " ") + reading.full_name();
        text += reading.is_known() ? "=" + reading.value : "?" + std::string{name(reading.reason)};
        EXPECT_TRUE(!reading.is_known() || reading.reason == Reason::none) << text;
    }
    return text;
}

MailSession session(const model::Service& service, Stage stage, std::optional<Errc> why = {}) {
    MailSession made;
    made.endpoint = {"mx1.example.org", ip("192.0.2.1"), service};
    made.taken_at = now;
    made.patience = 30s;
    made.stage = stage;
    if (why) made.failure = base::Failure{*why, "what we did"};
    return made;
}

std::vector<model::Reading> read(MailSession look, const Surroundings& surroundings = {}) {
    return readings_of(std::make_shared<const MailSession>(std::move(look)), surroundings);
}

struct PortRow {
    const char* name;
    Stage stage;
    std::optional<Errc> failure;
    base::Duration patience;
    std::string alone;
    std::string others_answered;
};

const PortRow port_rows[] = {
    {"silent", Stage::unconnected, Errc::timed_out, 30s, "port?timeout", "port=filtered"},
    {"refused", Stage::unconnected, Errc::refused, 30s, "port=closed", "port=closed"},
    {"p13_no_route", Stage::unconnected, Errc::unreachable, 30s, "port?no_route", "port?no_route"},
    {"reset_while_connecting", Stage::unconnected, Errc::reset, 30s, "port?timeout",
     "port?timeout"},
    {"a1_special_address", Stage::unconnected, Errc::not_allowed, 30s, "port?address_refused",
     "port?address_refused"},
    {"y3_no_descriptor", Stage::unconnected, Errc::no_resources, 30s, "port?interrupted",
     "port?interrupted"},
    {"cancelled", Stage::unconnected, Errc::cancelled, 30s, "port?interrupted", "port?interrupted"},
    {"never_tried", Stage::unconnected, {}, 30s, "port?interrupted", "port?interrupted"},
    {"p3_silent_after_connect", Stage::connected, Errc::timed_out, 30s, "port?slow_greeting",
     "port?slow_greeting"},
    {"p3_silent_with_all_patience", Stage::connected, Errc::timed_out, 300s, "port=accepting",
     "port=accepting"},
    {"p10_closed_without_a_word", Stage::connected, Errc::reset, 30s, "port=accepting",
     "port=accepting"},
    {"p9_another_protocol", Stage::connected, Errc::malformed, 30s, "port=accepting",
     "port=accepting"},
    {"p9_no_tls_there", Stage::connected, Errc::tls_failed, 30s, "port=accepting",
     "port=accepting"},
    {"cancelled_after_connect", Stage::connected, Errc::cancelled, 30s, "port?interrupted",
     "port?interrupted"},
    {"greeted_then_reset", Stage::greeted, Errc::reset, 30s, "port=open", "port=open"},
    {"greeted_then_timed_out", Stage::greeted, Errc::timed_out, 30s, "port=open", "port=open"},
    {"capabilities_then_tls_failed", Stage::capabilities, Errc::tls_failed, 30s, "port=open",
     "port=open"},
    {"secured_then_reset", Stage::secured, Errc::reset, 30s, "port=open", "port=open"},
    {"finished", Stage::finished, {}, 30s, "port=open", "port=open"},
};

class PortReading : public testing::TestWithParam<PortRow> {};

TEST_P(PortReading, of_a_session) {
    const auto& row = GetParam();
    auto look = session(model::smtp, row.stage, row.failure);
    look.patience = row.patience;
    const auto alone = read(look);
    EXPECT_EQ(shown(alone), row.alone);
    EXPECT_EQ(shown(read(look, {.others_answered = true})), row.others_answered);
    EXPECT_EQ(alone.front().subject.shown(), "mx1.example.org[192.0.2.1]:25");
    EXPECT_EQ(alone.front().taken_at, now);
    EXPECT_EQ(alone.front().evidence, row.failure ? "what we did" : "");
}

TEST_P(PortReading, is_unknown_where_the_prober_is_unhealthy) {
    const auto& row = GetParam();
    const auto look = session(model::smtp, row.stage, row.failure);
    EXPECT_EQ(shown(read(look, {.others_answered = true, .prober = Reason::prober_unhealthy})),
              "port?prober_unhealthy");
}

INSTANTIATE_TEST_SUITE_P(Table, PortReading, testing::ValuesIn(port_rows),
                         [](const auto& row) { return row.param.name; });

model::Capabilities offers(std::vector<std::string> mechanisms, bool starttls) {
    model::Capabilities made;
    made.known = true;
    made.mechanisms = std::move(mechanisms);
    made.starttls = starttls;
    made.lines = {"FIRST", "SECOND line"};
    return made;
}

MailSession talked(const model::Service& service, model::Capabilities before_tls) {
    auto made = session(service, Stage::finished);
    made.before_tls = std::move(before_tls);
    return made;
}

struct OfferRow {
    const char* name;
    MailSession look;
    std::string readings;
};

MailSession greets(MailSession look, std::string greeting) {
    look.greeting = std::move(greeting);
    return look;
}

MailSession with_tls(MailSession look) {
    look.tls = test::good_tls("mx1.example.org", now + 24h);
    return look;
}

model::Capabilities pop3_user() {
    auto made = offers({}, true);
    made.user_command = true;
    return made;
}

model::Capabilities imap_no_login() {
    auto made = offers({}, true);
    made.login_disabled = true;
    return made;
}

const std::string certificate =
    "certificate=trusted;Example CA, Example Issuing CA 1;mx1.example.org;EC 256;" +
    std::string(64, 'a') + ' ' + std::string(64, 'b') + " 2026-10-04 2027-01-02";

const OfferRow offer_rows[] = {
    {"nothing_but_a_greeting", session(model::smtp, Stage::greeted), "port=open"},
    {"starttls_and_no_login", talked(model::smtp, offers({}, true)),
     "port=open starttls=offered cleartext_login=no"},
    {"no_starttls_and_plain", talked(model::smtp, offers({"PLAIN"}, false)),
     "port=open starttls=absent cleartext_login=yes"},
    {"pop3_user", talked(model::pop3, pop3_user()),
     "port=open starttls=offered cleartext_login=yes"},
    {"imap_login", talked(model::imap, offers({}, true)),
     "port=open starttls=offered cleartext_login=yes"},
    {"imap_login_disabled", talked(model::imap, imap_no_login()),
     "port=open starttls=offered cleartext_login=no"},
    {"after_tls", with_tls(talked(model::submission, offers({}, true))),
     "port=open starttls=offered cleartext_login=no " + certificate},
    {"implicit_tls", with_tls(session(model::imaps, Stage::finished)), "port=open " + certificate},
    {"p6_software_and_no_host_or_date",
     greets(session(model::smtp, Stage::greeted),
            "220 pool7.example.org ESMTP Exim 4.96 Fri, 01 Jan 2027 00:00:00 +0000"),
     "port=open service=Exim 4.96"},
    {"unknown_software", greets(session(model::smtp, Stage::greeted), "220 hello"), "port=open"},
    {"tls_without_a_greeting", with_tls(session(model::imaps, Stage::connected, Errc::reset)),
     "port=accepting"},
};

class OfferReading : public testing::TestWithParam<OfferRow> {};

TEST_P(OfferReading, of_a_session) { EXPECT_EQ(shown(read(GetParam().look)), GetParam().readings); }

TEST_P(OfferReading, is_not_made_where_the_port_is_unknown) {
    const Surroundings unhealthy{.others_answered = true, .prober = Reason::prober_unhealthy};
    EXPECT_EQ(shown(read(GetParam().look, unhealthy)), "port?prober_unhealthy");
}

INSTANTIATE_TEST_SUITE_P(Table, OfferReading, testing::ValuesIn(offer_rows),
                         [](const auto& row) { return row.param.name; });

TEST(OfferReading, carries_the_lines_as_evidence) {
    const auto readings = read(greets(talked(model::smtp, offers({}, true)), "220 hi"));
    EXPECT_EQ(readings.at(0).evidence, "220 hi");
    EXPECT_EQ(readings.at(1).evidence, "FIRST, SECOND line");
    EXPECT_EQ(readings.at(2).evidence, "FIRST, SECOND line");
}

TEST(CertificateText, order_of_names_does_not_matter_and_the_rest_does) {
    auto facts = test::good_tls("b.example", now);
    facts.certificate->names = {"b.example", "a.example"};
    const auto text = certificate_text(facts);
    EXPECT_EQ(text, "trusted;Example CA, Example Issuing CA 1;a.example,b.example;EC 256;" +
                        std::string(64, 'a') + ' ' + std::string(64, 'b') +
                        " 2026-10-03 2027-01-01");
    std::ranges::reverse(facts.certificate->names);
    EXPECT_EQ(certificate_text(facts), text);
    facts.chain = model::ChainVerdict::expired;
    facts.certificate->not_after = *base::parse_instant("2026-01-01");
    EXPECT_TRUE(certificate_text(facts).starts_with("expired on 2026-01-01;"));
    facts.at_fault = facts.certificate;
    facts.at_fault->not_after = *base::parse_instant("2025-12-01");
    EXPECT_TRUE(certificate_text(facts).starts_with("expired on 2025-12-01;"));
    facts.chain = model::ChainVerdict::unknown_issuer;
    EXPECT_TRUE(certificate_text(facts).starts_with("untrusted;"));
}

using Names = base::Result<std::vector<std::string>>;
using Forward = model::ReverseDns::Forward;

struct ReverseRow {
    const char* name;
    Names names;
    std::vector<Forward> forward;
    std::string reading;
};

const std::vector<model::Address> here{ip("192.0.2.1")};
const std::vector<model::Address> elsewhere{ip("192.0.2.2")};
const base::Failure slow{Errc::timed_out, "A a.example"};
const base::Failure broken{Errc::malformed, "A a.example"};
const std::vector<std::string> one{"a.example"};
const std::vector<std::string> two{"a.example", "b.example"};

const ReverseRow reverse_rows[] = {
    {"confirmed", one, {{"a.example", here}}, "ptr=confirmed"},
    {"confirmed_by_the_second",
     two,
     {{"a.example", elsewhere}, {"b.example", here}},
     "ptr=confirmed"},
    {"confirmed_though_one_fails",
     two,
     {{"a.example", slow}, {"b.example", here}},
     "ptr=confirmed"},
    {"mismatch", one, {{"a.example", elsewhere}}, "ptr=mismatch"},
    {"leads_nowhere", one, {{"a.example", std::vector<model::Address>{}}}, "ptr=mismatch"},
    {"malformed_name", one, {{"a.example", broken}}, "ptr=mismatch"},
    {"d1_way_back_silent", one, {{"a.example", slow}}, "ptr?dns_failure"},
    {"d1_one_wrong_one_silent",
     two,
     {{"a.example", elsewhere}, {"b.example", slow}},
     "ptr?dns_failure"},
    {"missing", std::vector<std::string>{}, {}, "ptr=missing"},
    {"d1_silent", slow, {}, "ptr?dns_failure"},
    {"d1_server_failure", base::Failure{Errc::server_failure, "PTR"}, {}, "ptr?dns_failure"},
    {"cancelled", base::Failure{Errc::cancelled, "PTR"}, {}, "ptr?interrupted"},
};

class ReverseReading : public testing::TestWithParam<ReverseRow> {};

TEST_P(ReverseReading, of_a_look) {
    const auto& row = GetParam();
    const model::ReverseDns look{"mx1.example.org", ip("192.0.2.1"), now, row.names, row.forward};
    const auto readings = readings_of(look);
    EXPECT_EQ(shown(readings), row.reading);
    EXPECT_EQ(readings.front().subject.shown(), "mx1.example.org[192.0.2.1]");
    EXPECT_EQ(readings.front().taken_at, now);
}

INSTANTIATE_TEST_SUITE_P(Table, ReverseReading, testing::ValuesIn(reverse_rows),
                         [](const auto& row) { return row.param.name; });

TEST(ListingReading, has_three_states) {
    model::Listing listing{.address = ip("2001:db8::1"), .dnsbl = "bl.example", .taken_at = now};
    listing.reason = Reason::dns_failure;
    listing.text = "A 1.bl.example";
    EXPECT_EQ(shown(readings_of(listing, "mx")), "listed:bl.example?dns_failure");
    listing.reason = Reason::none;
    listing.state = model::Listing::State::clear;
    EXPECT_EQ(shown(readings_of(listing, "mx")), "listed:bl.example=clear");
    listing.state = model::Listing::State::listed;
    listing.answers = {ip("127.0.0.2"), ip("127.0.0.4")};
    listing.text = "see example.org";
    const auto readings = readings_of(listing, "mx");
    EXPECT_EQ(shown(readings), "listed:bl.example=listed");
    EXPECT_EQ(readings.front().evidence, "127.0.0.2 127.0.0.4 see example.org");
    EXPECT_EQ(readings.front().subject.shown(), "mx[2001:db8::1]");
}

model::SourceWord domain_word(model::SourceWord::State state, std::vector<model::Address> answers) {
    model::SourceWord word;
    word.source = "dbl.example";
    word.state = state;
    word.answers = std::move(answers);
    word.text = word.answers.empty() ? "" : "see dbl.example";
    return word;
}

TEST(DomainReading, is_listed_clear_or_unknown_by_each_list) {
    using State = model::SourceWord::State;
    model::DomainReputation look{.domain = "example.org", .taken_at = now};
    const auto of = [&](model::SourceWord word) {
        look.words = {std::move(word)};
        return shown(readings_of(look));
    };
    EXPECT_EQ(of(domain_word(State::graded, {})), "domain_listed:dbl.example=clear");
    EXPECT_EQ(of(domain_word(State::unknown, {})), "domain_listed:dbl.example?dns_failure");
    EXPECT_EQ(of(domain_word(State::unproven, {})), "") << "failure D12";
    EXPECT_EQ(of(domain_word(State::graded, {ip("127.0.1.2")})),
              "domain_listed:dbl.example=listed");
    const auto readings = readings_of(look);
    EXPECT_EQ(readings.front().evidence, "127.0.1.2 see dbl.example");
    EXPECT_EQ(readings.front().subject, model::Subject::name("example.org"));
}

TEST(TopologyReading, of_every_kind_of_mail) {
    using Mail = model::Topology::Mail;
    model::Topology topology;
    topology.target = {model::TargetKind::domain, "example.org"};
    topology.mx = {{10, "mx1.example.org"}};
    const auto of = [&](Mail mail) {
        topology.mail = mail;
        return shown(readings_of(topology));
    };
    EXPECT_EQ(of(Mail::mx), "mx=10 mx1.example.org exists=yes");
    EXPECT_EQ(of(Mail::implicit), "mx=none, own address exists=yes");
    EXPECT_EQ(of(Mail::null_mx), "mx=null exists=yes");
    EXPECT_EQ(of(Mail::none), "mx=none exists=yes");
    EXPECT_EQ(of(Mail::no_domain), "exists=no") << "one thing has happened";
    EXPECT_EQ(of(Mail::unknown), "mx?dns_failure exists?dns_failure");
    EXPECT_EQ(of(Mail::not_asked), "");
}

TEST(DnsblReading, d1_silence_alone_is_unknown) {
    using State = model::DnsblState;
    model::DnsblHealth health{"bl.example", model::Address::Family::v4, now, State::proven, "why"};
    const auto of = [&](State state) {
        health.state = state;
        return shown(readings_of(health));
    };
    EXPECT_EQ(of(State::proven), "dnsbl:ipv4=proven");
    EXPECT_EQ(of(State::silent), "dnsbl:ipv4?dns_failure");
    EXPECT_EQ(of(State::blocked), "dnsbl:ipv4?resolver_unfit");
    for (const auto bad : {State::wildcarding, State::empty, State::parked})
        EXPECT_EQ(of(bad), "dnsbl:ipv4=" + std::string{name(bad)}) << "says why";
    for (const auto ours : {State::retired, State::off, State::no_credential, State::covered})
        EXPECT_EQ(of(ours), "") << "we do not query it: " << name(ours);
    health.family = model::Address::Family::v6;
    EXPECT_EQ(of(State::proven), "dnsbl:ipv6=proven");
    EXPECT_EQ(readings_of(health).front().subject.shown(), "dnsbl:bl.example");
    EXPECT_EQ(readings_of(health).front().evidence, "why");
}

}  // namespace
}  // namespace mailwatchd::observe
