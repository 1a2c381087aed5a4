// RFC 9525 §6.3, and a certificate that was seen under another name of its host.
#include "model/certificate_name.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

struct Row {
    const char* name;
    std::vector<std::string> names;
    std::string_view host;
    bool names_it;
};

const Row rows[] = {
    {"itself", {"mx.example.org"}, "mx.example.org", true},
    {"one_of_several", {"a.example", "mx.example.org"}, "mx.example.org", true},
    {"in_capitals", {"MX.Example.ORG"}, "mx.example.org", true},
    {"another", {"mx.example.org"}, "mx2.example.org", false},
    {"no_name", {}, "mx.example.org", false},
    {"its_parent", {"example.org"}, "mx.example.org", false},
    {"wildcard", {"*.example.org"}, "mx.example.org", true},
    {"wildcard_in_capitals", {"*.EXAMPLE.org"}, "mx.example.org", true},
    {"wildcard_is_one_label", {"*.example.org"}, "a.mx.example.org", false},
    {"wildcard_is_not_none", {"*.example.org"}, "example.org", false},
    {"wildcard_of_another", {"*.example.net"}, "mx.example.org", false},
    {"wildcard_within_a_label", {"m*.example.org"}, "mx.example.org", false},
    {"wildcard_in_the_middle", {"mx.*.org"}, "mx.example.org", false},
    {"wildcard_alone", {"*"}, "localhost", false},
    {"wildcard_and_an_empty_label", {"*.example.org"}, ".example.org", false},
};

class NamesHost : public testing::TestWithParam<Row> {};

TEST_P(NamesHost, by_rfc_9525) {
    CertificateFacts certificate;
    certificate.names = GetParam().names;
    EXPECT_EQ(names_host(certificate, GetParam().host), GetParam().names_it);
}

INSTANTIATE_TEST_SUITE_P(Table, NamesHost, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

MailSession seen_as(std::string host, bool matches, std::vector<std::string> names) {
    MailSession session{.endpoint = {std::move(host), Address::v4({192, 0, 2, 1}), smtp},
                        .taken_at = {}};
    session.tls.emplace();
    session.tls->name_matches = matches;
    session.tls->certificate.emplace();
    session.tls->certificate->names = std::move(names);
    return session;
}

TEST(CertificateMatches, is_what_the_session_found_under_its_own_name) {
    EXPECT_EQ(certificate_matches(seen_as("a.example", false, {"a.example"}), "a.example"), false);
    EXPECT_EQ(certificate_matches(seen_as("a.example", true, {}), "a.example"), true);
}

TEST(CertificateMatches, is_unknown_if_another_name_might_be_shown_another_certificate) {
    const auto session = seen_as("a.example", true, {"a.example", "b.example"});
    EXPECT_EQ(certificate_matches(session, "b.example"), true);
    EXPECT_EQ(certificate_matches(session, "c.example"), std::nullopt);
    MailSession without{.endpoint = session.endpoint, .taken_at = {}};
    EXPECT_EQ(certificate_matches(without, "a.example"), std::nullopt);
}

}  // namespace
}  // namespace mailwatchd::model
