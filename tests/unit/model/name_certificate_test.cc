// RFC 9525 §6.3, and what a certificate says of a host name under which it was not seen.
#include "model/name_certificate.h"

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
    {"t5_wildcard_of_a_top_level", {"*.org"}, "example.org", false},
    {"t5_wildcard_for_an_underscore", {"*.example.org"}, "mx_1.example.org", false},
    {"t5_wildcard_below_a_hyphen", {"*.-a.example"}, "mx.-a.example", false},
    {"t5_wildcard_below_a_last_hyphen", {"*.a-.example"}, "mx.a-.example", false},
    {"t5_an_underscore_itself", {"mx_1.example.org"}, "mx_1.example.org", true},
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

using namespace std::chrono_literals;

constexpr base::Instant then{1h};
constexpr base::Instant later{2h};

TlsFacts shows(std::string sha256, std::vector<std::string> names, bool matches) {
    TlsFacts tls;
    tls.name_matches = matches;
    tls.certificate.emplace();
    tls.certificate->names = std::move(names);
    tls.certificate->sha256 = std::move(sha256);
    return tls;
}

/// A session under the name a.example, with a certificate "A" for it and for b.example.
MailSession shared(bool matches = true) {
    MailSession session{.endpoint = {"a.example", Address::v4({192, 0, 2, 1}), smtp},
                        .taken_at = then};
    session.tls = shows("A", {"a.example", "b.example"}, matches);
    return session;
}

/// What is known of c.example.
struct Known {
    std::string sha256;  ///< What it was shown; empty: no certificate.
    std::string shared_then = "A";
    bool is_asked = true;
    bool is_same_for_all = false;
    std::uint16_t port = 25;
    bool matches = false;
};

World world_with(const Known& known) {
    const Endpoint endpoint{"c.example", Address::v4({192, 0, 2, 1}), *service_of(known.port)};
    auto own = std::make_shared<NameCertificate>();
    own->endpoint = endpoint;
    own->taken_at = later;
    own->shared_sha256 = known.shared_then;
    if (!known.sha256.empty()) own->tls = shows(known.sha256, {"c.example"}, known.matches);
    World world;
    world.of<NameCertificate>().push_back(
        {endpoint, known.is_asked ? std::move(own) : nullptr, known.is_same_for_all});
    return world;
}

struct OtherName {
    const char* name;
    Known known;
    std::string_view says;  ///< "unknown", "matches", "does not", "presumably not".
};

const OtherName other_names[] = {
    {"shown_another", {.sha256 = "C", .matches = true}, "matches"},
    {"shown_another_for_another", {"C"}, "does not"},
    {"shown_the_same", {"A"}, "does not"},
    {"shown_the_same_with_more_names_than_kept", {.sha256 = "A", .matches = true}, "matches"},
    {"shown_none", {""}, "unknown"},
    {"not_asked", {"", "", false}, "unknown"},
    {"not_asked_but_others", {"", "", false, true}, "presumably not"},
    {"shown_none_but_others", {"", "A", true, true}, "presumably not"},
    {"shown_the_same_before_it_changed", {"B", "B"}, "unknown"},
    {"shown_the_new_one_before_the_others", {"A", "B"}, "does not"},
    {"shown_another_before_it_changed", {"C", "B"}, "does not"},
    {"shown_another_at_another_port", {"C", "A", true, false, 587}, "unknown"},
};

class CertificateOfAnotherName : public testing::TestWithParam<OtherName> {};

TEST_P(CertificateOfAnotherName, is_what_that_name_was_shown) {
    const auto session = shared();
    const auto world = world_with(GetParam().known);
    const auto of = certificate_of(world, session, "c.example");
    const auto* const says = !of               ? "unknown"
                             : of->matches     ? "matches"
                             : of->is_presumed ? "presumably not"
                                               : "does not";
    EXPECT_EQ(says, GetParam().says);
    if (!of) return;
    const bool is_own = GetParam().known.sha256 == "C";
    EXPECT_EQ(of->taken_at, is_own ? later : then);
    EXPECT_EQ(of->tls->certificate->sha256, is_own ? "C" : "A");
}

INSTANTIATE_TEST_SUITE_P(Table, CertificateOfAnotherName, testing::ValuesIn(other_names),
                         [](const auto& row) { return row.param.name; });

TEST(CertificateOf, its_own_name_is_what_the_session_found) {
    EXPECT_FALSE(certificate_of({}, shared(false), "a.example")->matches);
    EXPECT_TRUE(certificate_of({}, shared(true), "a.example")->matches);
}

TEST(CertificateOf, a_name_that_it_has_is_answered) {
    const auto session = shared(false);
    EXPECT_TRUE(is_answered(session, "b.example"));
    EXPECT_TRUE(certificate_of({}, session, "b.example")->matches);
    EXPECT_FALSE(is_answered(session, "c.example"));
    EXPECT_TRUE(is_answered(session, "192.0.2.1")) << "no name to compare with";
}

TEST(CertificateOf, a_session_without_one_leaves_nothing_open) {
    auto session = shared(false);
    session.tls->certificate.reset();
    EXPECT_TRUE(is_answered(session, "c.example"));
    EXPECT_TRUE(certificate_of({}, session, "a.example")->matches);
    session.tls.reset();
    EXPECT_TRUE(is_answered(session, "c.example"));
}

}  // namespace
}  // namespace mailwatchd::model
