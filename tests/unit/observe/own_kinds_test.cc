// The Observer handles kinds without knowing their content: here a table of two that only this test
// has.
#include "net/spawn.h"
#include "observe/observer.h"
#include "observe/prober/rows.h"
#include "shades.h"

#include <gtest/gtest.h>

#include <set>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using test::Echo;
using test::Shade;
using Lines = std::vector<std::string>;

namespace mailwatchd::observe {
namespace {

struct Gallery : test::ObservedNetwork {
    Gallery() {
        test::diary().clear();
        network.txt("shade.a.example", {"red"});
        network.txt("shade.b.example", {"blue"});
        open();
    }
    /// As at a start.
    void open() {
        observer.reset();
        Network all{clock, network, network, network};
        observer = std::make_unique<Observer>(all, settings("first.example"), test::two_kinds);
    }
    static ObserverSettings settings(std::string helo_name) {
        ObserverSettings made;
        made.look.helo_name = std::move(helo_name);
        return made;
    }
    static model::Needs needs(const std::vector<std::string>& names) {
        model::Needs made;
        for (const auto& name : names) made.require<Shade>(name);
        return made;
    }
    void take(const std::vector<std::string>& names, const Freshness& freshness,
              const Progress& progress = {}) {
        clock.run(observer->take(needs(names), freshness, progress));
    }
    Seen recheck(std::string name, const std::vector<const model::ReadingKind*>& kinds) {
        RecheckRequest what;
        what.subject = model::Subject::name(name);
        for (const auto* const kind : kinds) what.readings.push_back({kind, {}});
        return clock.run(observer->recheck(std::move(what), confirming()));
    }
    model::World world(const std::vector<std::string>& names) const {
        return observer->world(nullptr, needs(names));
    }
    void forget(base::Ticks before, std::set<std::string> names) {
        Retained wanted;
        wanted.subject = [names](const model::Subject& subject) {
            return names.contains(subject.shown());
        };
        wanted.address = [](const model::Address&) { return false; };
        observer->forget(before, wanted);
    }
    /// The rows that the state holds of a world, by kind.
    static std::vector<std::pair<std::uint16_t, std::string>> rows(const Seen& seen) {
        std::vector<std::pair<std::uint16_t, std::string>> all;
        for (const auto& each : seen.observations)
            all.emplace_back(each.key.kind, each.encode(each.value.get()));
        return all;
    }
    int asked(const std::string& name) const { return queries("shade." + name, Type::txt); }

