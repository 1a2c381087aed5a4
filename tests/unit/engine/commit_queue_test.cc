// A disk that takes nothing: what is found meanwhile is in memory, is stored in order when the disk
// takes it, and is delivered only then.
#include "engine_room.h"

#include <gmock/gmock.h>

namespace mailwatchd::engine {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FullDisk : public EngineRoom {
protected:
    FullDisk() {
        handle = targets.add(plan_of("example.org"));
        change("1");
        begin_sending();
        written.clear();
    }

    void fill(int failures = -1) {
        disk.failures = failures;
        disk.why = base::Errc::no_resources;
    }
    void empty() { disk.failures = 0; }
    bool is_paused() const { return targets.find(handle)->state->paused; }
    void begin_pause(const net::CancelHandle& stop = {}) { clock.start(pause(), stop); }
    net::Awaitable<void> pause() {
        Edit edit = [](const Target& current) {
            TargetUpdate update;
            update.state = *current.state;
            update.state.paused = true;
            return std::optional{update};
        };
        const StateWriter::EventOptions nothing;
        std::vector<Handle> one{handle};
        const auto done = co_await writer->record(std::move(one), std::move(edit), nothing);
        written.push_back(done);
    }
    /// The value that a daemon started now would know.
    std::string stored_value() {
        const auto loaded = store->load([](std::string_view) { return nullptr; }).value();
        watch::StandingTable table{loaded.install_id, watch::Waits{}, test::reading_kinds()};
        table.restore(loaded.memory, clock.moment());
        return std::string{table.value(model::Subject::name("example.org"), reading::rules)};
    }
    bool is_writable() const {
        return metrics.text().find("mailwatchd_state_writable 1\n") != std::string::npos;
    }

