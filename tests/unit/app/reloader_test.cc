// Only one reload runs at a time, and each caller gets the result of one that began after its
// request.
#include "app/reloader.h"

#include "support/simulated_clock.h"

#include <gtest/gtest.h>

namespace mailwatchd::app {
namespace {

using namespace std::chrono_literals;

class Reloads : public testing::Test {
protected:
    Reloads() : reloader{tools()} {}

    Reloader::Tools tools() {
        Reloader::Tools made;
        made.run_blocking = [this](std::string, std::function<void()> job) {
            return slowly(std::move(job));
        };
        made.begin = [] {};
        made.read = [this] {
            ++reads;
            return ServedPlan{};
        };
        made.apply = [this](ServedPlan) {
            control::Reloaded done;
            done.warnings.push_back(std::to_string(reads));
            return done;
        };
        return made;
    }
    net::Awaitable<void> slowly(std::function<void()> job) {
        ++running;
        most = std::max(most, running);
        job();
        co_await clock.sleep_until(clock.ticks() + 1min);
        --running;
    }
    net::Awaitable<void> ask() {
        const auto done = co_await reloader.reload();
        answers.push_back(done.warnings.at(0));
    }

    test::SimulatedClock clock;
    int reads = 0, running = 0, most = 0;
    std::vector<std::string> answers;
    Reloader reloader;
};

TEST_F(Reloads, e13_a_storm_is_one_under_way_and_one_for_all_who_asked_meanwhile) {
    clock.start(ask());
    EXPECT_FALSE(reloader.is_waiting());
    for (int i = 0; i < 100; ++i) clock.start(ask());
    EXPECT_TRUE(reloader.is_waiting());
    clock.advance(10min);
    EXPECT_EQ(reads, 2);
    EXPECT_EQ(most, 1) << "never in parallel";
    ASSERT_EQ(answers.size(), 101U);
    EXPECT_EQ(answers.front(), "1");
    EXPECT_EQ(answers.back(), "2");
}

TEST_F(Reloads, each_that_is_asked_for_later_reads_anew) {
    for (int i = 1; i <= 3; ++i) {
        clock.run(ask());
        EXPECT_EQ(answers.back(), std::to_string(i));
    }
}

}  // namespace
}  // namespace mailwatchd::app
