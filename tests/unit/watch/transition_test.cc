// docs/verdicts.md, Changes: kinds, priorities, ids; and certificates (failure T3).
#include "watch/transition.h"

#include "support/readings.h"
#include "watch/certificate.h"
#include "watch/values.h"

#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

using model::ChangeContext;
using model::DnsblClass;

model::Reading reading(const model::ReadingKind& kind, std::uint16_t port = 25) {
    const auto service = *model::service_of(port);
    const auto address = *model::Address::parse("192.0.2.25");
    model::Reading made;
    made.subject = model::Subject::endpoint({"mx.example.org", address, service});
    made.kind = &kind;
    return made;
}

model::Reading listed() {
    auto made = reading(reading::listed);
    made.argument = "bl.example";
    return made;
}

model::Reading domain_listed() {
    auto made = reading(reading::domain_listed);
    made.argument = "dbl.example";
    return made;
}

/// That list of domains, with that class.
ChangeContext sources_of(DnsblClass dnsbl_class) {
    model::Dnsbl dnsbl;
    dnsbl.name = "dbl.example";
    dnsbl.kind = model::Dnsbl::Kind::domain;
    dnsbl.dnsbl_class = dnsbl_class;
    return {.sources = std::make_shared<const std::vector<model::Dnsbl>>(1, dnsbl)};
}

/// That list, with that class.
ChangeContext lists_of(DnsblClass dnsbl_class) {
    model::Dnsbl dnsbl;
    dnsbl.name = "bl.example";
    dnsbl.dnsbl_class = dnsbl_class;
    return {.lists = std::make_shared<const std::vector<model::Dnsbl>>(1, dnsbl)};
}

ChangeContext takes_clear_logins() {
    return {.beside = [](std::uint8_t other) -> std::string_view {
        return other == reading::cleartext_login.number ? "yes" : "";
    }};
}

struct Case {
    const char* name;
    model::Reading reading;
    const char *from, *to;
    ChangeContext context;
    const model::ChangeKind* kind;  ///< Null: only recorded.
    int priority;
};

const Case cases[] = {
    {"open_110", reading(reading::port, 110), "closed", "open", {}, &change::port_opened, 4},
    {"open_143", reading(reading::port, 143), "filtered", "open", {}, &change::port_opened, 4},
    {"open_995", reading(reading::port, 995), "closed", "open", {}, &change::port_opened, 5},
    {"open_587_clear", reading(reading::port, 587), "accepting", "open", takes_clear_logins(),
     &change::port_opened, 4},
    {"close_110", reading(reading::port, 110), "open", "closed", {}, &change::port_closed, 5},
    {"close_25_of_an_mx",
     reading(reading::port, 25),
     "open",
     "filtered",
     {.is_mx = true},
     &change::port_closed,
     3},
    {"close_25_elsewhere",
     reading(reading::port, 25),
     "open",
     "closed",
     {},
     &change::port_closed,
     5},
    {"drop_after_refuse", reading(reading::port, 25), "closed", "filtered", {}, nullptr, 0},
    {"accepting_only", reading(reading::port, 25), "accepting", "closed", {}, nullptr, 0},
    {"listed_serious", listed(), "clear", "listed", lists_of(DnsblClass::serious),
     &change::dnsbl_listed, 3},
    {"listed_minor", listed(), "clear", "listed", lists_of(DnsblClass::minor),
     &change::dnsbl_listed, 4},
    {"listed_policy", listed(), "clear", "listed", lists_of(DnsblClass::policy),
     &change::dnsbl_listed, 6},
    {"listed_unknown_class", listed(), "clear", "listed", {}, &change::dnsbl_listed, 4},
    {"delisted", listed(), "listed", "clear", {}, &change::dnsbl_delisted, 5},
    {"domain_listed_serious", domain_listed(), "clear", "listed", sources_of(DnsblClass::serious),
     &change::domain_listed, 3},
    {"domain_listed_minor", domain_listed(), "clear", "listed", sources_of(DnsblClass::minor),
     &change::domain_listed, 4},
    {"domain_listed_unknown_class",
     domain_listed(),
     "clear",
     "listed",
     {},
     &change::domain_listed,
     4},
    {"domain_delisted", domain_listed(), "listed", "clear", {}, &change::domain_delisted, 5},
    {"relay", reading(reading::relay), "refused", "accepted", {}, &change::relay_accepted, 2},
    {"relay_over", reading(reading::relay), "accepted", "refused", {}, &change::relay_refused, 5},
    {"relay_ambiguous",
     [] {
         auto ambiguous = reading(reading::relay);
         ambiguous.argument = "bang_path";
         return ambiguous;
     }(),
     "refused",
     "accepted",
     {},
     nullptr,
     0},
    {"clear_login",
     reading(reading::cleartext_login),
     "no",
     "yes",
     {},
     &change::cleartext_login_offered,
     4},
    {"clear_login_over",
     reading(reading::cleartext_login),
     "yes",
     "no",
     {},
     &change::cleartext_login_withdrawn,
     5},
    {"tls_lost", reading(reading::starttls), "offered", "absent", {}, &change::starttls_lost, 4},
    {"tls_gained",
     reading(reading::starttls),
     "absent",
     "offered",
     {},
     &change::starttls_gained,
     5},
    {"mx", reading(reading::mx), "10 a.example", "10 b.example", {}, &change::mx_changed, 4},
    {"mx_gone", reading(reading::mx), "10 a.example", "none", {}, &change::target_gone, 4},
    {"domain_gone", reading(reading::exists), "yes", "no", {}, &change::domain_gone, 4},
    {"domain_back", reading(reading::exists), "no", "yes", {}, &change::domain_back, 5},
    {"mx_back", reading(reading::mx), "none", "10 a.example", {}, &change::mx_changed, 4},
    {"mx_null", reading(reading::mx), "10 a.example", "null", {}, &change::mx_changed, 4},
    {"spf", reading(reading::spf), "v=spf1 -all", "v=spf1 +all", {}, &change::spf_changed, 4},
    {"ptr", reading(reading::ptr), "confirmed", "missing", {}, &change::ptr_changed, 4},
    {"software",
     reading(reading::service),
     "Exim 4.96",
     "Postfix",
     {},
     &change::software_changed,
     6},
    {"failed", reading(reading::verdict), "passed", "failed", {}, &change::verdict_failed, 4},
    {"passed", reading(reading::verdict), "failed", "passed", {}, &change::verdict_passed, 5},
    {"no_info", reading(reading::verdict), "failed", "no_info", {}, nullptr, 0},
    {"dnsbl_retired",
     reading(reading::dnsbl),
     "proven",
     "wildcarding",
     {},
     &change::dnsbl_retired,
     5},
    {"dnsbl_restored",
     reading(reading::dnsbl),
     "retired",
     "proven",
     {},
     &change::dnsbl_restored,
     6},
    {"unhealthy",
     reading(reading::prober),
     "healthy",
     "unhealthy",
     {},
     &change::prober_unhealthy,
     3},
    {"healthy", reading(reading::prober), "unhealthy", "healthy", {}, &change::prober_healthy, 5},
    {"rules", reading(reading::rules), "0.1.0 aa", "0.1.0 bb", {}, &change::rules_changed, 6},
};

