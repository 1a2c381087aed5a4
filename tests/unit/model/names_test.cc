// Every name table: complete, closed, unique, and parsed back to the same value.
#include "model/report.h"
#include "model/topology.h"
#include "model/world.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mailwatchd::model {
namespace {

/// Names of the values from `first` to `last`. Each must be snake_case and unique.
template <class Enum>
std::set<std::string> names(Enum first, Enum last) {
    std::set<std::string> all;
    for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
        const std::string text{name(static_cast<Enum>(i))};
        EXPECT_FALSE(text.empty()) << i;
        EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
                  std::string::npos)
            << text;
        EXPECT_TRUE(all.insert(text).second) << text;
    }
    return all;
}

/// Also checks that each name is parsed back to its value.
template <class Enum, class Read>
std::set<std::string> names_both_ways(Enum first, Enum last, Read read) {
    for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
        const auto value = static_cast<Enum>(i);
        EXPECT_EQ(read(name(value)), value) << name(value);
    }
    EXPECT_FALSE(read("no such name").has_value());
    EXPECT_FALSE(read("Passed").has_value());
    return names(first, last);
}

using Names = std::set<std::string>;

TEST(Names, verdicts) {
    EXPECT_EQ(names_both_ways(Verdict::passed, Verdict::no_info, verdict_of),
              (Names{"passed", "failed", "no_info"}));
}

TEST(Names, reasons_are_the_closed_set) {  // docs/verdicts.md, Reasons
    const Names conclusive{"no_service",     "no_mail",        "not_applicable",
                           "not_authorised", "not_configured", "tagging_possible",
                           "disabled",       "no_such_domain", "no_mail_host"};
    const Names inconclusive{
        "timeout",       "slow_greeting",   "refused_us",       "deferred",
        "dns_failure",   "resolver_unfit",  "prober_unhealthy", "prober_trusted",
        "not_trusted",   "too_few_sources", "no_route",         "address_refused",
        "no_credential", "prober_identity", "malformed",        "interrupted"};
    Names all = conclusive;
    all.insert(inconclusive.begin(), inconclusive.end());
    EXPECT_EQ(names_both_ways(Reason::no_service, Reason::no_mail_host, reason_of), all);
    EXPECT_EQ(name(Reason::none), "");
    for (const auto& text : conclusive) EXPECT_TRUE(is_conclusive(*reason_of(text))) << text;
    for (const auto& text : inconclusive) EXPECT_FALSE(is_conclusive(*reason_of(text))) << text;
}

TEST(Names, ports) {
    EXPECT_EQ(names_both_ways(PortState::open, PortState::unknown, port_state_of),
              (Names{"open", "accepting", "closed", "filtered", "unknown"}));
}

TEST(Names, dnsbls) {
    EXPECT_EQ(names_both_ways(DnsblClass::serious, DnsblClass::informational, dnsbl_class_of),
              (Names{"serious", "minor", "policy", "informational"}));
    EXPECT_EQ(names_both_ways(DnsblState::proven, DnsblState::covered, dnsbl_state_of),
              (Names{"proven", "wildcarding", "empty", "blocked", "parked", "silent", "retired",
                     "off", "no_credential", "covered"}));
}

TEST(Names, one_way_ones) {
    EXPECT_EQ(names(Severity::critical, Severity::info),
              (Names{"critical", "high", "medium", "low", "info"}));
    EXPECT_EQ(names(TargetKind::domain, TargetKind::ipv6),
              (Names{"domain", "subdomain", "ipv4", "ipv6"}));
    Names roles;
    for (const auto role : {Role::mx, Role::mailbox, Role::submission, Role::sender, Role::self})
        roles.emplace(name(role));
    EXPECT_EQ(roles, (Names{"mx", "mailbox", "submission", "sender", "self"}));
}

TEST(Roles, are_a_set) {
    Roles roles;
    EXPECT_FALSE(roles.has(Role::mx));
    roles.add(Role::mx);
    roles.add(Role::self);
    EXPECT_TRUE(roles.has(Role::mx));
    EXPECT_TRUE(roles.has(Role::self));
    EXPECT_FALSE(roles.has(Role::mailbox));
}

TEST(Services, are_found_by_port) {
    for (const auto& service : services) EXPECT_EQ(service_of(service.port)->name, service.name);
    EXPECT_EQ(service_of(2525), nullptr);
}

}  // namespace
}  // namespace mailwatchd::model
