// 12d23h means 12d23h (promise 5, failures C1, C3, C5, C7). Pure time: a year takes milliseconds.
#include "watch/schedule.h"

#include "watch/freshness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using base::Instant;

constexpr Duration interval = 12 * 24h + 23h;
const Timing timing{interval, 10min};
const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};
constexpr Duration year = 365 * 24h;

constexpr Duration outages[] = {5min, 24h, 6 * 24h, 9 * 24h, 12 * 24h, 100 * 24h};

Place place(const std::string& target) { return {"install", target, target}; }

/// Runs of one target within a year; its host is rebooted every `uptime` and down for `downtime`.
std::vector<Instant> year_of_runs(const std::string& target, Duration uptime, Duration downtime) {
    std::vector<Instant> runs{start};
    Instant due = next_due(timing, place(target), start);
    for (Instant boot = start; boot < start + year; boot += uptime) {
        if (boot != start) due = due_after_start(timing, place(target), due, boot + downtime);
        while (due < boot + uptime && due < start + year) {
            runs.push_back(due);
            due = next_due(timing, place(target), due + 3s);
        }
    }
    return runs;
}

TEST(Schedule, c1_a_year_with_weekly_reboots_has_29_runs_give_or_take_one) {
    for (int i = 0; i < 1000; ++i) {
        const auto runs = year_of_runs("t" + std::to_string(i) + ".example", 7 * 24h, 5min);
        EXPECT_NEAR(static_cast<int>(runs.size()), 29, 1) << i;
        const auto slack = timing.jitter + overdue_spread_max;
        for (std::size_t k = 1; k < runs.size(); ++k) {
            EXPECT_LE(runs[k] - runs[k - 1], interval + slack);
            EXPECT_GE(runs[k] - runs[k - 1], (k < 3 ? interval / 4 : interval) - slack);
        }
    }
}

/// Whenever the first audit is, and however late later ones begin.
TEST(Schedule, two_audits_are_never_further_apart_than_interval_and_jitter) {
    for (int i = 0; i < 1000; ++i) {
        const auto where = place("t" + std::to_string(i) + ".example");
        auto began = start + i * 20min;
        for (int cycle = 0; cycle < 20; ++cycle) {
            const auto due = next_due(timing, where, began);
            ASSERT_LE(due - began, interval + timing.jitter) << i << ' ' << cycle;
            ASSERT_GE(due - began, interval / 4) << i << ' ' << cycle;
            began = due + (i % 7) * 3min;
        }
    }
}

TEST(Schedule, c1_days_of_outage_cost_no_run_and_no_stampede) {
    const auto late = *std::max_element(std::begin(outages), std::end(outages));
    for (int i = 0; i < 100; ++i) {
        const auto where = place("t" + std::to_string(i) + ".example");
        const auto due = next_due(timing, where, start);
        for (const Duration outage : outages) {
            const auto ran = due_after_start(timing, where, due, due + outage);
            const auto next = next_due(timing, where, ran);
            EXPECT_LE(next - ran, interval + timing.jitter);
            EXPECT_GE(next - ran, interval / 4);
        }
        EXPECT_LE(due_after_start(timing, where, due, due + late), due + late + overdue_spread_max);
    }
}

TEST(Schedule, jitter_never_accumulates) {
    // The first one may be between two slots.
    Instant due = next_due(timing, place("example.org"), start);
    due = next_due(timing, place("example.org"), due);
    const auto first = due;
    Duration least = 0ms;
    Duration most = 0ms;
    for (int cycle = 1; cycle <= 1000; ++cycle) {
        due = next_due(timing, place("example.org"), due + 7min);
        const auto off = due - (first + cycle * interval);
        least = std::min(least, off);
        most = std::max(most, off);
    }
    EXPECT_GE(least, -10min);
    EXPECT_LE(most, 10min);
    EXPECT_GT(most - least, 5min) << "no jitter at all";
}

TEST(Schedule, c7_the_second_audit_is_spread_over_the_interval) {
    std::vector<int> tenths(10);
    for (int i = 0; i < 1000; ++i) {
        const auto due = next_due(timing, place("t" + std::to_string(i) + ".example"), start);
        EXPECT_GE(due, start + interval / 4);
        EXPECT_LE(due, start + interval + timing.jitter);
        const auto tenth = (due - start - interval / 4) * 10 / (interval * 3 / 4);
        tenths.at(static_cast<std::size_t>(std::clamp<Duration::rep>(tenth, 0, 9)))++;
    }
    for (const int count : tenths) EXPECT_NEAR(count, 100, 40);
}

