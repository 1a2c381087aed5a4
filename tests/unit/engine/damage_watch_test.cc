// A state that is damaged while the daemon runs: no retry, and the daemon exits.
#include "engine/damage_watch.h"

#include "../store/raw.h"
#include "engine_room.h"

#include <gmock/gmock.h>

namespace mailwatchd::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// The queue contains an event with a number that was never written: reading it finds the damage.
class Damaged : public EngineRoom {
protected:
    Damaged() {
        change("1");
        change("2");
        restart([this] {
            store::Raw{state_file()}.run("update transition set priority = 99999999999");
        });
        written.clear();
        watch.emplace(*db, log, [this] { ++left; });
    }

    net::Awaitable<void> ask(std::string_view what, DbExecutor::Job job) {
        auto outcome = co_await watch->run(what, std::move(job));
        outcomes.push_back(std::move(outcome));
    }
    void read_queue() {
        DbExecutor::Job job = [](store::Store& each) -> base::Outcome {
            auto events = each.undelivered(10);
            if (!events) return events.error();
            return {};
        };
        clock.start(ask("reading", std::move(job)));
        clock.settle();
    }
    std::string aside() const { return state_file() + ".unsound-1"; }

    int left = 0;
    std::optional<DamageWatch> watch;
    std::vector<base::Outcome> outcomes;
};

TEST_F(Damaged, is_said_in_one_line_and_asks_the_daemon_to_leave_once) {
    for (int job = 0; job < 3; ++job) read_queue();
    EXPECT_EQ(left, 1);
    ASSERT_EQ(outcomes.size(), 3U);
    for (const auto& outcome : outcomes) {
        ASSERT_FALSE(outcome);
        EXPECT_EQ(store::fault_of(outcome.error()), store::Fault::damaged);
    }
    EXPECT_THAT(log.lines,
                ElementsAre("the state was damaged in use and moved to " + aside() +
                            "; exiting with a failure, so that the next start begins from a new "
                            "silent baseline"));
    restart();
    EXPECT_EQ(store->recovered_from(), aside()) << "reported again at the start";
    EXPECT_EQ(confirmed_value(), "");
}

TEST_F(Damaged, is_met_also_by_a_job_that_keeps_silent_about_it) {
    DbExecutor::Job silent = [](store::Store& each) -> base::Outcome {
        (void)each.undelivered(10);
        return {};
    };
    clock.start(ask("reading", std::move(silent)));
    clock.settle();
    EXPECT_EQ(left, 1);
}

TEST_F(Damaged, is_nothing_that_another_failure_is_taken_for) {
    disk.failures = 2;
    disk.why = base::Errc::malformed;  // Of a file other than the state.
    read_queue();
    DbExecutor::Job well = [](store::Store& each) { return each.mark_delivered({}); };
    clock.start(ask("writing", std::move(well)));
    clock.settle();
    EXPECT_EQ(left, 0);
    EXPECT_THAT(log.lines, IsEmpty());
}

TEST_F(Damaged, stops_who_writes_and_who_sends_without_a_word_of_theirs) {
    begin_sending();
    clock.advance(10s);
    begin_ingest("3");
    begin_ingest("4");
    clock.advance(1h);
    EXPECT_THAT(written, ElementsAre(Written::damaged, Written::damaged));
    EXPECT_EQ(confirmed_value(), "2");
    EXPECT_THAT(log.lines, IsEmpty()) << "one line is enough, and it is not theirs";
    EXPECT_FALSE(std::filesystem::exists(state_file() + ".rejected-1"));
}

}  // namespace
}  // namespace mailwatchd::engine
