// The history of changes: which of it is asked for, and how long it is kept.
#include "store_fixture.h"

namespace mailwatchd::store {
namespace {

TEST_F(StoreTest, events_are_paged_by_id_and_chosen_by_subject) {
    const auto first = change();
    for (const int minute : {120, 121, 126, 141})
        fold(reading(ReadingName::port, "closed", noon + std::chrono::minutes{minute}));
    EXPECT_EQ(store_->events({.limit = 1})->size(), 1U);
    const auto rest = *store_->events({.after_id = first.id});
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].kind, model::TransitionKind::port_closed);
    EXPECT_EQ(store_->events({.since = noon + 130min})->size(), 1U);
    EXPECT_EQ(store_->events({.since = noon + 130min, .after_id = "no such id"})->size(), 1U);
    EXPECT_EQ(store_->events({.subject_prefix = "mx1.example.org["})->size(), 2U);
    EXPECT_EQ(store_->events({.subject_prefix = "mx2"})->size(), 0U);
    EventQuery last;
    last.newest = true;
    last.limit = 1;
    EXPECT_EQ(store_->events(last)->at(0).id, rest[0].id);
    last.limit = 2;
    EXPECT_EQ(store_->events(last)->at(0).id, first.id) << "oldest first all the same";
}

/// Only ten targets are named in an entry; the others rest on its subject as well.
TEST_F(StoreTest, events_of_a_target_are_those_of_what_it_rests_on) {
    change();
    EventQuery query;
    query.target = "example.org";
    EXPECT_EQ(store_->events(query)->size(), 0U);
    TargetRecord target;
    target.target = beliefs_->intern(model::Subject::name("example.org"));
    target.state.target = {model::TargetKind::domain, "example.org"};
    target.rests_on = {{beliefs_->intern(endpoint), {1}, 10}};
    auto words = beliefs_->fold({}, {}, noon);
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, words));
    EXPECT_EQ(store_->events(query)->size(), 1U);
    query.target = "example.com";
    EXPECT_EQ(store_->events(query)->size(), 0U);
    query.target = endpoint.text;
    EXPECT_EQ(store_->events(query)->size(), 1U);
}

TEST_F(StoreTest, s9_old_told_transitions_go_and_untold_ones_stay) {
    const auto told = change();
    ASSERT_TRUE(store_->prune(noon + 1000h));
    EXPECT_EQ(store_->events({})->size(), 1U);
    ASSERT_TRUE(store_->mark_delivered(std::vector{told.id}));
    ASSERT_TRUE(store_->prune(noon));
    EXPECT_EQ(store_->events({})->size(), 1U);
    ASSERT_TRUE(store_->prune(noon + 1000h));
    EXPECT_EQ(store_->events({})->size(), 0U);
}

}  // namespace
}  // namespace mailwatchd::store