TEST(Schedule, sharers_of_an_mx_set_fall_due_together) {
    // From the third audit on: the second one may be between two slots.
    const auto third = [](const Place& where, Instant first) {
        return next_due(timing, where, next_due(timing, where, first));
    };
    const auto a = third({"install", "a.example", "10 mx.example"}, start);
    const auto b = third({"install", "b.example", "10 mx.example"}, start + 5 * 24h);
    const auto apart = std::chrono::abs(a - b) % interval;
    EXPECT_LE(std::min<Duration>(apart, interval - apart), timing.jitter);
    EXPECT_NE(a, b) << "each has its own jitter";
    EXPECT_NE(a, third({"other install", "a.example", "10 mx.example"}, start));
}

TEST(Schedule, c1_overdue_after_a_restart_is_soon_but_not_all_at_once) {
    std::vector<Instant> dues;
    for (int i = 0; i < 1000; ++i)
        dues.push_back(due_after_start(timing, place("t" + std::to_string(i)), start - 24h, start));
    std::ranges::sort(dues);
    EXPECT_GE(dues.front(), start);
    EXPECT_LE(dues.back(), start + overdue_spread_max);
    for (std::size_t i = 100; i < dues.size(); ++i) EXPECT_GT(dues[i] - dues[i - 100], 30s);
}

TEST(Schedule, c3_a_due_time_beyond_the_interval_is_cut) {
    EXPECT_EQ(due_after_start(timing, place("a"), start + 73 * year, start), start + interval);
}

TEST(Schedule, c3_a_step_of_the_clock_costs_at_most_one_run) {
    for (const Duration step :
         {Duration{5h}, Duration{-5h}, Duration{-40 * year}, Duration{73 * year}}) {
        Schedule schedule;
        base::Ticks ticks{1h};
        Instant now = start;
        int runs = 0;
        const auto set_next = [&] {
            schedule.set("a", ticks + (next_due(timing, place("a"), now) - now));
        };
        set_next();
        now += step;
        const auto end = ticks + 10 * interval;
        for (; *schedule.next() < end; ++runs) {
            now += *schedule.next() - ticks;
            ticks = *schedule.next();
            set_next();
        }
        EXPECT_NEAR(runs, 11, 1) << step.count();
    }
}

class Intervals : public testing::TestWithParam<Duration> {};

TEST_P(Intervals, c5_no_length_overflows) {
    const Timing long_plan{GetParam(), 10min};
    Instant due = next_due(long_plan, place("a"), start);
    due = next_due(long_plan, place("a"), due);
    for (int cycle = 0; cycle < 5; ++cycle) {
        const auto next = next_due(long_plan, place("a"), due + 1s);
        EXPECT_NEAR(static_cast<double>((next - due).count()),
                    static_cast<double>(GetParam().count()),
                    1.3e6);  // Two jitters of ten minutes, in milliseconds.
        due = next;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Intervals,
                         testing::Values(Duration{24 * 24h}, Duration{25 * 24h}, Duration{26 * 24h},
                                         Duration{year}, Duration{289 * year}));

TEST(Schedule, short_intervals_keep_their_rhythm) {
    for (const Duration shorter : {Duration{1min}, Duration{2min}, Duration{1h}}) {
        const Timing short_plan{shorter, 10min};
        Instant due = next_due(short_plan, place("a"), start);
        for (int cycle = 0; cycle < 100; ++cycle) {
            const auto next = next_due(short_plan, place("a"), due + 1s);
            EXPECT_GE(next - due, shorter - freshness(shorter));
            EXPECT_LE(next - due, shorter + freshness(shorter));
            due = next;
        }
    }
}

TEST(Schedule, names_the_longest_overdue_first) {
    Schedule schedule;
    const base::Ticks began{1h};
    schedule.set("b", began + 2min);
    schedule.set("a", began + 3min);
    schedule.set("c", began + 9min);
    schedule.set("a", began + 1min);
    EXPECT_EQ(schedule.due(began + 2min, 9), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(schedule.due(began + 2min, 1), std::vector<std::string>{"a"});
    EXPECT_EQ(schedule.count_due(began + 2min), 2U);
    schedule.remove("a");
    EXPECT_EQ(schedule.next(), began + 2min);
    EXPECT_EQ(schedule.due(began + 1min, 9), std::vector<std::string>{});
    EXPECT_EQ(schedule.count_due(began + 1min), 0U);
    EXPECT_EQ(schedule.size(), 2U);
}

}  // namespace
}  // namespace mailwatchd::watch
