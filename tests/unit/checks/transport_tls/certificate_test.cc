#include "checks/transport_tls/certificate.h"

#include "model/name_certificate.h"
#include "support/judge_table.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::transport_tls {
namespace {

using model::ChainVerdict;
using model::Role;
using namespace std::chrono_literals;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

constexpr base::Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};

struct Certificate {
    ChainVerdict chain = ChainVerdict::trusted;
    bool name_matches = true;
    base::Duration ends_in = 24h * 60;
    /// Another certificate of the path, whose fault it is; none: the server's own.
    std::optional<base::Duration> at_fault_ends_in = std::nullopt;
};

model::MailSession session(std::string host, std::uint16_t port, const Certificate& of) {
    model::MailSession made;
    made.endpoint = {std::move(host), ip("192.0.2.1"), *model::service_of(port)};
    made.taken_at = now;
    made.tls = model::TlsFacts{
        .version = "TLSv1.3",
        .chain = of.chain,
        .chain_error = "self-signed certificate",
        .name_matches = of.name_matches,
        .certificate = model::CertificateFacts{.names = {"a.example.net", "b.example.net"},
                                               .not_before = now - 24h,
                                               .not_after = now + of.ends_in}};
    if (of.at_fault_ends_in) {
        made.tls->at_fault = model::CertificateFacts{.subject = "Example Issuing CA 1",
                                                     .issuer = "Example Trust, Example Root",
                                                     .not_before = now - 48h,
                                                     .not_after = now + *of.at_fault_ends_in};
        made.tls->path_end = made.tls->at_fault->not_after;
    }
    return made;
}

struct Case {
    std::string name;
    Role role;
    std::uint16_t port;
    Certificate certificate;
    std::string_view tag;  ///< Empty: no finding.
};

const Case cases[] = {
    {"well", Role::mailbox, 993, {}, ""},
    {"mx_expired", Role::mx, 25, {ChainVerdict::expired, true, -1h}, "MX_CERTIFICATE_DATES"},
    {"mx_self_signed",
     Role::mx,
     25,
     {ChainVerdict::self_signed, true, 24h},
     "MX_CERTIFICATE_UNTRUSTED"},
    {"mx_name", Role::mx, 25, {ChainVerdict::trusted, false, 24h}, "MX_CERTIFICATE_NAME"},
    {"mx_on_993", Role::mx, 993, {ChainVerdict::trusted, false, 24h}, "MX_CERTIFICATE_NAME"},
    {"expired", Role::mailbox, 993, {ChainVerdict::expired, true, -1h}, "CERTIFICATE_DATES"},
    {"mx_expired_intermediate",
     Role::mx,
     25,
     {ChainVerdict::expired, true, 24h, -1h},
     "MX_CERTIFICATE_CHAIN_DATES"},
    {"expired_intermediate",
     Role::mailbox,
     993,
     {ChainVerdict::expired, true, 24h, -1h},
     "CERTIFICATE_CHAIN_DATES"},
    {"intermediate_that_is_not_yet_valid",
     Role::mailbox,
     993,
     {ChainVerdict::not_yet_valid, true, 24h, 48h},
     "CERTIFICATE_CHAIN_DATES"},
    {"expired_somewhere",  // Seen before it was kept which one.
     Role::mailbox,
     993,
     {ChainVerdict::expired, true, 24h},
     "CERTIFICATE_CHAIN_DATES"},
    {"not_yet_somewhere",
     Role::mailbox,
     993,
     {ChainVerdict::not_yet_valid, true, 24h},
     "CERTIFICATE_CHAIN_DATES"},
    {"expired_leaf", Role::self, 110, {ChainVerdict::trusted, true, -1h}, "CERTIFICATE_DATES"},
    {"self_signed",
     Role::mailbox,
     143,
     {ChainVerdict::self_signed, true, 24h},
     "CERTIFICATE_UNTRUSTED"},
    {"issuer",
     Role::submission,
     587,
     {ChainVerdict::unknown_issuer, true, 24h},
     "CERTIFICATE_UNTRUSTED"},
    {"name", Role::submission, 465, {ChainVerdict::trusted, false, 24h}, "CERTIFICATE_NAME"},
    {"mailbox_on_25",
     Role::mailbox,
     25,
     {ChainVerdict::trusted, false, 24h},
     "MX_CERTIFICATE_NAME"},
};

class Certificates : public testing::TestWithParam<Case> {};

