// Memory follows the commit, or its refusal by the disk, and no batch blocks the others for ever.
#include "../store/raw.h"
#include "engine_room.h"

#include <gmock/gmock.h>

namespace mailwatchd::engine {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class Writer : public EngineRoom {
protected:
    Writer() {
        handle = targets.add(plan_of("example.org"));
        change("1");
        written.clear();
    }

    using EditState = std::function<void(model::TargetState&)>;
    net::Awaitable<void> record(std::vector<Handle> handles, EditState edit_state) {
        Edit edit = [&edit_state](const Target& current) {
            TargetUpdate update;
            update.state = *current.state;
            edit_state(update.state);
            return std::optional{update};
        };
        const StateWriter::EventOptions nothing;
        const auto done = co_await writer->record(std::move(handles), std::move(edit), nothing);
        written.push_back(done);
    }
    void begin_record(EditState edit, const net::CancelHandle& stop = {}) {
        clock.start(record({handle}, std::move(edit)), stop);
    }
    const model::TargetState& state() const { return *targets.find(handle)->state; }

    Handle handle;
};

const auto pause_it = [](model::TargetState& state) { state.paused = true; };
const auto accept_it = [](model::TargetState& state) {
    state.acknowledged.push_back({"TAG", "", "root", {}, {}, "as it is"});
};

TEST_F(Writer, e12_nothing_is_believed_before_it_is_committed) {
    disk.is_held = true;
    clock.advance(2s);
    begin_ingest("2");
    clock.advance(1h);
    EXPECT_EQ(confirmed_value(), "1");
    disk.is_held = false;
    clock.advance(1s);
    EXPECT_EQ(confirmed_value(), "2");
    EXPECT_THAT(written, ElementsAre(Written::recorded));
}

TEST_F(Writer, e12_a_state_is_installed_after_its_commit) {
    disk.is_held = true;
    begin_record(pause_it);
    clock.advance(1h);
    EXPECT_FALSE(state().paused);
    disk.is_held = false;
    clock.advance(1s);
    EXPECT_TRUE(state().paused);
}

TEST_F(Writer, changes_at_the_same_time_do_not_overwrite_each_other) {
    disk.is_held = true;
    begin_record(pause_it);
    begin_record(accept_it);
    begin_record([](model::TargetState& each) { each.score = 50; });
    clock.advance(1s);
    disk.is_held = false;
    clock.advance(1s);
    EXPECT_TRUE(state().paused);
    EXPECT_EQ(state().acknowledged.size(), 1U);
    EXPECT_EQ(state().score, 50);
    const auto loaded = store->load([](std::string_view) { return nullptr; }).value();
    ASSERT_EQ(loaded.targets.size(), 1U);
    EXPECT_TRUE(loaded.targets[0].state.paused);
    EXPECT_EQ(loaded.targets[0].state.acknowledged.size(), 1U);
}

TEST_F(Writer, many_targets_are_written_in_turns_and_no_further_than_to_the_end) {
    std::vector<Handle> many;
    for (int i = 0; i < 200; ++i)
        many.push_back(targets.add(plan_of("d" + std::to_string(i) + ".example")));
    const auto paused = [&] {
        return std::ranges::count_if(
            many, [&](Handle each) { return targets.find(each)->state->paused; });
    };
    std::ptrdiff_t paused_meanwhile = 0;
    disk.is_held = true;
    clock.start(record(many, pause_it));
    begin_record([&](model::TargetState&) { paused_meanwhile = paused(); });
    disk.is_held = false;
    clock.advance(1s);
    EXPECT_GT(paused_meanwhile, 0);
    EXPECT_LT(paused_meanwhile, 200) << "others run meanwhile";
    EXPECT_EQ(paused(), 200);
    disk.failures = 100;
    disk.why = base::Errc::malformed;
    clock.run(record(many, accept_it));
    EXPECT_EQ(written.back(), Written::damaged);
    EXPECT_EQ(disk.failures, 99);
}

TEST_F(Writer, work_of_a_target_that_was_removed_changes_nothing_of_its_successor) {
    disk.is_held = true;
    begin_ingest("2");  // Holds the lock.
    begin_record(pause_it);
    targets.remove(handle, clock.now());
    handle = targets.add(plan_of("example.org"));
    disk.is_held = false;
    clock.advance(1s);
    EXPECT_FALSE(state().paused);
}

TEST_F(Writer, a_commit_under_way_reaches_the_successor_because_the_store_has_it) {
    disk.is_held = true;
    begin_record(pause_it);
    targets.remove(handle, clock.now());
    handle = targets.add(plan_of("example.org"));
    disk.is_held = false;
    clock.advance(1s);
    EXPECT_TRUE(state().paused);
}

TEST_F(Writer, what_can_never_be_written_is_set_aside_and_holds_nobody_up) {
    disk.failures = 1;
    disk.why = base::Errc::refused;
    change("2");
    EXPECT_THAT(written, ElementsAre(Written::set_aside));
    EXPECT_EQ(confirmed_value(), "1");
    EXPECT_THAT(log.lines, Contains(HasSubstr("set aside: the disk: change ")));
    EXPECT_THAT(log.lines, Contains(HasSubstr("rules_changed example.org 1>2")));
    EXPECT_THAT(log.lines, Contains(HasSubstr("the set-aside change is kept in " + state_file() +
                                              ".rejected-1")));
    change("3");
    EXPECT_EQ(confirmed_value(), "3");
    begin_sending();
    EXPECT_THAT(delivered(), ElementsAre("1>3")) << "nothing is held for what was set aside";
}

TEST_F(Writer, s5_damage_is_given_up_and_holds_nobody_up) {
    disk.failures = -1;
    disk.why = base::Errc::malformed;
    begin_record(pause_it);
    begin_record(accept_it);
    clock.advance(1h);
    EXPECT_THAT(written, ElementsAre(Written::damaged, Written::damaged));
    EXPECT_FALSE(state().paused);
    EXPECT_TRUE(state().acknowledged.empty());
}

/// Simulates a bug: the database rejects this row until it has another one.
constexpr const char* refuse_poison =
    "create trigger refuse before insert on subject when new.text = 'poison.example' and"
    " not exists(select 1 from subject where text = 'cure.example')"
    " begin select raise(abort, 'refused'); end";

class Poisoned : public Writer {
protected:
    Poisoned() {
        restart([this] { store::Raw{state_file()}.run(refuse_poison); });
    }
};

TEST_F(Poisoned, a_word_that_can_never_be_written_fails_no_batch_but_its_own) {
    see("poison.example", "1");
    see("well.example", "1");
    change("2");
    see("poison.example", "2");
    change("3");
    const auto own = Written::set_aside, other = Written::recorded;
    EXPECT_THAT(written, ElementsAre(own, other, other, own, other));
    EXPECT_EQ(confirmed_value("poison.example"), "");
    EXPECT_EQ(confirmed_value("well.example"), "1");
    EXPECT_EQ(confirmed_value(), "3");
}

TEST_F(Poisoned, a_word_that_was_set_aside_is_offered_again_with_what_names_it) {
    see("poison.example", "a text");
    see("cure.example", "1");
    see("poison.example", "a text");
    EXPECT_EQ(written.back(), Written::recorded);
    change("a text");
    restart();
    EXPECT_EQ(store->recovered_from(), "") << "every number has its word";
    EXPECT_EQ(confirmed_value("poison.example"), "a text");
    EXPECT_EQ(confirmed_value(), "a text");
}

/// A writer that waits for the lock already has its numbers.
TEST_F(Poisoned, what_waited_behind_a_batch_that_is_set_aside_brings_its_words) {
    const auto waits = model::Subject::name("waits.example");
    store::Observed seen;
    seen.subject = writer->standing_table().intern(waits);
    seen.argument = writer->standing_table().intern_argument("zen.example");
    seen.kind = 4;
    seen.value = std::make_shared<const int>(0);
    seen.encode = [](const void*) { return std::string{"body"}; };
    see("poison.example", "1");
    Intake intake;
    intake.observations.push_back(seen);
    clock.run(ingest(std::move(intake)));
    EXPECT_THAT(written, ElementsAre(Written::set_aside, Written::recorded));
    restart();
    EXPECT_EQ(writer->standing_table().words().find_subject(waits), seen.subject);
    EXPECT_EQ(writer->standing_table().words().find_argument("zen.example"), seen.argument);
}

TEST_F(Writer, a_change_of_mind_is_recorded_and_not_told) {
    begin_sending();
    model::Report report;
    report.verdict = model::Verdict::passed;
    const auto judged = [&](bool silently, model::Verdict verdict) {
        clock.advance(2s);
        report.verdict = verdict;
        Edit edit = [&](const Target& current) {
            TargetUpdate update;
            update.state = *current.state;
            update.results.push_back({"pop3", 1, report});
            return std::optional{update};
        };
        StateWriter::EventOptions telling;
        telling.silently = silently;
        return writer->record({handle}, std::move(edit), telling);
    };
    clock.run(judged(false, model::Verdict::passed));
    clock.run(judged(true, model::Verdict::failed));
    EXPECT_TRUE(sink.all.empty());
    clock.run(judged(false, model::Verdict::passed));
    EXPECT_EQ(sink.all.size(), 1U);
}

TEST_F(Writer, who_is_gone_is_recorded_as_it_is_then) {
    begin_record(accept_it);
    disk.is_held = true;
    targets.remove(handle, clock.now());
    clock.start(writer->record_gone("example.org"));
    clock.start(writer->record_gone("example.org"));
    handle = targets.add(plan_of("example.org"));
    disk.is_held = false;
    clock.advance(1s);
    const auto loaded = store->load([](std::string_view) { return nullptr; }).value();
    ASSERT_EQ(loaded.targets.size(), 1U);
    EXPECT_EQ(loaded.targets[0].gone_at, std::nullopt);
}

}  // namespace
}  // namespace mailwatchd::engine