    Handle handle;
};

TEST_F(FullDisk, s3_memory_goes_on_and_says_that_it_is_ahead) {
    fill();
    const auto began = clock.now();
    change("2");
    begin_pause();
    clock.advance(1h);
    EXPECT_EQ(confirmed_value(), "2");
    EXPECT_TRUE(is_paused());
    EXPECT_THAT(written, ElementsAre(Written::deferred, Written::deferred));
    EXPECT_EQ(stored_value(), "1");
    ASSERT_TRUE(writer->refusal());
    EXPECT_EQ(writer->refusal()->why, "the disk");
    EXPECT_LT(writer->refusal()->since - began, 5s);
    EXPECT_FALSE(is_writable());
    EXPECT_THAT(log.lines, ElementsAre(HasSubstr("cannot write the state, retrying: the disk")));
}

TEST_F(FullDisk, s3_everything_is_stored_within_a_minute_of_the_first_free_byte) {
    fill();
    change("2");
    change("3");
    begin_pause();
    clock.advance(1h);
    empty();
    clock.advance(61s);
    EXPECT_FALSE(writer->refusal());
    EXPECT_TRUE(is_writable());
    EXPECT_THAT(log.lines, Contains(HasSubstr("can be written again: 3 commits written")));
    change("4");
    EXPECT_EQ(written.back(), Written::recorded);
    restart();
    EXPECT_EQ(confirmed_value(), "4");
    begin_sending();
    EXPECT_THAT(delivered(), ElementsAre("1>2", "2>3", "3>4"));
}

TEST_F(FullDisk, s3_a_disk_that_refuses_once_costs_a_second) {
    fill(1);
    change("2");
    EXPECT_THAT(written, ElementsAre(Written::deferred));
    clock.advance(2s);
    EXPECT_FALSE(writer->refusal());
    EXPECT_EQ(stored_value(), "2");
}

TEST_F(FullDisk, s3_nothing_is_delivered_before_all_is_stored) {
    fill();
    change("2");
    clock.advance(1h);
    EXPECT_THAT(delivered(), IsEmpty());
    disk.failures = 0;
    disk.only = "writing targets";  // Room for the change, but not for what belongs to it.
    begin_pause();
    disk.failures = -1;
    clock.advance(1h);
    EXPECT_EQ(stored_value(), "2");
    EXPECT_THAT(delivered(), IsEmpty());
    empty();
    clock.advance(61s);
    EXPECT_THAT(delivered(), ElementsAre("1>2"));
}

TEST_F(FullDisk, s3_what_is_held_stays_held_when_the_disk_takes_all) {
    keep_holds = true;
    fill();
    change("2");
    empty();
    clock.advance(61s);
    EXPECT_EQ(stored_value(), "2");
    EXPECT_THAT(delivered(), IsEmpty());
    holds.clear();
    clock.advance(1s);
    EXPECT_THAT(delivered(), ElementsAre("1>2"));
}

TEST_F(FullDisk, s3_a_start_finds_what_was_stored_and_nothing_else) {
    fill();
    change("2");
    begin_pause();
    clock.advance(1h);
    restart();
    EXPECT_THAT(log.lines, Contains(HasSubstr("2 commits could not be written")));
    EXPECT_EQ(confirmed_value(), "1");
    empty();
    change("2");
    begin_sending();
    EXPECT_THAT(delivered(), ElementsAre("1>2")) << "found again";
}

TEST_F(FullDisk, s3_a_stop_tries_once_more) {
    fill();
    change("2");
    clock.advance(1h);
    empty();
    restart();
    EXPECT_EQ(confirmed_value(), "2");
    EXPECT_THAT(log.lines, testing::Not(Contains(HasSubstr("could not be written"))));
}

TEST_F(FullDisk, s3_who_is_cancelled_has_been_heard) {
    fill();
    const net::CancelHandle stop;
    begin_pause(stop);
    stop.cancel();
    clock.advance(1s);
    EXPECT_THAT(written, ElementsAre(Written::deferred));
    EXPECT_TRUE(is_paused());
}

TEST_F(FullDisk, s3_memory_is_bounded_then_the_writers_wait) {
    fill();
    for (std::size_t i = 0; i < waiting_commits_max; ++i)
        see("s" + std::to_string(i) + ".example", "1");
    written.clear();
    const net::CancelHandle stop;
    begin_pause(stop);
    clock.advance(1h);
    EXPECT_FALSE(is_paused());
    EXPECT_THAT(written, IsEmpty());
    EXPECT_THAT(log.lines, Contains(HasSubstr("auditing waits as well")));
    stop.cancel();
    clock.advance(2s);
    EXPECT_THAT(written, ElementsAre(Written::cancelled));
    EXPECT_FALSE(is_paused());
    begin_pause();
    empty();
    clock.advance(70s);
    EXPECT_EQ(written.back(), Written::recorded);
    EXPECT_TRUE(is_paused());
}

TEST_F(FullDisk, s5_damage_ends_the_waiting) {
    fill();
    change("2");
    disk.why = base::Errc::malformed;
    clock.advance(1h);
    begin_pause();
    clock.advance(1s);
    EXPECT_EQ(written.back(), Written::damaged);
}

/// A bug shows itself only when the disk takes the batch, which memory has by then.
TEST_F(FullDisk, what_can_never_be_written_is_set_aside_late_and_its_words_are_kept) {
    fill();
    see("new.example", "a text");
    see("other.example", "a text");
    change("2");
    disk.failures = 1;
    disk.why = base::Errc::refused;
    clock.advance(61s);
    EXPECT_FALSE(writer->refusal());
    EXPECT_THAT(log.lines, Contains(HasSubstr("set aside: the disk")));
    restart();
    EXPECT_EQ(store->recovered_from(), "") << "every number has its word";
    EXPECT_EQ(confirmed_value("new.example"), "");
    EXPECT_EQ(confirmed_value("other.example"), "a text");
    EXPECT_EQ(confirmed_value(), "2");
}

TEST_F(FullDisk, nothing_is_forgotten_while_commits_wait) {
    fill();
    change("2");
    disk.only = "writing observations";
    clock.run(writer->forget_gone(clock.now() + 24h));
    EXPECT_THAT(disk.done, testing::Not(Contains("pruning removed targets")));
    EXPECT_EQ(confirmed_value(), "2");
}

}  // namespace
}  // namespace mailwatchd::engine