TEST_P(Certificates, are_found) {
    const auto& [name, role, port, certificate, tag] = GetParam();
    const auto look = session("mail.example.org", port, certificate);
    model::Report report;
    report_certificate({}, look, host("mail.example.org", {role}), report);
    ASSERT_EQ(report.findings.size(), tag.empty() ? 0U : 1U);
    if (!tag.empty()) {
        EXPECT_EQ(report.findings.front().kind->tag, tag);
    }
    ASSERT_EQ(report.measurements.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Table, Certificates, testing::ValuesIn(cases), name_of_row);

TEST(Certificate, an_address_target_has_no_name_to_match) {
    model::Report report;
    report_certificate({}, session("192.0.2.1", 993, {.name_matches = false}),
                       host("192.0.2.1", {Role::self}), report);
    EXPECT_TRUE(report.findings.empty());
}

TEST(Certificate, evidence_and_end) {
    model::Report report;
    report_certificate({}, session("pop.example.org", 995, {ChainVerdict::expired, false, -1h}),
                       host("pop.example.org", {Role::mailbox}), report);
    ASSERT_EQ(report.findings.size(), 2U);
    EXPECT_EQ(report.findings[0].evidence, "a.example.net, b.example.net");
    EXPECT_EQ(report.findings[0].detail, "expired on 2026-11-21");
    EXPECT_EQ(report.findings[1].evidence, "a.example.net, b.example.net");
    EXPECT_EQ(report.measurements.front().name, "tls_certificate_not_after_timestamp_seconds");
    EXPECT_DOUBLE_EQ(report.measurements.front().value, 1795302000);
}

TEST(Certificate, the_one_at_fault_is_named_and_the_first_end_measured) {
    model::Report report;
    report_certificate(
        {}, session("mail.example.org", 993, {ChainVerdict::expired, true, 24h * 90, -24h * 3}),
        host("mail.example.org", {Role::mailbox}), report);
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.findings[0].evidence, "Example Issuing CA 1");
    EXPECT_EQ(report.findings[0].detail, "a certificate of the chain: expired on 2026-11-19");
    EXPECT_DOUBLE_EQ(report.measurements.front().value, 1795305600 - 3 * 86400);
}

TEST(Certificate, the_one_that_is_not_trusted_is_named) {
    model::Report report;
    report_certificate(
        {}, session("mail.example.org", 993, {ChainVerdict::unknown_issuer, true, 24h, 24h * 9}),
        host("mail.example.org", {Role::mailbox}), report);
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.findings[0].evidence, "Example Trust, Example Root");
    EXPECT_EQ(report.findings[0].detail,
              "a certificate of the chain, \"Example Issuing CA 1\": self-signed certificate");
}

/// Seen under the name mx.example.net.
struct AnotherName : testing::Test {
    AnotherName() { certificate.tls->certificate->sha256 = "shared"; }
    model::Report report(model::SeenName name) const {
        name.endpoint = certificate.endpoint;
        name.endpoint.host = "mail.example.org";
        model::World world;
        world.of<model::NameCertificate>().push_back(std::move(name));
        model::Report made;
        report_certificate(world, certificate, host("mail.example.org", {Role::mailbox}), made);
        return made;
    }
    static std::shared_ptr<model::NameCertificate> own(std::string sha256, bool matches) {
        auto made = std::make_shared<model::NameCertificate>();
        made->taken_at = now;
        made->tls = session({}, 993, {ChainVerdict::expired, matches, -1h}).tls;
        made->tls->certificate->sha256 = std::move(sha256);
        return made;
    }
    model::MailSession certificate = session("mx.example.net", 993, {ChainVerdict::self_signed});
};

TEST_F(AnotherName, says_nothing_before_it_was_asked) {
    EXPECT_TRUE(report({}).findings.empty());
    EXPECT_TRUE(report({}).measurements.empty());
}

TEST_F(AnotherName, is_judged_by_the_certificate_that_it_was_shown) {
    const auto of = report({{}, own("own", true)});
    ASSERT_EQ(of.findings.size(), 1U);
    EXPECT_EQ(of.findings[0].kind->tag, "CERTIFICATE_DATES");
    EXPECT_EQ(of.findings[0].detail, "expired on 2026-11-21");
    EXPECT_EQ(report({{}, own("own", false)}).findings.size(), 2U);
}

TEST_F(AnotherName, is_judged_by_the_shared_one_if_that_was_shown) {
    const auto of = report({{}, own("shared", false)});
    ASSERT_EQ(of.findings.size(), 2U);
    EXPECT_EQ(of.findings[0].kind->tag, "CERTIFICATE_UNTRUSTED");
    EXPECT_EQ(of.findings[1].kind->tag, "CERTIFICATE_NAME");
    EXPECT_EQ(of.findings[1].detail, "");
}

TEST_F(AnotherName, says_how_it_is_known_without_asking) {
    const auto of = report({{}, nullptr, true});
    ASSERT_EQ(of.findings.size(), 2U);
    EXPECT_EQ(of.findings[1].detail,
              "seen under the name mx.example.net; other names are shown the same certificate");
}

TEST(Certificate, no_tls_no_word) {
    model::Report report;
    report_certificate({}, {}, host("pop.example.org", {Role::mailbox}), report);
    EXPECT_TRUE(report.findings.empty());
    EXPECT_TRUE(report.measurements.empty());
}

}  // namespace
}  // namespace mailwatchd::checks::transport_tls
