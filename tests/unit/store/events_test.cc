// The history of changes: queries, and how long it is kept.
#include "store_fixture.h"

namespace mailwatchd::store {
namespace {

TEST_F(StoreTest, events_are_paged_by_id_and_chosen_by_subject) {
    const auto first = change();
    for (const int minute : {120, 121, 126, 141})
        fold(reading(reading::port, "closed", noon + std::chrono::minutes{minute}));
    EXPECT_EQ(store_->events({.limit = 1})->size(), 1U);
    const auto rest = *store_->events({.after_id = first.id});
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].kind, &change::port_closed);
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

/// An entry names only ten targets; the others rest on its subject as well.
TEST_F(StoreTest, events_of_a_target_are_those_of_what_it_rests_on) {
    change();
    EventQuery query;
    query.target = "example.org";
    EXPECT_EQ(store_->events(query)->size(), 0U);
    TargetRecord target;
    target.target = standing_table_->intern(model::Subject::name("example.org"));
    target.state.target = {model::TargetKind::domain, "example.org"};
    target.rests_on = {{standing_table_->intern(endpoint), {1}, 10}};
    auto words = standing_table_->ingest({}, {}, moment(noon));
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, words));
    EXPECT_EQ(store_->events(query)->size(), 1U);
    query.target = "example.com";
    EXPECT_EQ(store_->events(query)->size(), 0U);
    query.target = endpoint.text;
    EXPECT_EQ(store_->events(query)->size(), 1U);
}

TEST_F(StoreTest, s9_old_delivered_transitions_go_and_the_others_stay) {
    const auto made = change();
    ASSERT_TRUE(store_->prune(noon + 1000h));
    EXPECT_EQ(store_->events({})->size(), 1U);
    ASSERT_TRUE(store_->mark_delivered(std::vector{made.id}));
    ASSERT_TRUE(store_->prune(noon));
    EXPECT_EQ(store_->events({})->size(), 1U);
    ASSERT_TRUE(store_->prune(noon + 1000h));
    EXPECT_EQ(store_->events({})->size(), 0U);
}

TargetRecord target_with(watch::SubjectId id, std::vector<Consequence> consequences) {
    TargetRecord made;
    made.target = id;
    made.state.target = {model::TargetKind::domain, "example.org"};
    made.consequences = std::move(consequences);
    return made;
}

TEST_F(StoreTest, e1_of_many_consequences_an_entry_reads_ten_and_counts_all) {
    const auto made = change();
    const auto id = standing_table_->intern(model::Subject::name("example.org"));
    std::vector<Consequence> all;
    for (int n = 0; n < 2000; ++n)
        all.push_back(
            {made.id, "domain" + std::to_string(n) + ".example pop3: passed, now failed"});
    const auto half = all.begin() + 1000;
    const auto words = standing_table_->ingest({}, {}, moment(noon));
    ASSERT_TRUE(store_->commit_targets(std::vector{target_with(id, {all.begin(), half})}, words));
    ASSERT_TRUE(store_->commit_targets(std::vector{target_with(id, {half, all.end()})}, {}));
    ASSERT_TRUE(store_->commit_targets(std::vector{target_with(id, {half, all.end()})}, {}));
    const auto back = store_->undelivered(1)->at(0);
    EXPECT_EQ(back.consequences_total, 2000U);
    ASSERT_EQ(back.consequences.size(), model::named_consequences_max);
    EXPECT_EQ(back.consequences.front(), all.front().what);
    EXPECT_EQ(back.consequences.back(), all.at(9).what);
}

TEST_F(StoreTest, e1_of_many_targets_an_entry_reads_ten_and_counts_all) {
    fold(reading(reading::port, "closed", noon));
    fold(reading(reading::port, "open", noon + 60min));
    const auto last = reading(reading::port, "open", noon + 61min);
    auto batch = standing_table_->ingest(std::span{&last, 1}, {}, moment(last.taken_at));
    auto& entry = batch.transitions.at(0);
    for (int n = 0; n < 25; ++n) entry.targets.push_back("domain" + std::to_string(n) + ".example");
    entry.targets_total = 300;
    entry.consequences = {"of its own"};
    entry.consequences_total = 40;
    ASSERT_TRUE(store_->commit(batch));
    const auto back = store_->events({})->at(0);
    EXPECT_EQ(back.targets.size(), model::named_targets_max);
    EXPECT_EQ(back.targets_total, 300U);
    EXPECT_EQ(back.consequences, std::vector<std::string>{"of its own"});
    EXPECT_EQ(back.consequences_total, 40U) << "what the entry says, where not all were stored";
    EventQuery query;
    query.target = "domain24.example";
    EXPECT_EQ(store_->events(query)->size(), 1U) << "found by a target that it does not name";
}

TEST_F(StoreTest, e2_the_undelivered_are_a_queue) {
    std::vector<std::string> ids{change().id};
    for (const int minute : {120, 121, 126, 141}) {
        const auto batch =
            fold(reading(reading::port, "closed", noon + std::chrono::minutes{minute}));
        for (const auto& made : batch.transitions) ids.push_back(made.id);
    }
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_EQ(*store_->undelivered_count(), 2U);
    EXPECT_EQ(store_->undelivered(1)->at(0).id, ids[0]) << "oldest first";
    ASSERT_TRUE(store_->mark_delivered(std::vector{ids[0]}));
    EXPECT_EQ(store_->undelivered(10)->at(0).id, ids[1]);
    EXPECT_EQ(*store_->undelivered_count(), 1U);
}

}  // namespace
}  // namespace mailwatchd::store
