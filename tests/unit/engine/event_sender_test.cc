// Events always arrive: in order, each id once, however often the sink refuses.
#include "engine_room.h"

#include <gmock/gmock.h>

#include <set>

namespace mailwatchd::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Sender : public EngineRoom {
protected:
    Sender() {
        change("1");  // The baseline.
        begin_sending();
    }
    /// Sets the value of this many subjects at a time.
    void change_many(int count, const std::string& value) {
        clock.advance(2s);
        Intake many;
        for (int i = 0; i < count; ++i)
            many.readings.push_back(reading(value, "d" + std::to_string(i) + ".example"));
        clock.run(ingest(std::move(many)));
    }
    /// How often the queue was read.
    std::ptrdiff_t reads() const {
        return std::ranges::count(disk.done, "reading events to deliver");
    }
    /// The same within an hour.
    std::ptrdiff_t tries() {
        const auto before = reads();
        clock.advance(1h);
        return reads() - before;
    }
    std::size_t undelivered() const { return store->undelivered_count().value(); }
    std::string gauge() const {
        const auto page = metrics.text();
        const std::string name = "mailwatchd_events_undelivered{sink=\"journal\"} ";
        const auto at = page.find(name);
        return at == std::string::npos ? "" : page.substr(at + name.size(), 1);
    }
};

TEST_F(Sender, sends_what_is_recorded_and_marks_it) {
    change("2");
    change("3");
    EXPECT_THAT(delivered(), ElementsAre("1>2", "2>3"));
    EXPECT_EQ(undelivered(), 0U);
    EXPECT_EQ(gauge(), "0");
    restart();
    begin_sending();
    EXPECT_EQ(delivered().size(), 2U) << "what is marked is not sent again";
}

TEST_F(Sender, e2_a_refused_event_is_delivered_when_the_sink_takes_again) {
    sink.refuses = true;
    change("2");
    change("3");
    clock.advance(24h);
    EXPECT_THAT(delivered(), IsEmpty());
    EXPECT_EQ(gauge(), "2");
    sink.refuses = false;
    clock.advance(deliver_retry_max);
    EXPECT_THAT(delivered(), ElementsAre("1>2", "2>3"));
    EXPECT_EQ(gauge(), "0");
}

TEST_F(Sender, e2_a_refusal_is_said_once_and_its_end_once) {
    for (int period = 0; period < 3; ++period) {
        log.lines.clear();
        sink.refuses = true;
        change(std::to_string(10 + period));
        clock.advance(3h);
        EXPECT_THAT(log.lines,
                    ElementsAre(HasSubstr("delivering events to journal failed, retrying: ")));
        sink.refuses = false;
        clock.advance(deliver_retry_max);
        EXPECT_THAT(log.lines,
                    ElementsAre(testing::_, HasSubstr("delivering events to journal works again")));
    }
}

TEST_F(Sender, backs_off_from_a_second_to_five_minutes) {
    sink.refuses = true;
    change("2");
    EXPECT_EQ(tries(), 8 + 11) << "doubling takes 511 s";
    EXPECT_EQ(tries(), 12);
    EXPECT_EQ(tries(), 12);
}

TEST_F(Sender, backs_off_as_well_while_nothing_can_be_marked) {
    disk.only = "marking events as delivered";
    disk.failures = -1;
    change("2");
    EXPECT_EQ(tries(), 8 + 11);
    EXPECT_EQ(tries(), 12);
    EXPECT_THAT(delivered(), ElementsAre("1>2"));
}

TEST_F(Sender, e2_a_queue_that_could_not_be_read_is_said_once_a_period_also_where_it_is_empty) {
    disk.only = "reading events to deliver";
    for (int period = 0; period < 3; ++period) {
        log.lines.clear();
        disk.failures = 3;
        sender->wake();
        clock.settle();
        EXPECT_THAT(log.lines, SizeIs(1));
        clock.advance(1h);
        EXPECT_THAT(log.lines, SizeIs(2)) << "and its end";
    }
}