    std::unique_ptr<Observer> observer;
};

/// "a.example shade=red", in order.
Lines shown(const std::vector<model::Reading>& readings) {
    Lines lines;
    for (const auto& reading : readings)
        lines.push_back(reading.subject.shown() + ' ' + reading.full_name() + '=' + reading.value);
    return lines;
}

TEST(OwnKinds, open_in_the_order_of_the_table_and_close_in_the_other) {
    Gallery gallery;
    gallery.observer.reset();
    EXPECT_EQ(test::diary(),
              (Lines{"shade opens", "echo opens", "echo closes beside 0", "shade closes"}));
}

TEST(OwnKinds, are_known_by_name_and_bring_their_readings) {
    Gallery gallery;
    EXPECT_EQ(gallery.observer->number_of("shade"), test::shade_number);
    EXPECT_EQ(gallery.observer->number_of("echo"), test::echo_number);
    EXPECT_EQ(gallery.observer->number_of("spf"), 0) << "is not in this table";
    const auto& readings = gallery.observer->reading_kinds();
    EXPECT_EQ(readings.find("echo"), &test::echo_reading);
    EXPECT_EQ(readings.find(200), &test::shade_reading);
    EXPECT_EQ(readings.find("port"), nullptr);
    EXPECT_NE(readings.find("verdict"), nullptr) << "belongs to no observation";
    EXPECT_EQ(kinds_at_start(test::two_kinds), std::vector<std::uint16_t>{test::shade_number});
}

TEST(OwnKinds, are_taken_where_wanted_and_finished_afterwards) {
    Gallery gallery;
    gallery.network.answers[{"shade.b.example", Type::txt}].delay = 5s;
    std::vector<std::pair<std::size_t, std::size_t>> steps;
    test::diary().clear();
    gallery.take({"a.example", "b.example"}, gallery.scheduled(),
                 [&](std::size_t done, std::size_t total) { steps.emplace_back(done, total); });
    using Step = std::pair<std::size_t, std::size_t>;
    EXPECT_EQ(steps, (std::vector<Step>{{1, 2}, {2, 2}}));
    EXPECT_EQ(test::diary(), (Lines{"shade finishes after 2", "echo finishes"}));
    EXPECT_EQ(gallery.observer->size(), 2U);
    gallery.clock.advance(10min);
    gallery.take({"a.example"}, gallery.scheduled(11min));
    EXPECT_EQ(gallery.asked("a.example"), 1) << "is fresh";
    gallery.take({"a.example"}, gallery.scheduled(9min));
    EXPECT_EQ(gallery.asked("a.example"), 2);
    EXPECT_EQ(gallery.asked("b.example"), 1);
}

TEST(OwnKinds, nothing_wanted_is_nothing_taken) {
    Gallery gallery;
    test::diary().clear();
    gallery.take({}, gallery.scheduled(), [](std::size_t, std::size_t) { FAIL() << "no piece"; });
    EXPECT_EQ(gallery.queries(), 0);
    EXPECT_EQ(test::diary(), (Lines{"shade finishes after 0", "echo finishes"}));
}

TEST(OwnKinds, a_cancelled_round_remembers_what_had_ended) {
    Gallery gallery;
    gallery.network.answers[{"shade.b.example", Type::txt}].delay = 5s;
    const net::CancelHandle stop;
    gallery.clock.start(
        gallery.observer->take(gallery.needs({"a.example", "b.example"}), gallery.scheduled(), {}),
        stop);
    gallery.clock.advance(1s);
    stop.cancel();
    gallery.clock.settle();
    EXPECT_TRUE(stop.has_ended());
    EXPECT_EQ(shown(gallery.observer->see(gallery.world({"a.example", "b.example"})).readings),
              (Lines{"a.example shade=red", "a.example echo=red red"}));
    EXPECT_EQ(gallery.clock.sleepers(), 0U);
}

TEST(OwnKinds, a_world_shows_what_was_wanted_and_each_kind_sees_it) {
    Gallery gallery;
    gallery.take({"a.example", "b.example"}, gallery.scheduled());
    const auto world = gallery.world({"b.example", "never.example"});
    ASSERT_EQ(world.of<Shade>().size(), 1U);
    const auto seen = gallery.observer->see(world);
    EXPECT_EQ(shown(seen.readings), (Lines{"b.example shade=blue", "b.example echo=blue blue"}));
    EXPECT_EQ(seen.readings.front().look, 2U) << "the second look since the start";
    EXPECT_EQ(seen.readings.front().ticks, gallery.clock.ticks());
    ASSERT_EQ(seen.observations.size(), 1U);
    EXPECT_EQ(seen.observations.front().key,
              (StoreKey{model::Subject::name("b.example"), test::shade_number, {}, 0}));
}

TEST(OwnKinds, a_reading_of_what_memory_has_no_more_is_of_no_look) {
    Gallery gallery;
    gallery.take({"a.example"}, gallery.scheduled());
    const auto before = gallery.world({"a.example"});
    gallery.clock.advance(1min);
    gallery.take({"a.example"}, gallery.scheduled());
    EXPECT_EQ(gallery.observer->see(before).readings.front().look, 0U);
    EXPECT_EQ(gallery.observer->see(gallery.world({"a.example"})).readings.front().look, 2U);
}

TEST(OwnKinds, only_those_that_a_reading_is_of_are_rechecked) {
    Gallery gallery;
    EXPECT_EQ(shown(gallery.recheck("a.example", {&test::shade_reading}).readings),
              Lines{"a.example shade=red"});
    EXPECT_EQ(gallery.asked("a.example"), 1);
    EXPECT_EQ(shown(gallery.recheck("a.example", {&test::echo_reading}).readings),
              Lines{"a.example echo=red red"});
    EXPECT_EQ(gallery.asked("a.example"), 1);
    gallery.network.txt("shade.a.example", {"green"});
    EXPECT_EQ(
        shown(gallery.recheck("a.example", {&test::echo_reading, &test::shade_reading}).readings),
        (Lines{"a.example shade=green", "a.example echo=green green"}))
        << "in the order of the table";
    EXPECT_TRUE(gallery.recheck("a.example", {&reading::prober}).readings.empty());
    EXPECT_EQ(gallery.asked("a.example"), 2);
}

TEST(OwnKinds, what_is_nobodys_is_seen_too) {
    Gallery gallery;
    EXPECT_TRUE(gallery.observer->see_our_own().readings.empty());
    gallery.network.txt("shade.ours.example", {"grey"});
    gallery.take({"ours.example"}, gallery.scheduled());
    EXPECT_EQ(shown(gallery.observer->see_our_own().readings),
              (Lines{"ours.example shade=grey", "ours.example echo=grey grey"}));
}

TEST(OwnKinds, subjects_of_several_are_there_once) {
    Gallery gallery;
    auto needs = gallery.needs({"b.example", "a.example"});
    needs.require<Echo>("a.example");
    EXPECT_EQ(gallery.observer->subjects_of(needs),
              (std::vector{model::Subject::name("a.example"), model::Subject::name("b.example")}));
}

TEST(OwnKinds, come_back_from_the_state_as_they_went) {
    Gallery gallery;
    gallery.take({"a.example"}, gallery.scheduled());
    const auto before = gallery.observer->see(gallery.world({"a.example"}));
    const auto rows = gallery.rows(before);
    gallery.clock.advance(1h);
    gallery.open();
    for (const auto& [kind, body] : rows) gallery.observer->restore(kind, body);
    const auto world = gallery.world({"a.example"});
    ASSERT_EQ(world.of<Shade>().size(), 1U);
    EXPECT_EQ(world.of<Shade>().front()->value, "red");
    const auto after = gallery.observer->see(world);
    EXPECT_EQ(gallery.rows(after), rows);
    EXPECT_EQ(after.readings.front().ticks, before.readings.front().ticks) << "as old as it is";
    EXPECT_EQ(after.readings.front().look, 0U) << "was folded before the start";
    gallery.take({"a.example"}, gallery.scheduled(2h));
    EXPECT_EQ(gallery.asked("a.example"), 1) << "is used as it is";
}

TEST(OwnKinds, are_stored_under_what_the_state_is_asked_for) {
    Gallery gallery;
    gallery.take({"a.example", "b.example"}, gallery.scheduled());
    const auto seen = gallery.observer->see(gallery.world({"a.example", "b.example"}));
    std::vector<StoreKey> kept;
    for (const auto& each : seen.observations) kept.push_back(each.key);
    EXPECT_EQ(gallery.observer->stored({}, gallery.needs({"a.example", "b.example"})), kept);
}

TEST(OwnKinds, a_row_goes_to_the_kind_of_its_number_alone) {
    Gallery gallery;
    test::diary().clear();
    gallery.observer->restore(test::echo_number, "hello");
    gallery.observer->restore(9999, "a newer version's");
    EXPECT_EQ(test::diary(), Lines{"echo got hello"});
    EXPECT_EQ(gallery.observer->size(), 0U);
}

TEST(OwnKinds, e8_what_no_target_rests_on_is_forgotten) {
    Gallery gallery;
    gallery.take({"a.example", "b.example"}, gallery.scheduled());
    const auto then = gallery.clock.ticks();
    gallery.clock.advance(1h);
    gallery.network.txt("shade.c.example", {"green"});
    gallery.take({"c.example"}, gallery.scheduled());
    gallery.forget(then, {});
    EXPECT_EQ(gallery.observer->size(), 3U) << "all of it was taken then or later";
    gallery.forget(then + 1ms, {"b.example"});
    EXPECT_EQ(gallery.observer->size(), 2U);
    EXPECT_EQ(
        shown(
            gallery.observer->see(gallery.world({"a.example", "b.example", "c.example"})).readings),
        (Lines{"b.example shade=blue", "c.example shade=green", "b.example echo=blue blue",
               "c.example echo=green green"}));
    gallery.forget(base::Ticks::max(), {});
    EXPECT_EQ(gallery.observer->size(), 0U);
}

TEST(OwnKinds, what_was_restored_is_forgotten_by_its_age) {
    Gallery gallery;
    gallery.take({"a.example"}, gallery.scheduled());
    const auto rows = gallery.rows(gallery.observer->see(gallery.world({"a.example"})));
    gallery.clock.advance(3h);
    gallery.open();
    gallery.observer->restore(rows.front().first, rows.front().second);
    gallery.forget(gallery.clock.ticks() - 3h, {});
    EXPECT_EQ(gallery.observer->size(), 1U);
    gallery.forget(gallery.clock.ticks() - 3h + 1ms, {});
    EXPECT_EQ(gallery.observer->size(), 0U);
}

TEST(OwnKinds, hear_of_a_reload) {
    Gallery gallery;
    test::diary().clear();
    gallery.observer->set_settings(Gallery::settings("second.example"));
    EXPECT_EQ(test::diary(), Lines{"shade as second.example"});
    EXPECT_EQ(gallery.observer->settings().look.helo_name, "second.example");
}

TEST(OwnKinds, get_the_confirmed_value_where_there_is_one) {
    Gallery gallery;
    const auto subject = model::Subject::name("a.example");
    EXPECT_EQ(gallery.observer->standing_values(subject, test::shade_reading), "");
    gallery.observer->set_standing_values(
        [&](const model::Subject& of, const model::ReadingKind& kind) -> std::string_view {
            return of == subject && &kind == &test::shade_reading ? "red" : "";
        });
    EXPECT_EQ(gallery.observer->standing_values(subject, test::shade_reading), "red");
    EXPECT_EQ(gallery.observer->standing_values(subject, test::echo_reading), "");
}

}  // namespace
}  // namespace mailwatchd::observe
