#include "observe/topology/topology_builder.h"

#include "dns_answers.h"
#include "observe/topology/readings.h"
#include "support/dns_wire.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using base::Errc;
using model::Role;
using test::exchangers;
using test::host;
using test::said;
using test::texts;
using Mail = model::Topology::Mail;
using Texts = std::vector<std::string>;

namespace mailwatchd::observe {
namespace {

struct MxRow {
    const char* name;
    test::DnsResult answer;
    Mail mail;
    std::string text;  ///< The reading's value.
};

const MxRow mx_rows[] = {
    {"one", exchangers({{10, "mx.example.org"}}), Mail::mx, "10 mx.example.org"},
    {"by_preference_then_name",
     exchangers({{20, "a.example"}, {10, "c.example"}, {10, "b.example"}}), Mail::mx,
     "10 b.example, 10 c.example, 20 a.example"},
    {"twice_the_same", exchangers({{10, "a.example"}, {10, "a.example"}}), Mail::mx,
     "10 a.example"},
    {"lowest_preference_counts", exchangers({{30, "a.example"}, {5, "a.example"}}), Mail::mx,
     "5 a.example"},
    {"d11_null_mx", exchangers({{0, ""}}), Mail::null_mx, "null"},
    {"d11_null_mx_with_a_preference", exchangers({{10, ""}}), Mail::null_mx, "null"},
    {"d11_null_mx_twice", exchangers({{0, ""}, {10, ""}}), Mail::null_mx, "null"},
    {"d11_null_mx_beside_a_host", exchangers({{0, ""}, {10, "a.example"}}), Mail::mx,
     "0 ., 10 a.example"},
    {"d11_ip_literal", exchangers({{10, "192.0.2.1"}}), Mail::mx, "10 192.0.2.1"},
    {"none", exchangers({}), Mail::none, "none"},
    {"no_such_name", test::no_such_name(), Mail::no_domain, ""},
    {"d1_server_failure", test::fails(), Mail::unknown, ""},
    {"d1_time_out", test::fails(Errc::timed_out), Mail::unknown, ""},
};

class MxAnswer : public testing::TestWithParam<MxRow> {};

TEST_P(MxAnswer, is_applied) {
    model::Topology topology;
    apply_mx(topology, GetParam().answer);
    EXPECT_EQ(topology.mail, GetParam().mail);
    EXPECT_EQ(mx_text(topology), GetParam().text);
    EXPECT_EQ(topology.failure.has_value(), !GetParam().answer);
    EXPECT_FALSE(topology.truncated);
}

INSTANTIATE_TEST_SUITE_P(Table, MxAnswer, testing::ValuesIn(mx_rows),
                         [](const auto& row) { return row.param.name; });

TEST(MxAnswer, ad_is_kept) {
    auto answer = exchangers({{10, "mx.example.org"}});
    answer->authenticated = true;
    model::Topology topology;
    apply_mx(topology, answer);
    EXPECT_TRUE(topology.authenticated);
}

/// Whatever a name server does to order, case and TTL, the reading is the same.
TEST(MxAnswer, d3_order_case_and_ttl_do_not_matter) {
    std::vector<std::pair<unsigned, std::string>> records{
        {10, "MX2.Example.ORG"}, {10, "mx1.example.org"}, {20, "mx3.EXAMPLE.org"},
        {10, "mX1.eXAMPLE.oRG"}, {5, "mx0.example.org"},
    };
    const dns::Question question{"example.org", dns::Type::mx};
    std::ranges::sort(records);
    std::uint32_t ttl = 0;
    do {
        test::WireMessage wire;
        wire.question("ExAmple.org", dns::Type::mx);
        for (const auto& [preference, name] : records)
            wire.answer(ttl++ % 2 == 0 ? "example.org" : "EXAMPLE.org", dns::Type::mx, 300,
                        test::rdata_mx(preference, name));
        const auto answer = dns::interpret(question, dns::parse(wire.bytes).value()).value().answer;
        model::Topology topology;
        apply_mx(topology, answer);
        ASSERT_EQ(mx_text(topology),
                  "5 mx0.example.org, 10 mx1.example.org, 10 mx2.example.org, 20 mx3.example.org");
    } while (std::next_permutation(records.begin(), records.end()));
}

TEST(MxAnswer, d7_thousands_are_cut_and_it_is_said) {
    std::vector<dns::Mx> many;
    for (std::uint16_t i = 0; i < 10'000; ++i)
        many.push_back(
            {static_cast<std::uint16_t>(10'000 - i), "mx" + std::to_string(i) + ".example"});
    model::Topology topology;
    apply_mx(topology, exchangers(many));
    EXPECT_TRUE(topology.truncated);
    ASSERT_EQ(topology.mx.size(), model::mx_hosts_max);
    EXPECT_EQ(topology.mx.front().host, "mx9999.example");
    EXPECT_EQ(mx_candidates(topology).size(), model::mx_hosts_max);
}

TEST(MxAnswer, d7_as_many_as_the_limit_are_not_cut) {
    std::vector<dns::Mx> many;
    for (std::uint16_t i = 0; i < model::mx_hosts_max; ++i)
        many.push_back({i, "mx" + std::to_string(i) + ".example"});
    model::Topology topology;
    apply_mx(topology, exchangers(many));
    EXPECT_FALSE(topology.truncated);
    EXPECT_EQ(topology.mx.size(), model::mx_hosts_max);
}

TEST(Candidates, d11_the_root_is_no_host) {
    model::Topology topology;
    apply_mx(topology, exchangers({{0, ""}, {10, "a.example"}}));
    const auto candidates = mx_candidates(topology);
    ASSERT_EQ(candidates.size(), 1U);
    EXPECT_EQ(candidates[0].name, "a.example");
}

TEST(Candidates, a_known_name_gains_roles_and_is_no_guess_any_more) {
    std::vector<Candidate> candidates;
    add_candidate(candidates, {"mail.example.org", test::roles({Role::mx}), 10});
    add_candidate(candidates, {"mail.example.org", test::roles({Role::mailbox}), {}, true, true});
    add_candidate(candidates, {"imap.example.org", test::roles({Role::mailbox}), {}, true, true});
    add_candidate(candidates, {"imap.example.org", test::roles({Role::submission}), {}});
    ASSERT_EQ(candidates.size(), 2U);
    EXPECT_EQ(candidates[0].roles, test::roles({Role::mx, Role::mailbox}));
    EXPECT_EQ(candidates[0].preference, 10);
    EXPECT_FALSE(candidates[0].is_optional);
    EXPECT_EQ(candidates[1].roles, test::roles({Role::mailbox, Role::submission}));
    EXPECT_FALSE(candidates[1].is_optional);
    EXPECT_FALSE(candidates[1].is_guessed);
}

struct HostRow {
    const char* name;
    Candidate candidate;
    HostAnswers answers;
    bool made;
    Texts addresses;
    Texts refused;
    std::optional<Errc> failure;
};

Candidate sure(std::string name) { return {std::move(name), test::roles({Role::mx}), 10}; }
Candidate guess(std::string name) {
    return {std::move(name), test::roles({Role::mailbox}), {}, true, true};
}
/// The target itself.
Candidate own(std::string name) {
    return {std::move(name), test::roles({Role::self}), {}, true, false};
}

const auto none = said({});
const HostRow host_rows[] = {
    {"both_families_sorted",
     sure("mx.example"),
     {said({"192.0.2.9", "192.0.2.1"}), said({"2001:db8::1"}, dns::Type::aaaa)},
     true,
     {"192.0.2.1", "192.0.2.9", "2001:db8::1"},
     {},
     {}},
    {"v4_alone", sure("mx.example"), {said({"192.0.2.1"}), none}, true, {"192.0.2.1"}, {}, {}},
    {"v4_fails_v6_answers",
     sure("mx.example"),
     {test::fails(), said({"2001:db8::1"}, dns::Type::aaaa)},
     true,
     {"2001:db8::1"},
     {},
     Errc::server_failure},
    {"v6_times_out",
     sure("mx.example"),
     {said({"192.0.2.1"}), test::fails(Errc::timed_out)},
     true,
     {"192.0.2.1"},
     {},
     Errc::timed_out},
    {"both_fail",
     sure("mx.example"),
     {test::fails(), test::fails(Errc::timed_out)},
     true,
     {},
     {},
     Errc::server_failure},
    {"no_address", sure("mx.example"), {none, none}, true, {}, {}, Errc::no_such_name},
    {"no_such_name",
     sure("mx.example"),
     {test::no_such_name(), test::no_such_name()},
     true,
     {},
     {},
     Errc::no_such_name},
    {"d11_ip_literal", sure("192.0.2.1"), {none, none}, true, {}, {}, Errc::malformed},
    {"escaped_byte", sure("mx\\032.example"), {none, none}, true, {}, {}, Errc::malformed},
    {"a1_special_addresses",
     sure("mx.example"),
     {said({"127.0.0.1", "10.0.0.1", "192.0.2.1", "169.254.169.254", "0.0.0.0"}),
      said({"::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "ff02::1"},
           dns::Type::aaaa)},
     true,
     {"192.0.2.1"},
     {"0.0.0.0", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1",
      "64:ff9b::a9fe:a9fe", "fe80::1", "ff02::1"},
     {}},
    {"a1_nothing_but_special",
     sure("mx.example"),
     {said({"127.0.0.1"}), none},
     true,
     {},
     {"127.0.0.1"},
     {}},
    {"guess_found",
     guess("imap.example"),
     {said({"192.0.2.1"}), none},
     true,
     {"192.0.2.1"},
     {},
     {}},
    {"guess_not_there", guess("imap.example"), {none, none}, false, {}, {}, {}},
    {"guess_that_fails", guess("imap.example"), {none, test::fails()}, false, {}, {}, {}},
    {"guess_half_found",
     guess("imap.example"),
     {said({"192.0.2.1"}), test::fails()},
     true,
     {"192.0.2.1"},
     {},
     Errc::server_failure},
    {"d1_own_name_that_fails",
     own("mail.example"),
     {none, test::fails()},
     true,
     {},
     {},
     Errc::server_failure},
    {"own_name_not_there", own("mail.example"), {none, none}, false, {}, {}, {}},
    {"a1_guess_special",
     guess("imap.example"),
     {said({"10.0.0.1"}), none},
     true,
     {},
     {"10.0.0.1"},
     {}},
    {"guess_with_a_bad_name", guess("imap..example"), {none, none}, false, {}, {}, {}},
};

class HostAnswer : public testing::TestWithParam<HostRow> {};

TEST_P(HostAnswer, makes_a_host) {
    const auto& row = GetParam();
    const auto made = make_host(row.candidate, row.answers, test::documentation(), {});
    ASSERT_EQ(made.has_value(), row.made);
    if (!made) return;
    EXPECT_EQ(made->name, row.candidate.name);
    EXPECT_EQ(made->roles, row.candidate.roles);
    EXPECT_EQ(made->preference, row.candidate.preference);
    EXPECT_EQ(texts(made->addresses), row.addresses);
    EXPECT_EQ(texts(made->refused), row.refused);
    ASSERT_EQ(made->failure.has_value(), row.failure.has_value());
    if (!row.failure) return;
    EXPECT_EQ(base::name(made->failure->code), base::name(*row.failure));
}

INSTANTIATE_TEST_SUITE_P(Table, HostAnswer, testing::ValuesIn(host_rows),
                         [](const auto& row) { return row.param.name; });

TEST(HostAnswer, d11_a_cname_is_marked) {
    auto v4 = said({"192.0.2.1"});
    v4->canonical = "elsewhere.example";
    const auto made = make_host(sure("mx.example"), {v4, none}, test::documentation(), {});
    EXPECT_TRUE(made->is_alias);
    EXPECT_EQ(made->name, "mx.example");
}

TEST(HostAnswer, a1_documentation_addresses_are_special_too) {
    const auto made = make_host(sure("mx.example"), {said({"192.0.2.1"}), none}, {}, {});
    EXPECT_TRUE(made->addresses.empty());
    EXPECT_EQ(made->refused.size(), 1U);
}

/// "name[address,address]=alias,alias" for each host.
std::string shown(const model::Topology& topology) {
    std::string text;
    for (const auto& each : topology.hosts) {
        text += (text.empty() ? "" : " ") + each.name + '[';
        for (const auto& address : each.addresses) text += address.text() + ',';
        text += ']';
        for (const auto& alias : each.aliases) text += '=' + alias;
    }
    return text;
}

struct SettleRow {
    const char* name;
    std::vector<model::Host> hosts;
    std::string shown;
};

model::Host failing(std::string name) {
    auto made = host(std::move(name), {Role::mx});
    made.failure = base::Failure{Errc::timed_out, "A"};
    return made;
}

model::Host refused(model::Host made, const char* address) {
    made.refused.push_back(test::ip(address));
    return made;
}

const SettleRow settle_rows[] = {
    {"apart",
     {host("a", {Role::mx}, {"192.0.2.1"}), host("b", {Role::mx}, {"192.0.2.2"})},
     "a[192.0.2.1,] b[192.0.2.2,]"},
    {"shared_by_two_mx",
     {host("a", {Role::mx}, {"192.0.2.1"}), host("b", {Role::mx}, {"192.0.2.1"})},
     "a[192.0.2.1,]=b"},
    {"partial_overlap",
     {host("a", {Role::mx}, {"192.0.2.1", "192.0.2.2"}),
      host("b", {Role::mx}, {"192.0.2.2", "192.0.2.3"})},
     "a[192.0.2.1,192.0.2.2,]=b b[192.0.2.3,]"},
    {"two_shared_is_one_alias",
     {host("a", {Role::mx}, {"192.0.2.1", "192.0.2.2"}),
      host("b", {Role::mx}, {"192.0.2.1", "192.0.2.2"})},
     "a[192.0.2.1,192.0.2.2,]=b"},
    {"spread_over_two_holders",
     {host("a", {Role::mx}, {"192.0.2.1"}), host("b", {Role::mx}, {"192.0.2.2"}),
      host("c", {Role::mailbox}, {"192.0.2.1", "192.0.2.2"})},
     "a[192.0.2.1,]=c b[192.0.2.2,]=c"},
    {"failure_stays", {host("a", {Role::mx}, {"192.0.2.1"}), failing("b")}, "a[192.0.2.1,] b[]"},
    {"a1_refused_stays",
     {host("a", {Role::mx}, {"192.0.2.1"}),
      refused(host("b", {Role::mx}, {"192.0.2.1"}), "127.0.0.1")},
     "a[192.0.2.1,]=b b[]"},
    {"nobody", {}, ""},
};

class Settled : public testing::TestWithParam<SettleRow> {};

TEST_P(Settled, has_each_address_once) {
    model::Topology topology;
    topology.hosts = GetParam().hosts;
    settle_addresses(topology);
    EXPECT_EQ(shown(topology), GetParam().shown);
    EXPECT_FALSE(topology.truncated);
    settle_addresses(topology);
    EXPECT_EQ(shown(topology), GetParam().shown) << "twice is once";
}

INSTANTIATE_TEST_SUITE_P(Table, Settled, testing::ValuesIn(settle_rows),
                         [](const auto& row) { return row.param.name; });

TEST(Settled, the_holder_gains_the_roles) {
    model::Topology topology;
    topology.hosts = {host("a", {Role::mx}, {"192.0.2.1"}),
                      host("b", {Role::mailbox, Role::submission}, {"192.0.2.1", "192.0.2.2"})};
    settle_addresses(topology);
    EXPECT_EQ(topology.hosts[0].roles, test::roles({Role::mx, Role::mailbox, Role::submission}));
    EXPECT_EQ(topology.hosts[1].roles, test::roles({Role::mailbox, Role::submission}));
}

model::Host wide(const std::string& name, int from, int count) {
    auto made = host(name, {Role::mx});
    for (int i = 0; i < count; ++i)
        made.addresses.push_back(test::ip("192.0.2." + std::to_string(from + i)));
    return made;
}

TEST(Settled, d7_eight_addresses_a_host) {
    model::Topology topology;
    topology.hosts = {wide("a", 1, 9)};
    settle_addresses(topology);
    EXPECT_EQ(topology.hosts[0].addresses.size(), model::host_addresses_max);
    EXPECT_TRUE(topology.truncated);
}

TEST(Settled, d7_thirty_two_addresses_a_target_and_no_empty_host) {
    model::Topology topology;
    for (int i = 0; i < 6; ++i)
        topology.hosts.push_back(wide("h" + std::to_string(i), 1 + 8 * i, 8));
    topology.hosts.push_back(failing("z"));
    settle_addresses(topology);
    EXPECT_TRUE(topology.truncated);
    std::size_t addresses = 0;
    for (const auto& each : topology.hosts) addresses += each.addresses.size();
    EXPECT_EQ(addresses, model::target_addresses_max);
    ASSERT_EQ(topology.hosts.size(), 5U);  // A host cut to nothing is not one that does not answer.
    EXPECT_EQ(topology.hosts.back().name, "z");
}

}  // namespace
}  // namespace mailwatchd::observe
