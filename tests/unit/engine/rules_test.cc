#include "engine/rules.h"

#include "checks/check.h"
#include "watch/rules_text.h"

#include <gtest/gtest.h>

#include <memory>

namespace mailwatchd::engine {
namespace {

Plan plan() {
    Plan made;
    const auto all = checks::all();
    std::vector<CheckPlan> plans;
    for (const auto* const check : all) plans.push_back({check, nullptr, check->weight});
    made.checks = std::make_shared<const std::vector<CheckPlan>>(std::move(plans));
    made.dnsbls = std::make_shared<const std::vector<model::Dnsbl>>(
        std::vector<model::Dnsbl>{{.name = "bl.example"}});
    made.sources = std::make_shared<const std::vector<model::Dnsbl>>(
        std::vector<model::Dnsbl>{{.name = "dbl.example", .kind = model::Dnsbl::Kind::domain}});
    return made;
}

/// What an operator reads if the rules of `changed` replace those of `plan`.
std::string difference(const Plan& changed) {
    return watch::rules_difference(rules_of(plan()), rules_of(changed));
}

TEST(Rules, the_targets_are_no_rules) {
    auto changed = plan();
    TargetPlan target;
    target.settings.name = model::TargetName::parse("example.org").value();
    target.settings.interval = std::chrono::hours{24};
    target.checks = std::make_shared<const std::vector<CheckPlan>>();
    changed.targets.push_back(target);
    changed.configuration.targets.push_back(target.settings);
    EXPECT_EQ(rules_of(changed), rules_of(plan()));
    EXPECT_EQ(difference(changed), "");
}

TEST(Rules, a_change_says_which) {
    auto weights = plan();
    auto checks = *weights.checks;
    checks.front().weight += 1;
    weights.checks = std::make_shared<const std::vector<CheckPlan>>(checks);
    EXPECT_EQ(difference(weights), "checks or their weights");

    auto lists = plan();
    auto dnsbls = *lists.dnsbls;
    dnsbls.front().retired = true;
    lists.dnsbls = std::make_shared<const std::vector<model::Dnsbl>>(dnsbls);
    EXPECT_EQ(difference(lists), "block lists");

    lists.sources = std::make_shared<const std::vector<model::Dnsbl>>();
    EXPECT_EQ(difference(lists), "block lists, reputation sources");
}

TEST(Rules, another_version_is_named) {
    EXPECT_EQ(watch::rules_difference("0.1.0 5f3a9c01d2e4", "0.2.0 checks=aa dnsbls=bb sources=cc"),
              "the version (0.2.0, was 0.1.0), checks or their weights, block lists, reputation "
              "sources");
}

}  // namespace
}  // namespace mailwatchd::engine
