// Chunks, copied on write: compared with a std::map that does the same.
#include "watch/standing_map.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace mailwatchd::watch {
namespace {

Standing standing(SubjectId subject, ValueId value, ArgumentId argument = 0) {
    Standing made;
    made.subject = subject;
    made.argument = argument;
    made.reading = 1;
    made.value = value;
    return made;
}

std::size_t count(const Snapshot& snapshot) {
    std::size_t size = 0;
    for (const auto& chunk : snapshot) size += chunk->size();
    return size;
}

void expect_same(const StandingMap& standings, const std::map<Key, Standing>& model) {
    ASSERT_EQ(standings.size(), model.size());
    auto expected = model.begin();
    for (const auto& chunk : standings.snapshot()) {
        ASSERT_LE(chunk->size(), chunk_standings_max);
        for (const auto& found : *chunk) ASSERT_EQ(found, (expected++)->second);
    }
    for (const auto& [key, value] : model) ASSERT_EQ(*standings.find(key), value);
    ASSERT_EQ(standings.find({9'999'999, {}, 0}), nullptr);
    ASSERT_EQ(standings.find({0, {}, 0}), nullptr);
}

TEST(StandingMap, takes_out_subjects_wherever_they_stand) {
    StandingMap standings;
    std::map<Key, Standing> model;
    std::vector<SubjectId> gone;
    for (std::uint32_t i = 1; i < 12000; ++i) {
        const bool goes = i % 7 == 0 || (i > 4000 && i < 9000);
        if (goes) gone.push_back(i);
        for (const auto argument : {ArgumentId{1}, ArgumentId{2}}) {
            const auto made = standing(i, i, argument);
            standings.set(made);
            if (!goes) model[made.key()] = made;
        }
    }
    const auto before = standings.snapshot();
    standings.remove(gone);
    expect_same(standings, model);
    EXPECT_EQ(count(before), 2U * 11999) << "who looks at it still does";
    standings.set(standing(5000, 1, 1));
    EXPECT_NE(standings.find({5000, 1, 1}), nullptr);
    std::vector<SubjectId> all;
    for (std::uint32_t i = 1; i < 12000; ++i) all.push_back(i);
    standings.remove(all);
    EXPECT_EQ(standings.size(), 0U);
    EXPECT_TRUE(standings.snapshot().empty());
    standings.set(standing(1, 1));
    EXPECT_EQ(standings.size(), 1U);
}

TEST(StandingMap, does_as_a_map_does) {
    std::minstd_rand random{3};
    StandingMap standings;
    std::map<Key, Standing> model;
    for (std::uint32_t i = 0; i < 30000; ++i) {
        const auto subject = static_cast<SubjectId>(i % 3 == 0 ? i + 1 : 1 + random() % 20000);
        const auto made = standing(subject, i, static_cast<ArgumentId>(random() % 3));
        standings.set(made);
        model[made.key()] = made;
    }
    expect_same(standings, model);
    std::vector<Standing> sorted;
    for (const auto& [key, value] : model) sorted.push_back(value);
    StandingMap assigned;
    assigned.assign(sorted);
    expect_same(assigned, model);
}

TEST(StandingMap, a_snapshot_stays_as_it_was) {
    StandingMap standings;
    for (SubjectId id = 1; id <= 10000; ++id) standings.set(standing(id, value::closed));
    const auto before = standings.snapshot();
    standings.set(standing(5, value::open));
    standings.set(standing(20000, value::open));
    EXPECT_EQ(count(before), 10000U);
    for (const auto& chunk : before)
        for (const auto& found : *chunk) ASSERT_EQ(found.value, value::closed);
    const auto after = standings.snapshot();
    std::size_t shared = 0;
    for (std::size_t i = 0; i < before.size(); ++i) shared += before[i] == after[i] ? 1U : 0U;
    EXPECT_EQ(shared, before.size() - 2) << "only what changed is copied";
    EXPECT_EQ(standings.find({5, {}, 0}), nullptr) << "another name is another key";
    EXPECT_EQ(standings.find(standing(5, 0).key())->value, value::open);
}

TEST(StandingMap, subjects_in_order_fill_their_chunks) {
    StandingMap standings;
    for (SubjectId id = 1; id <= 100000; ++id) standings.set(standing(id, 1));
    EXPECT_LE(standings.snapshot().size(), 100000 / (chunk_standings_max - 1) + 1);
}

}  // namespace
}  // namespace mailwatchd::watch
