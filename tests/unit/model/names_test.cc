// Every name table: there, closed, different, and read back as the same value.
#include "model/reading.h"
#include "model/report.h"
#include "model/topology.h"
#include "model/transition.h"
#include "model/world.h"
#include "support/readings.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mailwatchd::model {
namespace {

/// Names of the values from `first` to `last`; each must be snake_case and be there once.
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

/// And each reads back.
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

TEST(Names, reasons_are_the_closed_set) {  // VERDICTS.md, Verdicts, standings, gauges
    const Names conclusive{"no_service",     "no_mail",          "not_applicable", "not_authorised",
                           "not_configured", "tagging_possible", "disabled"};
    const Names inconclusive{"timeout",       "slow_greeting",   "refused_us",  "deferred",
                             "dns_failure",   "resolver_unfit",  "vantage_ill", "vantage_trusted",
                             "not_trusted",   "too_few_sources", "no_route",    "address_refused",
                             "no_credential", "our_identity",    "malformed",   "interrupted"};
    Names all = conclusive;
    all.insert(inconclusive.begin(), inconclusive.end());
    EXPECT_EQ(names_both_ways(Reason::no_service, Reason::interrupted, reason_of), all);
    EXPECT_EQ(name(Reason::none), "");
    for (const auto& text : conclusive) EXPECT_TRUE(is_conclusive(*reason_of(text))) << text;
    for (const auto& text : inconclusive) EXPECT_FALSE(is_conclusive(*reason_of(text))) << text;
}

TEST(Names, readings_are_those_of_the_design_and_our_own) {
    EXPECT_EQ(names_both_ways(reading::port, last_reading_name, reading_name_of),
              (Names{"port", "service", "starttls", "cleartext_login", "listed", "ptr", "relay",
                     "spf", "mx", "certificate", "verdict", "zone", "vantage", "rules"}));
    EXPECT_EQ(reading_name_of(""), std::nullopt);
}

TEST(Names, numbers_of_readings_are_stored_and_never_change) {
    EXPECT_EQ(name(static_cast<ReadingName>(1)), "port");
    EXPECT_EQ(name(static_cast<ReadingName>(5)), "listed");
    EXPECT_EQ(name(static_cast<ReadingName>(9)), "mx");
    EXPECT_EQ(name(static_cast<ReadingName>(13)), "vantage");
}

TEST(Names, transitions_are_the_closed_set) {  // VERDICTS.md, Transitions
    const Names kinds{"port_opened",
                      "port_closed",
                      "dnsbl_listed",
                      "dnsbl_delisted",
                      "relay_accepted",
                      "relay_refused",
                      "cleartext_login_offered",
                      "cleartext_login_withdrawn",
                      "starttls_lost",
                      "starttls_gained",
                      "mx_changed",
                      "spf_changed",
                      "ptr_changed",
                      "certificate_renewed",
                      "certificate_worse",
                      "software_changed",
                      "verdict_failed",
                      "verdict_passed",
                      "zone_retired",
                      "zone_returned",
                      "vantage_ill",
                      "vantage_well",
                      "flapping",
                      "target_gone",
                      "rules_changed"};
    EXPECT_EQ(names_both_ways(&change::port_opened, &change::rules_changed, transition_kind_of),
              kinds);
    EXPECT_EQ(name(&change::starttls_lost), "starttls_lost");
    EXPECT_EQ(name(&change::target_gone), "target_gone");
}

TEST(Names, ports) {
    EXPECT_EQ(names_both_ways(PortState::open, PortState::unknown, port_state_of),
              (Names{"open", "accepting", "closed", "filtered", "unknown"}));
}

TEST(Names, zones) {
    EXPECT_EQ(names_both_ways(ZoneClass::serious, ZoneClass::informational, zone_class_of),
              (Names{"serious", "minor", "policy", "informational"}));
    EXPECT_EQ(names_both_ways(ZoneState::proven, ZoneState::covered, zone_state_of),
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

TEST(Reading, full_name_has_its_argument) {
    Reading reading;
    EXPECT_EQ(reading.full_name(), "port");
    reading.kind = &reading::listed;
    reading.argument = "bl.example";
    EXPECT_EQ(reading.full_name(), "listed:bl.example");
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
