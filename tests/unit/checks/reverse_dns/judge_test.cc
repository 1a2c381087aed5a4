#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::reverse_dns {
namespace {

using model::Reason;
using model::ReverseDns;
using model::Role;
using Mail = model::Topology::Mail;
using Names = base::Result<std::vector<std::string>>;
using Addresses = base::Result<std::vector<model::Address>>;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

constexpr std::string_view mx_address = "192.0.2.1";

Addresses back() { return std::vector{ip(mx_address)}; }
Addresses elsewhere() { return std::vector{ip("198.51.100.7")}; }
Addresses failing(base::Errc why) { return base::failed<std::vector<model::Address>>(why, "A"); }

/// PTR names of an address, each with the result of its forward lookup.
ReverseDns ptr(std::string_view address, const std::vector<ReverseDns::Forward>& forward) {
    std::vector<std::string> names;
    for (const auto& one : forward) names.push_back(one.name);
    return {"mx1.example.org", ip(address), {}, names, forward};
}
ReverseDns ptr(std::string name, Addresses addresses) {
    return ptr(mx_address, {ReverseDns::Forward{std::move(name), std::move(addresses)}});
}
ReverseDns no_ptr() { return ptr(mx_address, {}); }
ReverseDns ptr_failing(base::Errc why) {
    auto look = no_ptr();
    look.names = base::failed<std::vector<std::string>>(why, "PTR");
    return look;
}
ReverseDns second(Addresses addresses) {
    const bool confirmed = addresses && addresses->front() == ip(mx_address);
    if (confirmed) addresses = std::vector{ip("192.0.2.2")};
    return ptr("192.0.2.2", {ReverseDns::Forward{"mx2.example.org", std::move(addresses)}});
}
ReverseDns two_names(Addresses first, Addresses of_mx) {
    return ptr(mx_address, {ReverseDns::Forward{"a.example.net", std::move(first)},
                            ReverseDns::Forward{"mx1.example.org", std::move(of_mx)}});
}

Scene one(ReverseDns look) { return one_mx().reverse(std::move(look)); }
Scene two(ReverseDns first, ReverseDns other) {
    auto scene = one(std::move(first));
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    return scene.reverse(std::move(other));
}
ReverseDns confirmed() { return ptr("mx1.example.org", back()); }

/// What earlier rounds confirmed of 192.0.2.1.
Scene known(Scene scene, std::string value) {
    scene.confirmed(model::Subject::address("mx1.example.org", ip(mx_address)), "ptr", "",
                    std::move(value));
    return scene;
}

Scene address_target() {
    Scene scene{Mail::not_asked};
    scene.add(host("192.0.2.1", {Role::self}, {"192.0.2.1"}));
    return scene.reverse(ptr("anything.example.net", back()));
}

Scene with_alias() {
    auto scene = one(ptr("mail.example.org", back()));
    scene.topology.hosts.front().aliases.push_back("mail.example.org");
    return scene;
}

Scene beside(std::optional<base::Errc> why, bool refused) {
    auto scene = one(confirmed());
    auto lacking = host("mx2.example.org", {Role::mx});
    if (why) lacking.failure = base::Failure{*why, "A"};
    if (refused) lacking.refused.push_back(ip("10.0.0.1"));
    return scene.add(std::move(lacking));
}

Scene only_refused() {
    auto inner = host("mx1.example.org", {Role::mx});
    inner.refused.push_back(ip("10.0.0.1"));
    return Scene{}.add(std::move(inner));
}

const auto temporary = base::Errc::timed_out;

const Row rows[] = {
    row("confirmed", one(confirmed()), passed(100).without({"PTR_OTHER_NAME"})),
    row("confirmed_by_other_name", one(ptr("a.example.net", back())),
        passed(80).with({"PTR_OTHER_NAME"})),
    row("confirmed_by_an_alias_of_the_host", with_alias(), passed(100)),
    row("mx_name_among_several", one(two_names(back(), back())), passed(100)),
    row("mx_name_does_not_lead_back", one(two_names(back(), elsewhere())), passed(80)),
    row("mx_name_leads_back_other_silent", one(two_names(failing(temporary), back())), passed(100)),
    row("mismatch", one(ptr("mx1.example.org", elsewhere())), failed(0).with({"PTR_MISMATCH"})),
    row("name_does_not_exist", one(ptr("mx1.example.org", failing(base::Errc::no_such_name))),
        failed(0).with({"PTR_MISMATCH"})),
    row("missing", one(no_ptr()), failed(0).with({"PTR_MISSING"})),
    row("missing_by_nxdomain", one(ptr_failing(base::Errc::no_such_name)),
        failed(0).with({"PTR_MISSING"})),
    row("half_good", two(confirmed(), second(elsewhere())), failed(30).with({"PTR_MISMATCH"})),
    row("both_good", two(confirmed(), second(back())), passed(100)),
    row("worst_name_counts", two(ptr("a.example.net", back()), second(back())), passed(80)),
    row("d1_ptr_silent", one(ptr_failing(temporary)),
        no_info(Reason::dns_failure).with({"PTR_UNANSWERED"})),
    row("d1_forward_silent", one(ptr("mx1.example.org", failing(base::Errc::server_failure))),
        no_info(Reason::dns_failure).with({"PTR_UNANSWERED"})),
    row("d1_silent_beside_good", two(ptr_failing(temporary), second(back())),
        no_info(Reason::dns_failure)),
    row("d1_silent_hides_no_mismatch", two(ptr_failing(temporary), second(elsewhere())), failed(0)),
    row("silent_counts_as_confirmed_earlier",
        known(two(ptr_failing(temporary), second(back())), "confirmed"),
        passed(100).with({"PTR_UNANSWERED"})),
    row("silent_counts_as_missing", known(two(ptr_failing(temporary), second(back())), "missing"),
        failed(30)),
    row("silent_is_part_of_the_share",
        known(two(ptr_failing(temporary), second(elsewhere())), "confirmed"), failed(30)),
    row("nothing_answered_now", known(one(ptr_failing(temporary)), "missing"),
        no_info(Reason::dns_failure)),
    row("what_is_seen_counts", known(one(confirmed()), "missing"), passed(100)),
    row("cancelled", one(ptr_failing(base::Errc::cancelled)), no_info(Reason::interrupted)),
    row("not_looked_at", one_mx(), no_info(Reason::interrupted)),
    row("address_target_has_no_name_to_match", address_target(), passed(100)),
    row("prober_unhealthy", one(no_ptr()).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("mx_unknown", Scene{Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{Mail::null_mx}, no_info(Reason::no_mail)),
    row("no_mail_host", Scene{Mail::none}, no_info(Reason::no_mail_host)),
    row("host_addresses_unknown", beside(temporary, false), no_info(Reason::dns_failure)),
    row("host_without_address", beside(base::Errc::no_such_name, false), passed(100)),
    row("a1_special_purpose_beside", beside({}, true), passed(100)),
    row("a1_special_purpose_alone", only_refused(), no_info(Reason::address_refused)),
};

class ReverseDnsCheck : public testing::TestWithParam<Row> {};

TEST_P(ReverseDnsCheck, judges) {
    expect_report(judged("reverse_dns", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, ReverseDnsCheck, testing::ValuesIn(rows), name_of_row);

TEST(ReverseDnsCheck, wants_every_address_of_mail_hosts) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}))
        .add(host("www.example.org", {Role::self}, {"192.0.2.3"}))
        .add(host("pop.example.org", {Role::mailbox}, {"192.0.2.2"}));
    const auto needs = wanted("reverse_dns", scene.topology);
    ASSERT_EQ(needs.of<model::ReverseDns>().size(), 3U);
    EXPECT_EQ(needs.of<model::ReverseDns>()[1].host, "mx1.example.org");
    EXPECT_TRUE(needs.of<model::MailSession>().empty());
    scene.topology.mail = Mail::null_mx;
    EXPECT_TRUE(wanted("reverse_dns", scene.topology).of<model::ReverseDns>().empty());
}

}  // namespace
}  // namespace mailwatchd::checks::reverse_dns
