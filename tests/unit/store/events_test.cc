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
    EXPECT_EQ(store_->events({.subject_prefix = "mx1.example.org"})->size(), 2U);
    EXPECT_EQ(store_->events({.subject_prefix = endpoint.text})->size(), 2U);
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

class EntryStoreTest : public StoreTest {
protected:
    model::Transition made(std::string id, model::Subject subject) {
        model::Transition made;
        made.id = std::move(id);
        made.at = noon;
        made.kind = &change::port_opened;
        made.subject = std::move(subject);
        made.reading = &reading::port;
        made.old_value = "closed";
        made.new_value = "open";
        made.targets = {made.id + ".example"};
        made.targets_total = 1;
        return made;
    }
    base::Outcome commit(std::vector<model::Transition> changes,
                         std::vector<watch::ClosedEntry> closed = {}) {
        standing_table_->intern(endpoint);
        standing_table_->intern(other_);
        auto batch = standing_table_->ingest({}, {}, moment(noon));
        batch.transitions = std::move(changes);
        batch.closed_entries = std::move(closed);
        return store_->commit(batch);
    }
    std::vector<std::string> ids() {
        std::vector<std::string> all;
        for (const auto& each : store_->events({}).value()) all.push_back(each.id);
        return all;
    }
    using Ids = std::vector<std::string>;

    model::Subject other_ = model::Subject::parse_shown(model::Subject::Kind::endpoint,
                                                        "mx1.example.org[2001:db8::25]:110");
};

TEST_F(EntryStoreTest, an_open_entry_is_not_read_until_it_is_closed) {
    auto first = made("first", endpoint);
    first.is_open = true;
    ASSERT_TRUE(commit({first}));
    ASSERT_TRUE(commit({made("single", endpoint)}));
    EXPECT_EQ(ids(), Ids{"single"});
    EXPECT_EQ(*store_->undelivered_count(), 1U);
    auto member = made("second", other_);
    member.part_of = "first";
    for (int again = 0; again < 2; ++again)  // A commit may be repeated.
        ASSERT_TRUE(commit({member}, {{"first", &change::port_opened, 7}}));
    EXPECT_EQ(ids(), (Ids{"single", "first"})) << "read by those who follow the history";
    EXPECT_EQ(store_->events({.after_id = "single"})->size(), 1U);
    const auto entry = store_->undelivered(10)->at(1);
    EXPECT_EQ(entry.also, Ids{"mx1.example.org[2001:db8::25]:110"});
    EXPECT_EQ(entry.also_total, 1U);
    EXPECT_EQ(entry.targets, (Ids{"first.example", "second.example"}));
    EXPECT_EQ(entry.targets_total, 7U);
    ASSERT_TRUE(commit({made("later", endpoint)}));
    EXPECT_EQ(ids(), (Ids{"single", "first", "later"}));
}

TEST_F(EntryStoreTest, an_entry_left_open_by_a_kill_is_closed_at_the_start) {
    auto first = made("first", endpoint);
    first.is_open = true;
    ASSERT_TRUE(commit({first}));
    reopen();
    EXPECT_EQ(ids(), Ids{"first"});
    EXPECT_EQ(store_->undelivered(10)->size(), 1U);
}

TEST_F(EntryStoreTest, an_entry_is_as_urgent_as_its_most_urgent_verdict) {
    auto first = made("first", endpoint);
    first.priority = 6;
    ASSERT_TRUE(commit({first}));
    TargetRecord target;
    target.target = standing_table_->intern(model::Subject::name("example.org"));
    target.state.target = {model::TargetKind::domain, "example.org"};
    target.consequences = {{"first", "example.org pop3: passed, now failed", 4},
                           {"first", "example.org imap: failed, now passed", 5}};
    const auto words = standing_table_->ingest({}, {}, moment(noon));
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, words));
    EXPECT_EQ(store_->events({})->at(0).priority, 4);
}

TEST_F(EntryStoreTest, a_target_has_the_entries_of_all_their_changes) {
    auto member = made("second", other_);
    member.part_of = "first";
    ASSERT_TRUE(commit({made("first", endpoint), member}));
    TargetRecord target;
    target.target = standing_table_->intern(model::Subject::name("v6.example"));
    target.state.target = {model::TargetKind::domain, "v6.example"};
    target.rests_on = {{standing_table_->intern(other_), {1}, 10}};
    const auto words = standing_table_->ingest({}, {}, moment(noon));
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, words));
    EventQuery query;
    query.target = "v6.example";
    ASSERT_EQ(store_->events(query)->size(), 1U);
    EXPECT_EQ(store_->events(query)->at(0).id, "first");
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
