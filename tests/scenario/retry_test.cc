// Inconclusive checks are repeated before the target's next audit, and only what was inconclusive
// is observed again.
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

const std::string target = "good.example";
const dns::Question reverse{"25.100.51.198.in-addr.arpa", dns::Type::ptr};

class Retries : public testing::Test {
protected:
    Retries() : house{configuration({target})} {
        add_dnsbls(house.network);
        add_good_host(house.network, good_host, good_address);
        add_domain(house.network, target, good_host);
    }
    /// The host drops everything, and neither its zones nor the block lists answer. Our own
    /// resolver works: its canaries are answered.
    void world_ends() {
        whole_ = {house.network.answers, house.network.endpoints};
        for (auto& [port, endpoint] : house.network.endpoints)
            endpoint = ScriptedEndpoint::silent();
        house.network.other_ports = ScriptedEndpoint::Mode::silent;
        std::erase_if(house.network.answers, [](const auto& each) {
            const auto& [name, type] = each.first;
            return name != "canary.example" && type != dns::Type::mx && name != good_host;
        });
        house.network.resolve_others = [](const dns::Question& question) {
            return base::failed<dns::Answer>(base::Errc::server_failure, question.text());
        };
    }
    void world_recovers() {
        house.network.answers = whole_.first;
        house.network.endpoints = whole_.second;
        house.network.other_ports = ScriptedEndpoint::Mode::refused;
        house.network.resolve_others = nullptr;
    }
    const model::TargetState& state() const { return *house.target(target)->state; }
    std::vector<std::string> inconclusive() const {
        std::vector<std::string> names;
        for (const auto& check : state().checks)
            if (check.is_inconclusive()) names.push_back(check.check);
        return names;
    }
    const model::CheckState& check() const {
        return *std::ranges::find(state().checks, "reverse_dns", &model::CheckState::check);
    }
    base::Instant due() const { return *house.due_of(target); }

    House house;

private:
    std::pair<decltype(house.network.answers), decltype(house.network.endpoints)> whole_;
};

struct Downtime {
    const char* name;
    base::Duration lasts;
};
void PrintTo(const Downtime& row, std::ostream* out) { *out << row.name; }

class FirstAudit : public Retries, public testing::WithParamInterface<Downtime> {};

TEST_P(FirstAudit, without_information_concludes_within_a_day_after_the_world_recovers) {
    world_ends();
    house.start();
    house.run_for(GetParam().lasts);
    EXPECT_THAT(inconclusive(), testing::IsSupersetOf({"mx_connection", "reverse_dns", "dnsbl",
                                                       "spf_record", "pop3"}));
    world_recovers();
    house.run_for(24h);
    EXPECT_THAT(inconclusive(), testing::IsEmpty());
    EXPECT_EQ(state().score, 100);
    EXPECT_THAT(house.delivered(), testing::ElementsAre("prober_unhealthy prober healthy>unhealthy",
                                                        "prober_healthy prober unhealthy>healthy"))
        << "the target's baseline is silent";
}
INSTANTIATE_TEST_SUITE_P(Table, FirstAudit,
                         testing::Values(Downtime{"an_hour", 1h}, Downtime{"half_a_day", 12h},
                                         Downtime{"two_days", 48h}, Downtime{"a_week", 7 * 24h}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Retries, ask_again_only_what_was_inconclusive_and_move_no_audit) {
    house.network.fails(reverse.name, reverse.type, base::Errc::server_failure);
    house.start();
    house.run_for(4min);
    ASSERT_THAT(inconclusive(), testing::ElementsAre("reverse_dns"));
    const auto regular = due();
    const auto next = [&] { return *house.scheduler->next_round_of(target) - house.clock.now(); };
    EXPECT_LE(next(), 5min);
    const auto sessions = house.connects(good_address, 25);
    const auto asked = [&] { return house.network.queries[reverse]; };
    const auto at_first = asked();
    house.run_for(48h);
    EXPECT_EQ(house.connects(good_address, 25), sessions);
    EXPECT_GT(asked(), at_first);
    EXPECT_EQ(due(), regular);
    EXPECT_EQ(state().next_due, regular);
    house.network.ptr(good_address, {good_host});
    house.run_for(24h);
    EXPECT_THAT(inconclusive(), testing::IsEmpty());
    EXPECT_EQ(house.scheduler->next_round_of(target), regular);
}

TEST_F(Retries, of_a_check_with_a_verdict_end_after_a_day) {
    house.start();
    house.run_for(1h);
    house.network.fails(reverse.name, reverse.type, base::Errc::server_failure);
    house.recheck(target);
    house.run_for(36h);
    ASSERT_THAT(inconclusive(), testing::ElementsAre("reverse_dns"));
    EXPECT_EQ(check().inconclusive_runs, 5) << "and four retries";
    EXPECT_EQ(check().report.verdict, model::Verdict::passed);
    EXPECT_EQ(house.scheduler->next_round_of(target), due());
}

TEST_F(Retries, survive_a_restart) {
    house.network.fails(reverse.name, reverse.type, base::Errc::server_failure);
    house.start();
    house.run_for(2h);
    const auto next = house.scheduler->next_round_of(target);
    const auto since = check().inconclusive_since;
    EXPECT_EQ(check().inconclusive_runs, 3);
    house.restart();
    EXPECT_EQ(check().inconclusive_runs, 3);
    EXPECT_EQ(house.scheduler->next_round_of(target), next);
    house.run_for(3h);
    EXPECT_EQ(check().inconclusive_runs, 4);
    EXPECT_EQ(check().inconclusive_since, since);
}

TEST_F(Retries, keep_the_pace) {
    house.network.endpoint(good_address, 25) = smtp("554 5.7.1 go away\r\n");
    house.start();
    house.run_for(59min);
    ASSERT_THAT(inconclusive(), testing::Contains("mx_connection"));
    EXPECT_EQ(house.connects(good_address, 25), 1) << "one scheduled session per hour and port";
    house.run_for(4h);
    EXPECT_GE(house.connects(good_address, 25), 2);
    EXPECT_EQ(house.connects(good_address, 587), 1) << "it was conclusive";
}

}  // namespace
}  // namespace mailwatchd::test
