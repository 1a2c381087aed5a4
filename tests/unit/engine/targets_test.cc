#include "engine/targets.h"

#include "engine_room.h"
#include "observe/observer.h"
#include "support/scripted_network.h"
#include "support/simulated_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::engine {
namespace {

using model::Subject;

std::shared_ptr<const model::Topology> topology_of(const std::string& name) {
    auto topology = std::make_shared<model::Topology>();
    topology->target = model::TargetName::parse(name).value();
    return topology;
}

StatePtr scored(const std::string& name, int score, bool settled = true) {
    model::TargetState state;
    state.target = model::TargetName::parse(name).value();
    state.score = score;
    if (settled) state.topology = topology_of(name);
    return std::make_shared<const model::TargetState>(std::move(state));
}

/// They rest on what an observer says.
class TargetsTest : public testing::Test {
protected:
    test::SimulatedClock clock;
    test::ScriptedNetwork network{clock};
    observe::Observer observer{{clock, network, network, network}, {}};
    Targets targets{[this](const model::Needs& needs) { return observer.subjects_of(needs); }};
};

const base::Instant now{std::chrono::hours{24}};

TEST_F(TargetsTest, a_target_that_was_removed_and_added_again_is_another_one) {
    const auto first = targets.add(plan_of("example.org"));
    targets.remove(first, now);
    EXPECT_EQ(targets.find(first), nullptr);
    const auto second = targets.add(plan_of("example.org"));
    EXPECT_NE(first, second);
    EXPECT_EQ(targets.find(first), nullptr);
    ASSERT_NE(targets.find(second), nullptr);
    EXPECT_EQ(targets.find(second), targets.find("example.org"));
}

TEST_F(TargetsTest, nobody_has_the_handle_that_was_never_given) {
    EXPECT_EQ(targets.find(Handle{}), nullptr);
    targets.add(plan_of("example.org"));
    EXPECT_EQ(targets.find(Handle{}), nullptr);
    EXPECT_EQ(targets.find(Handle{7, 1}), nullptr);
}

TEST_F(TargetsTest, places_of_those_who_left_are_taken_again) {
    for (int i = 0; i < 100; ++i) {
        const auto handle = targets.add(plan_of("d" + std::to_string(i) + ".example"));
        EXPECT_EQ(handle.slot, 0U);
        targets.remove(handle, now);
    }
    EXPECT_EQ(targets.size(), 0U);
}

TEST_F(TargetsTest, what_is_committed_becomes_that_of_whoever_has_the_name) {
    const auto handle = targets.add(plan_of("example.org"));
    targets.install(scored("example.org", 90));
    EXPECT_EQ(targets.find(handle)->state->score, 90);
    targets.remove(handle, now);
    targets.install(scored("example.org", 80));  // Its last commit was in progress.
    const auto back = targets.add(plan_of("example.org"));
    EXPECT_EQ(targets.find(back)->state->score, 80);
    targets.install(scored("example.org", 70));
    EXPECT_EQ(targets.find(back)->state->score, 70);
    targets.install(scored("other.example", 60));
    EXPECT_EQ(targets.find("other.example"), nullptr);
}

TEST_F(TargetsTest, who_is_gone_is_forgotten_after_a_while) {
    targets.remove(targets.add(plan_of("example.org")), now);
    targets.forget_gone(now);
    EXPECT_EQ(targets.gone().size(), 1U);
    targets.forget_gone(now + std::chrono::hours{1});
    EXPECT_EQ(targets.gone().size(), 0U);
}

TEST_F(TargetsTest, only_those_that_are_configured_rest_on_something) {
    const auto subject = Subject::name("example.org");
    const auto handle = targets.add(plan_of("example.org"));
    EXPECT_FALSE(targets.anybody_rests_on(subject)) << "nothing is recorded of it";
    targets.adopt(topology_of("example.org"));
    EXPECT_THAT(targets.resting_on(subject), testing::ElementsAre(handle));
    EXPECT_TRUE(targets.anybody_wants(subject));
    auto paused = *targets.find(handle)->state;
    paused.paused = true;
    targets.install(std::make_shared<const model::TargetState>(paused));
    EXPECT_FALSE(targets.anybody_wants(subject));
    targets.remove(handle, now);
    EXPECT_FALSE(targets.anybody_rests_on(subject));
    const auto back = targets.add(plan_of("example.org"));
    EXPECT_THAT(targets.resting_on(subject), testing::ElementsAre(back));
}

/// The SPF record of a domain is no matter of a target below it; a listing of the domain is.
TEST(TargetsBelow, are_named_in_changes_that_they_inherit) {
    Targets targets{[](const model::Needs& needs) {
        return std::vector{Subject::name(needs.target.name), Subject::name("example.org")};
    }};
    for (const auto* const name : {"example.org", "lists.example.org"}) {
        targets.add(plan_of(name));
        targets.adopt(topology_of(name));
    }
    model::Transition change;
    change.subject = Subject::name("example.org");
    change.reading = &reading::spf;
    targets.name_targets(change);
    EXPECT_THAT(change.targets, testing::ElementsAre("example.org"));
    EXPECT_EQ(change.targets_total, 1U);
    change.reading = &reading::domain_listed;
    targets.name_targets(change);
    EXPECT_THAT(change.targets, testing::ElementsAre("example.org", "lists.example.org"));
    EXPECT_EQ(change.targets_total, 2U);
}

TEST_F(TargetsTest, a_request_is_taken_by_the_round_that_begins) {
    const auto handle = targets.add(plan_of("example.org"));
    const base::Ticks asked{std::chrono::hours{1}};
    targets.ask(handle, asked);
    EXPECT_EQ(targets.begin_round(handle, asked), asked);
    EXPECT_TRUE(targets.find(handle)->is_running());
    EXPECT_EQ(targets.find(handle)->asked_at, std::nullopt);
    targets.end_round(handle, asked);
    EXPECT_FALSE(targets.find(handle)->is_running());
    EXPECT_EQ(targets.begin_round(handle, asked), std::nullopt);
}

}  // namespace
}  // namespace mailwatchd::engine