class Kinds : public testing::TestWithParam<Case> {};

TEST_P(Kinds, are_as_the_table_says) {
    const auto& row = GetParam();
    const auto kind = row.reading.kind->change(row.reading, row.from, row.to, row.context);
    ASSERT_EQ(kind.has_value(), row.kind != nullptr);
    if (!kind) return;
    EXPECT_EQ(kind->kind, row.kind);
    EXPECT_EQ(kind->priority, row.priority);
}

INSTANTIATE_TEST_SUITE_P(Table, Kinds, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// A change has a name if and only if it is reported.
TEST(Kinds, the_fold_and_the_table_agree_on_what_is_told) {
    for (const auto* const kind : {&reading::port, &reading::verdict, &reading::listed})
        for (const auto from : known_values)
            for (const auto to : known_values) {
                if (from.empty() || to.empty() || from == to) continue;
                if (kind == &reading::verdict && to != "passed" && to != "failed" &&
                    to != "no_info")
                    continue;
                const auto change = kind->change(reading(*kind), from, to, {});
                const bool is_reported =
                    kind->is_reported == nullptr || kind->is_reported(from, to);
                EXPECT_EQ(is_reported, change.has_value()) << kind->name << from << ' ' << to;
            }
}

TEST(TransitionId, differs_in_every_part_and_in_nothing_else) {
    const auto port = reading(reading::port);
    auto other = port;
    other.argument = "x";
    const auto id = transition_id("install", port, 1000, 1);
    EXPECT_EQ(id.size(), 32U);
    EXPECT_EQ(id, transition_id("install", port, 1000, 1));
    auto later = port;
    later.taken_at += std::chrono::hours{1};
    later.evidence = "else";
    EXPECT_EQ(id, transition_id("install", later, 1000, 1));
    EXPECT_NE(id, transition_id("other", port, 1000, 1));
    EXPECT_NE(id, transition_id("install", reading(reading::port, 110), 1000, 1));
    EXPECT_NE(id, transition_id("install", reading(reading::service), 1000, 1));
    EXPECT_NE(id, transition_id("install", other, 1000, 1));
    EXPECT_NE(id, transition_id("install", port, 1001, 1));
    EXPECT_NE(id, transition_id("install", port, 1000, 2));
}

struct CertificateCase {
    const char* name;
    const char *from, *to;
    bool worse;
};

const CertificateCase certificates[] = {
    {"renewed", "trusted;Let's Encrypt, R3;a.example;EC 256;aa",
     "trusted;Let's Encrypt, R3;a.example;EC 256;bb", false},
    {"another_intermediate", "trusted;Let's Encrypt, R3;a.example;EC 256;aa",
     "trusted;Let's Encrypt, E5;a.example;EC 256;bb", false},
    {"another_authority", "trusted;Let's Encrypt, R3;a.example;EC 256;aa",
     "trusted;Example CA, R3;a.example;EC 256;bb", true},
    {"another_name", "trusted;CA;a.example;EC 256;aa", "trusted;CA;b.example;EC 256;bb", true},
    {"expired", "trusted;CA;a.example;EC 256;aa", "expired;CA;a.example;EC 256;aa", true},
    {"self_signed_now_expired", "self_signed;CA;a.example;EC 256;aa",
     "expired;CA;a.example;EC 256;aa", true},
    {"now_trusted", "expired;CA;a.example;EC 256;aa", "trusted;CA;a.example;EC 256;bb", false},
    {"still_untrusted", "self_signed;CA;a.example;EC 256;aa", "self_signed;CA;a.example;EC 256;bb",
     false},
    {"smaller_key", "trusted;CA;a.example;RSA 4096;aa", "trusted;CA;a.example;RSA 2048;bb", true},
    {"larger_key", "trusted;CA;a.example;RSA 2048;aa", "trusted;CA;a.example;RSA 4096;bb", false},
    {"rsa_to_ec", "trusted;CA;a.example;RSA2048;aa", "trusted;CA;a.example;EC256;bb", false},
    {"ec_to_rsa", "trusted;CA;a.example;EC 256;aa", "trusted;CA;a.example;RSA 2048;bb", true},
    {"semicolon_in_the_issuer", "trusted;A;B;a.example;EC 256;aa",
     "trusted;A;B;a.example;EC 256;bb", false},
    {"broken_text", "", "trusted", false},
};

class Certificates : public testing::TestWithParam<CertificateCase> {};

TEST_P(Certificates, t3_a_renewal_is_no_alarm) {
    EXPECT_EQ(is_worse(GetParam().from, GetParam().to), GetParam().worse);
}

struct NewsCase {
    const char* name;
    const char *from, *to;
    bool is_news;
};

/// Version 0.1 knew neither the key's digest nor why a certificate is not trusted.
const NewsCase news[] = {
    {"the_key_stays", "trusted;CA;a;EC 256;aa kk 2026-01-01 2026-04-01",
     "trusted;CA;a;EC 256;bb kk 2026-03-01 2026-06-01", false},
    {"another_key", "trusted;CA;a;EC 256;aa kk 2026-01-01 2026-04-01",
     "trusted;CA;a;EC 256;bb ll 2026-03-01 2026-06-01", true},
    {"another_issuer", "trusted;CA, R3;a;EC 256;aa kk 2026-01-01 2026-04-01",
     "trusted;CA, R4;a;EC 256;bb kk 2026-03-01 2026-06-01", true},
    {"now_trusted", "untrusted;CA;a;EC 256;aa kk x y", "trusted;CA;a;EC 256;bb kk x y", true},
    {"now_expired", "trusted;CA;a;EC 256;aa kk x y", "expired on y;CA;a;EC 256;aa kk x y", true},
    {"the_form_of_version_0_1", "trusted;CA;a;EC 256;aa", "trusted;CA;a;EC 256;aa kk x y", false},
    {"another_since_version_0_1", "trusted;CA;a;EC 256;aa", "trusted;CA;a;EC 256;bb kk x y", true},
    {"the_reason_is_told", "untrusted;CA;a;EC 256;aa", "expired on y;CA;a;EC 256;aa kk x y", false},
    {"trusted_since_version_0_1", "untrusted;CA;a;EC 256;aa", "trusted;CA;a;EC 256;aa kk x y",
     true},
    {"another_with_a_reason", "untrusted;CA;a;EC 256;aa", "expired on y;CA;a;EC 256;bb kk x y",
     true},
};

class CertificateNews : public testing::TestWithParam<NewsCase> {};

TEST_P(CertificateNews, t3_a_routine_renewal_is_only_recorded) {
    EXPECT_EQ(is_certificate_news(GetParam().from, GetParam().to), GetParam().is_news);
}

INSTANTIATE_TEST_SUITE_P(Table, CertificateNews, testing::ValuesIn(news),
                         [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Table, Certificates, testing::ValuesIn(certificates),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::watch