TEST_F(Sender, e2_what_a_crash_left_is_sent_at_the_start_with_the_ids_it_has) {
    sink.refuses = true;
    change("2");
    change("3");
    const auto left = store->undelivered(9).value();
    restart();
    sink.refuses = false;
    clock.advance(1h);
    EXPECT_THAT(delivered(), IsEmpty()) << "not before the start";
    begin_sending();
    EXPECT_THAT(delivered(), ElementsAre("1>2", "2>3"));
    EXPECT_EQ(sink.all[0].id, left[0].id);
    EXPECT_EQ(sink.all[1].id, left[1].id);
}

TEST_F(Sender, an_event_that_could_not_be_marked_is_not_delivered_twice) {
    disk.only = "marking events as delivered";
    disk.failures = 5;
    change("2");
    change("3");
    clock.advance(1h);
    EXPECT_THAT(delivered(), ElementsAre("1>2", "2>3"));
    EXPECT_EQ(undelivered(), 0U);
}

TEST_F(Sender, a_mark_that_failed_is_not_called_a_failed_delivery) {
    log.lines.clear();
    disk.only = "marking events as delivered";
    disk.failures = 5;
    change("2");
    clock.advance(1h);
    EXPECT_THAT(log.lines,
                ElementsAre(HasSubstr("marking events as delivered failed, retrying: the disk"),
                            HasSubstr("marking events as delivered works again")));
}

TEST_F(Sender, a_queue_longer_than_a_page_is_sent_in_order_each_once) {
    change_many(350, "1");
    change_many(350, "2");
    std::set<std::string> ids;
    for (const auto& event : sink.all) ids.insert(event.id);
    EXPECT_EQ(ids.size(), 350U);
    ASSERT_EQ(sink.all.size(), 350U);
    for (std::size_t i = 0; i < sink.all.size(); ++i)
        EXPECT_EQ(sink.all[i].subject.shown(), "d" + std::to_string(i) + ".example");
}

TEST_F(Sender, an_entry_that_is_not_complete_waits_and_so_does_what_follows) {
    keep_holds = true;
    change("2");
    keep_holds = false;
    change("3");
    EXPECT_THAT(delivered(), IsEmpty());
    holds.clear();
    clock.settle();
    EXPECT_THAT(delivered(), ElementsAre("1>2", "2>3"));
}

TEST_F(Sender, a_hold_that_outlives_the_sender_is_nothing) {
    keep_holds = true;
    change("2");
    restart();
    holds.clear();
    clock.settle();
    begin_sending();
    EXPECT_THAT(delivered(), ElementsAre("1>2"));
}

TEST_F(Sender, a_queue_that_its_page_emptied_is_not_read_again) {
    const auto before = reads();
    change("2");
    EXPECT_EQ(reads() - before, 1);
    change_many(100, "1");
    const auto between = reads();
    change_many(100, "2");
    EXPECT_EQ(reads() - between, 1) << "nor if it was a whole page";
}

TEST_F(Sender, who_follows_hears_of_news_although_the_sink_refuses) {
    sink.refuses = true;
    const auto before = sender->news();
    change("2");
    EXPECT_GT(sender->news(), before);
}

TEST_F(Sender, ends_after_the_page_under_way_and_the_rest_stays_in_the_queue) {
    restart();
    change_many(350, "1");
    change_many(350, "2");
    disk.only = "marking events as delivered";
    disk.is_held = true;
    begin_sending();
    const auto page = sink.all.size();
    ASSERT_LT(page, 350U);
    clock.start(sender->stop());
    disk.is_held = false;
    clock.advance(1h);
    EXPECT_EQ(sink.all.size(), page);
    EXPECT_EQ(undelivered(), 350 - page);
}

TEST_F(Sender, ends_while_the_sink_refuses) {
    sink.refuses = true;
    change("2");
    clock.run(sender->stop(), 1s);
    EXPECT_EQ(undelivered(), 1U);
}

}  // namespace
}  // namespace mailwatchd::engine
