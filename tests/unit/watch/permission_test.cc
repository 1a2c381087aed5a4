// Permission for active probes (docs/verdicts.md, Active tests), row by row; failures A2, A3.
#include "watch/permission.h"

#include <gtest/gtest.h>

#include <string>

namespace mailwatchd::watch {
namespace {

using model::ActiveMode;
using model::Reason;
using model::SeriesKind;
using Reverse = Ourselves::Reverse;
using namespace std::chrono_literals;

model::Address ip(std::string_view text) { return *model::Address::parse(text); }

const base::Instant now{std::chrono::hours{400'000}};

/// A request that is allowed; each row changes one thing.
struct Scene {
    model::ActiveRules rules;
    model::TargetName target{model::TargetKind::domain, "example.org"};
    model::Endpoint endpoint{"mx1.example.org", ip("192.0.2.1"), model::smtp};
    SeriesKind kind = SeriesKind::relay;
    ActiveMode mode = ActiveMode::own;
    std::optional<model::Address> source = ip("198.51.100.9");
    std::optional<base::Instant> blocked_until;
    Ourselves ourselves;
    bool looked = true;

    Scene() {
        rules.helo_name = "monitor.example.net";
        ourselves.address = ip("198.51.100.9");
        ourselves.reverse = Reverse::confirmed;
        ourselves.spoofs = {"strict.example"};
        ourselves.control_passes = true;
    }

    Reason ask() const {
        ActiveAsk ask;
        ask.kind = kind;
        ask.target = &target;
        ask.endpoint = &endpoint;
        ask.mode = mode;
        ask.source = source;
        ask.blocked_until = blocked_until;
        ask.now = now;
        if (looked) ask.ourselves = &ourselves;
        return why_closed(rules, ask);
    }
};

struct Row {
    const char* name;
    void (*spoil)(Scene&);
    Reason expected;
};

const Row rows[] = {
    {"own_host", [](Scene&) {}, Reason::none},
    {"own_host_by_the_organisation",
     [](Scene& s) {
         s.target = {model::TargetKind::subdomain, "lists.example.org"};
     },
     Reason::none},
    {"host_elsewhere", [](Scene& s) { s.endpoint.host = "aspmx.provider.example"; },
     Reason::not_authorised},
    {"host_whose_name_only_ends_alike", [](Scene& s) { s.endpoint.host = "mx.notexample.org"; },
     Reason::not_authorised},
    {"active_host",
     [](Scene& s) {
         s.endpoint.host = "aspmx.provider.example";
         s.rules.hosts = {"aspmx.provider.example"};
     },
     Reason::none},
    {"below_an_active_host",
     [](Scene& s) {
         s.endpoint.host = "aspmx.provider.example";
         s.rules.hosts = {"provider.example"};
     },
     Reason::none},
    {"active_host_by_address",
     [](Scene& s) {
         s.endpoint.host = "aspmx.provider.example";
         s.rules.hosts = {"192.0.2.1"};
     },
     Reason::none},
    {"all",
     [](Scene& s) {
         s.endpoint.host = "aspmx.provider.example";
         s.mode = ActiveMode::all;
     },
     Reason::none},
    {"off", [](Scene& s) { s.mode = ActiveMode::off; }, Reason::not_authorised},
    {"off_though_named",
     [](Scene& s) {
         s.mode = ActiveMode::off;
         s.rules.hosts = {"mx1.example.org"};
     },
     Reason::not_authorised},
    {"an_address_that_is_the_target",
     [](Scene& s) {
         s.target = {model::TargetKind::ipv4, "192.0.2.1"};
         s.endpoint.host = "192.0.2.1";
     },
     Reason::none},
    {"helo_name_without_a_domain", [](Scene& s) { s.rules.helo_name = "monitor"; },
     Reason::prober_identity},
    {"helo_name_that_is_none", [](Scene& s) { s.rules.helo_name = "my host"; },
     Reason::prober_identity},
    {"the_recipient_would_be_the_targets",
     [](Scene& s) { s.rules.helo_name = "monitor.example.org"; }, Reason::not_configured},
    {"the_configured_recipient_is_the_targets",
     [](Scene& s) { s.rules.relay_recipient = "canary@mail.example.org"; }, Reason::not_configured},
    {"a_configured_recipient_elsewhere",
     [](Scene& s) {
         s.rules.helo_name = "monitor.example.org";
         s.rules.relay_recipient = "canary@example.net";
     },
     Reason::none},
    {"submission_needs_the_recipient_too",
     [](Scene& s) {
         s.kind = SeriesKind::submission_auth;
         s.rules.helo_name = "monitor.example.org";
     },
     Reason::not_configured},
    {"no_way_there", [](Scene& s) { s.source.reset(); }, Reason::no_route},
    {"same_24", [](Scene& s) { s.source = ip("192.0.2.200"); }, Reason::prober_trusted},
    {"the_next_24", [](Scene& s) { s.source = ip("192.0.3.200"); }, Reason::none},
    {"the_server_itself", [](Scene& s) { s.source = ip("192.0.2.1"); }, Reason::prober_trusted},
    {"private_source", [](Scene& s) { s.source = ip("10.1.2.3"); }, Reason::prober_trusted},
    {"carrier_nat_source", [](Scene& s) { s.source = ip("100.64.0.9"); }, Reason::prober_trusted},
    {"loopback",
     [](Scene& s) {
         s.source = ip("127.0.0.1");
         s.endpoint.address = ip("127.0.0.1");
     },
     Reason::prober_trusted},
    {"private_server", [](Scene& s) { s.endpoint.address = ip("172.20.0.1"); },
     Reason::prober_trusted},
    {"same_64",
     [](Scene& s) {
         s.source = ip("2001:db8:0:1::9");
         s.endpoint.address = ip("2001:db8:0:1:ffff::1");
     },
     Reason::prober_trusted},
    {"the_next_64",
     [](Scene& s) {
         s.source = ip("2001:db8:0:2::9");
         s.endpoint.address = ip("2001:db8:0:1:ffff::1");
     },
     Reason::none},
    {"sent_away", [](Scene& s) { s.blocked_until = now + 1s; }, Reason::refused_us},
    {"sent_away_long_ago", [](Scene& s) { s.blocked_until = now; }, Reason::none},
    {"listed_ourselves", [](Scene& s) { s.ourselves.listed_by = {"bl.example"}; },
     Reason::prober_identity},
    {"without_reverse_dns", [](Scene& s) { s.ourselves.reverse = Reverse::missing; },
     Reason::prober_identity},
    {"reverse_dns_unanswered", [](Scene& s) { s.ourselves.reverse = Reverse::unknown; },
     Reason::dns_failure},
    {"not_looked_at_ourselves_yet",
     [](Scene& s) {
         s.looked = false;
         s.ourselves.listed_by = {"bl.example"};
     },
     Reason::none},
    {"spoof", [](Scene& s) { s.kind = SeriesKind::spf_enforcement; }, Reason::none},
    {"nobody_to_spoof",
     [](Scene& s) {
         s.kind = SeriesKind::spf_enforcement;
         s.ourselves.spoofs.clear();
     },
     Reason::not_configured},
    {"only_the_target_itself_to_spoof",
     [](Scene& s) {
         s.kind = SeriesKind::spf_enforcement;
         s.ourselves.spoofs = {"example.org", "sub.example.org"};
     },
     Reason::not_configured},
    {"control_sender_that_spf_forbids",
     [](Scene& s) {
         s.kind = SeriesKind::spf_enforcement;
         s.ourselves.control_passes = false;
     },
     Reason::not_configured},
    {"control_sender_unanswered",
     [](Scene& s) {
         s.kind = SeriesKind::spf_enforcement;
         s.ourselves.control_passes.reset();
     },
     Reason::dns_failure},
    {"relay_needs_no_spoof",
     [](Scene& s) {
         s.ourselves.spoofs.clear();
         s.ourselves.control_passes = false;
     },
     Reason::none},
    {"what_costs_nothing_goes_first",
     [](Scene& s) {
         s.mode = ActiveMode::off;
         s.source.reset();
         s.blocked_until = now + 1h;
         s.ourselves.listed_by = {"bl.example"};
     },
     Reason::not_authorised},
};

class Permission : public testing::TestWithParam<Row> {};

TEST_P(Permission, says) {
    Scene scene;
    GetParam().spoil(scene);
    EXPECT_EQ(name(scene.ask()), name(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(rows, Permission, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(PermissionNames, are_made_of_what_is_known) {
    const Scene scene;
    EXPECT_EQ(relay_recipient(scene.rules, scene.target), "mailwatchd-probe@example.net");
    EXPECT_EQ(control_sender(scene.rules), "postmaster@example.net");
    EXPECT_EQ(spoof_sender(scene.rules, scene.target, scene.ourselves),
              "postmaster@strict.example");
    EXPECT_EQ(target_recipient(scene.rules, scene.target), "postmaster@example.org");
    EXPECT_EQ(target_recipient(scene.rules, {model::TargetKind::ipv4, "192.0.2.1"}),
              "postmaster@[192.0.2.1]");
    EXPECT_EQ(mail_domain({model::TargetKind::ipv6, "2001:db8::1"}), "[IPv6:2001:db8::1]");
}

TEST(PermissionNames, a_configured_spoof_sender_is_used_as_it_stands) {
    Scene scene;
    scene.rules.spoof_sender = "nobody@strict.example";
    EXPECT_EQ(spoof_sender(scene.rules, scene.target, scene.ourselves), "nobody@strict.example");
}

TEST(PermissionNames, a_provider_is_the_organisation_of_its_host) {
    EXPECT_EQ(provider_of({"a.mx.example.co.uk", ip("192.0.2.1"), model::smtp}), "example.co.uk");
    EXPECT_EQ(provider_of({"192.0.2.1", ip("192.0.2.1"), model::smtp}), "192.0.2.1");
}

}  // namespace
}  // namespace mailwatchd::watch
