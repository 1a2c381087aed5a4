// The latest value of each key: its age by which clock, its number, and what is removed from
// memory.
#include "observe/cache.h"

#include "net/spawn.h"
#include "support/simulated_clock.h"

#include <gtest/gtest.h>

#include <vector>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;

namespace mailwatchd::observe {
namespace {

using Cache = ObservationCache<std::string, std::string>;
using Ptr = Cache::Ptr;

Ptr text(std::string of) { return std::make_shared<const std::string>(std::move(of)); }

struct Shelf {
    test::SimulatedClock clock;
    LookNumbers numbers;
    Cache cache{clock, numbers};
    int flights = 0;
    std::vector<Ptr> seen;
    std::vector<Errc> failures;

    base::Ticks now() const { return clock.ticks(); }

    /// An observation that takes ten seconds.
    net::Awaitable<base::Result<Ptr>> look(std::string key) {
        const auto taken = clock.ticks();
        auto found = text(key + ' ' + std::to_string(++flights));
        co_await clock.sleep_until(taken + 10s);
        const bool stopped = co_await net::is_cancelled();
        if (stopped) co_return base::Failure{Errc::cancelled, key};
        cache.remember(key, found, taken);
        co_return found;
    }
    net::Awaitable<void> want(std::string key, base::Ticks not_before) {
        net::FlightTerms wanted;
        wanted.not_before = not_before;
        const auto deadline = clock.in(1min);
        Cache::Start start = [this, key] { return look(key); };
        const auto found = co_await cache.fly(key, wanted, deadline, std::move(start));
        if (found) {
            seen.push_back(*found);
        } else {
            failures.push_back(found.error().code);
        }
    }
};

TEST(ObservationCache, holds_the_latest_of_each_key) {
    Shelf shelf;
    EXPECT_EQ(shelf.cache.find("a"), nullptr);
    EXPECT_EQ(shelf.cache.latest("a"), nullptr);
    const auto first = text("1");
    shelf.cache.remember("a", first, shelf.now());
    EXPECT_EQ(shelf.cache.latest("a"), first);
    EXPECT_EQ(shelf.cache.latest("b"), nullptr);
    const auto second = text("2");
    shelf.cache.remember("a", second, shelf.now() + 1ms);
    EXPECT_EQ(shelf.cache.latest("a"), second);
    EXPECT_EQ(shelf.cache.size(), 1U);
}

TEST(ObservationCache, of_two_looks_that_began_at_once_the_later_to_end_counts) {
    Shelf shelf;
    const auto second = text("2");
    shelf.cache.remember("a", text("1"), shelf.now());
    shelf.cache.remember("a", second, shelf.now());
    EXPECT_EQ(shelf.cache.latest("a"), second);
    EXPECT_EQ(shelf.cache.find("a")->look, 2U);
}

TEST(ObservationCache, an_older_look_that_ends_later_is_not_kept) {
    Shelf shelf;
    const auto newer = text("newer");
    shelf.cache.remember("a", newer, shelf.now());
    const auto number = shelf.cache.find("a")->look;
    shelf.cache.remember("a", text("older"), shelf.now() - 1ms);
    EXPECT_EQ(shelf.cache.latest("a"), newer);
    EXPECT_EQ(shelf.cache.find("a")->look, number);
}

TEST(ObservationCache, numbers_go_on_over_all_keys_and_kinds) {
    Shelf shelf;
    ObservationCache<int, int> other{shelf.clock, shelf.numbers};
    shelf.cache.remember("a", text("1"), shelf.now());
    other.remember(1, std::make_shared<const int>(1), shelf.now());
    shelf.cache.remember("b", text("1"), shelf.now());
    EXPECT_EQ(shelf.cache.find("a")->look, 1U);
    EXPECT_EQ(other.find(1)->look, 2U);
    EXPECT_EQ(shelf.cache.find("b")->look, 3U);
}

TEST(LookNumbers, begin_above_what_was_folded_and_never_go_back) {
    LookNumbers numbers;
    EXPECT_EQ(numbers.next(), 1U) << "0 is of no look";
    numbers.start_at(7);
    EXPECT_EQ(numbers.next(), 7U);
    numbers.start_at(3);
    EXPECT_EQ(numbers.next(), 8U);
}

TEST(ObservationCache, serves_who_wants_no_newer_one) {
    Shelf shelf;
    const auto taken = shelf.now();
    shelf.cache.remember("a", text("1"), taken);
    shelf.clock.advance(1h);
    EXPECT_TRUE(shelf.cache.latest("a", taken));
    EXPECT_FALSE(shelf.cache.latest("a", taken + 1ms));
    EXPECT_TRUE(shelf.cache.latest("a", base::Ticks::min()));
}

TEST(ObservationCache, a_step_of_the_wall_clock_makes_nothing_older_or_newer) {
    for (const base::Duration step : {base::Duration{24h * 10}, base::Duration{-24h * 10}}) {
        Shelf shelf;
        const auto taken = shelf.now();
        shelf.cache.remember("a", text("1"), taken);
        shelf.clock.step_wall(step);
        shelf.clock.advance(1h);
        EXPECT_EQ(shelf.cache.find("a")->taken, taken);
        EXPECT_TRUE(shelf.cache.latest("a", shelf.now() - 1h));
        EXPECT_FALSE(shelf.cache.latest("a", shelf.now() - 1h + 1ms));
    }
}

TEST(ObservationCache, what_the_state_held_is_as_old_as_its_stamp_says_and_has_no_number) {
    Shelf shelf;
    shelf.cache.restore("a", text("1"), shelf.clock.now() - 3h);
    EXPECT_EQ(shelf.cache.find("a")->taken, shelf.now() - 3h);
    EXPECT_EQ(shelf.cache.find("a")->look, 0U);
    EXPECT_EQ(shelf.numbers.next(), 1U) << "none was used up";
}

TEST(ObservationCache, c3_a_stamp_of_the_future_counts_as_now) {
    Shelf shelf;
    shelf.cache.restore("a", text("1"), shelf.clock.now() + 24h * 10);
    EXPECT_EQ(shelf.cache.find("a")->taken, shelf.now());
}

TEST(ObservationCache, of_two_rows_of_the_state_the_newer_is_kept) {
    Shelf shelf;
    const auto newer = text("newer");
    shelf.cache.restore("a", text("older"), shelf.clock.now() - 2h);
    shelf.cache.restore("a", newer, shelf.clock.now() - 1h);
    shelf.cache.restore("a", text("older"), shelf.clock.now() - 2h);
    EXPECT_EQ(shelf.cache.latest("a"), newer);
}

/// The state is read again for each target that a reload adds: its rows are older than any
/// observation since the start, however the wall clock was set in between.
TEST(ObservationCache, c3_a_row_of_the_state_never_replaces_a_look_of_ours) {
    Shelf shelf;
    const auto ours = text("ours");
    const auto taken = shelf.now();
    shelf.cache.remember("a", ours, taken);
    shelf.clock.advance(1h);
    shelf.clock.step_wall(-24h * 10);
    shelf.cache.restore("a", text("of the state"), shelf.clock.now() + 24h * 9);
    EXPECT_EQ(shelf.cache.latest("a"), ours);
    EXPECT_EQ(shelf.cache.find("a")->look, 1U);
    EXPECT_EQ(shelf.cache.find("a")->taken, taken);
}

TEST(ObservationCache, c3_a_row_that_is_read_again_does_not_grow_younger) {
    Shelf shelf;
    const auto stamp = shelf.clock.now() + 24h * 10;
    const auto began = shelf.now();
    shelf.cache.restore("a", text("1"), stamp);
    shelf.clock.advance(1h);
    shelf.cache.restore("a", text("1"), stamp);
    EXPECT_EQ(shelf.cache.find("a")->taken, began);
}

TEST(ObservationCache, a_look_replaces_what_the_state_held) {
    Shelf shelf;
    shelf.cache.restore("a", text("of the state"), shelf.clock.now() + 24h);
    const auto ours = text("ours");
    shelf.cache.remember("a", ours, shelf.now());
    EXPECT_EQ(shelf.cache.latest("a"), ours);
    EXPECT_EQ(shelf.cache.find("a")->look, 1U);
}

/// It began before the row was read, but is newer than the row.
TEST(ObservationCache, a_look_under_way_replaces_a_row_that_was_read_meanwhile) {
    Shelf shelf;
    const auto began = shelf.now();
    shelf.clock.advance(1s);
    shelf.cache.restore("a", text("of the state"), shelf.clock.now() + 24h);
    const auto ours = text("ours");
    shelf.cache.remember("a", ours, began);
    EXPECT_EQ(shelf.cache.latest("a"), ours);
    EXPECT_EQ(shelf.cache.find("a")->look, 1U);
}

TEST(ObservationCache, many_who_want_one_are_one_flight) {
    Shelf shelf;
    for (int i = 0; i < 100; ++i) shelf.clock.start(shelf.want("a", shelf.now()));
    shelf.clock.start(shelf.want("b", shelf.now()));
    EXPECT_EQ(shelf.cache.under_way(), 2U);
    shelf.clock.advance(1min);
    EXPECT_EQ(shelf.flights, 2);
    EXPECT_EQ(shelf.seen.size(), 101U);
    EXPECT_EQ(shelf.cache.under_way(), 0U);
    EXPECT_EQ(*shelf.cache.latest("a"), "a 1");
    EXPECT_EQ(*shelf.cache.latest("b"), "b 2");
}

TEST(ObservationCache, a_flight_that_began_too_early_is_not_joined) {
    Shelf shelf;
    shelf.clock.start(shelf.want("a", shelf.now()));
    shelf.clock.advance(5s);
    shelf.clock.start(shelf.want("a", shelf.now()));
    shelf.clock.start(shelf.want("a", shelf.now() - 5s));
    shelf.clock.advance(1min);
    EXPECT_EQ(shelf.flights, 2);
    EXPECT_EQ(*shelf.cache.latest("a"), "a 2");
    EXPECT_EQ(shelf.seen.size(), 3U);
}

TEST(ObservationCache, a_cancelled_flight_leaves_nothing) {
    Shelf shelf;
    const net::CancelHandle stop;
    shelf.clock.start(shelf.want("a", shelf.now()), stop);
    shelf.clock.advance(1s);
    stop.cancel();
    shelf.clock.settle();
    EXPECT_EQ(shelf.failures, std::vector<Errc>{Errc::cancelled});
    EXPECT_EQ(shelf.cache.size(), 0U);
    EXPECT_EQ(shelf.cache.under_way(), 0U);
    EXPECT_EQ(shelf.clock.sleepers(), 0U);
}

/// Remembers "old" immediately and "new" an hour later, wanted and unwanted.
struct Old : Shelf {
    base::Ticks then = now() + 1h;
    Old() {
        for (const auto* const key : {"wanted old", "old"}) cache.remember(key, text(key), now());
        clock.advance(1h);
        for (const auto* const key : {"wanted new", "new"}) cache.remember(key, text(key), now());
    }
    std::vector<std::string> keys() const {
        std::vector<std::string> all;
        cache.for_each([&](const std::string& key, const Cache::Entry&) { all.push_back(key); });
        return all;
    }
};

TEST(ObservationCache, e8_forgets_what_is_old_and_nobody_wants) {
    Old shelf;
    shelf.cache.forget(shelf.then, [](const std::string& key, const std::string& value) {
        EXPECT_EQ(key, value);
        return key.starts_with("wanted");
    });
    EXPECT_EQ(shelf.keys(), (std::vector<std::string>{"new", "wanted new", "wanted old"}));
    EXPECT_EQ(shelf.cache.size(), 3U);
}

TEST(ObservationCache, forgets_all_that_was_taken_before_the_end_of_time) {
    Old shelf;
    shelf.cache.forget(base::Ticks::max(), [](const auto&, const auto&) { return false; });
    EXPECT_EQ(shelf.cache.size(), 0U);
}

TEST(ObservationCache, what_was_given_out_outlives_its_entry) {
    Old shelf;
    const auto held = shelf.cache.latest("old");
    shelf.cache.forget(shelf.then, [](const auto&, const auto&) { return false; });
    EXPECT_EQ(shelf.cache.latest("old"), nullptr);
    EXPECT_EQ(*held, "old");
}

TEST(ObservationCache, a_look_that_was_under_way_when_its_key_was_forgotten_is_kept) {
    Shelf shelf;
    shelf.clock.start(shelf.want("a", shelf.now()));
    shelf.clock.advance(5s);
    shelf.cache.forget(base::Ticks::max(), [](const auto&, const auto&) { return false; });
    shelf.clock.advance(1min);
    EXPECT_EQ(*shelf.cache.latest("a"), "a 1");
}

}  // namespace
}  // namespace mailwatchd::observe
