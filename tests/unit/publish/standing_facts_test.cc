#include "publish/standing_facts.h"

#include "model/subject.h"
#include "support/readings.h"
#include "watch/values.h"

#include <gtest/gtest.h>

namespace mailwatchd::publish {
namespace {

struct Known {
    watch::Interner words;
    watch::StandingMap standings;

    watch::SubjectId add(const model::Subject& subject, const model::ReadingKind& kind,
                         std::string_view value, std::uint16_t changes = 0) {
        const auto id = words.subject(subject);
        standings.set({.subject = id,
                       .reading = kind.number,
                       .value = words.value(value),
                       .since = 1'795'348'800,
                       .generation = changes});
        return id;
    }
};

TEST(StandingFacts, are_every_row_across_chunks) {
    Known known;
    constexpr std::size_t count = 3 * watch::chunk_standings_max;
    for (std::size_t i = 0; i < count; ++i)
        known.add(model::Subject::name("h" + std::to_string(i) + ".example"), reading::spf,
                  "v" + std::to_string(i));
    const StandingFacts facts{known.standings.snapshot(), known.words, test::reading_kinds()};
    ASSERT_EQ(facts.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(facts.reading(i), reading::spf.number);
        ASSERT_EQ(facts.at(i).kind, &reading::spf);
        ASSERT_EQ(facts.at(i).subject->text, "h" + std::to_string(i) + ".example");
        ASSERT_EQ(facts.at(i).value, "v" + std::to_string(i));
    }
    for (const std::size_t row : {count - 1, std::size_t{0}, count / 2, std::size_t{1}})
        EXPECT_EQ(facts.at(row).value, "v" + std::to_string(row)) << "in any order";
}

/// One scrape, one picture.
TEST(StandingFacts, m5_stay_as_they_were) {
    Known known;
    const auto subject = model::Subject::name("mx1.example");
    known.add(subject, reading::ptr, "confirmed");
    const StandingFacts facts{known.standings.snapshot(), known.words, test::reading_kinds()};
    known.add(subject, reading::ptr, "missing");
    EXPECT_EQ(facts.at(0).value, "confirmed");
}

/// The first value is not a change.
TEST(StandingFacts, know_when_a_value_changed) {
    Known known;
    known.add(model::Subject::name("mx1.example"), reading::ptr, "confirmed");
    known.add(model::Subject::name("mx2.example"), reading::ptr, "missing", 2);
    const StandingFacts facts{known.standings.snapshot(), known.words, test::reading_kinds()};
    EXPECT_FALSE(facts.at(0).changed);
    EXPECT_EQ(facts.at(1).changed, base::Instant{std::chrono::seconds{1'795'348'800}});
}

/// The standing of what nobody watches is kept, its series is not.
TEST(StandingFacts, f5_m4_show_only_what_is_watched) {
    Known known;
    const auto kept = known.add(model::Subject::name("kept.example"), reading::ptr, "confirmed", 1);
    known.add(model::Subject::name("gone.example"), reading::ptr, "confirmed", 1);
    known.add(model::Subject::prober(), reading::prober, "healthy");
    const auto watched = std::make_shared<std::vector<bool>>(kept + 1, false);
    (*watched)[kept] = true;
    const StandingFacts facts{known.standings.snapshot(), known.words, test::reading_kinds(),
                              watched};
    ASSERT_EQ(facts.size(), 3U);
    EXPECT_EQ(facts.at(0).value, "confirmed");
    EXPECT_EQ(facts.at(1).value, "") << facts.at(1).subject->text;
    EXPECT_TRUE(facts.at(0).changed);
    EXPECT_FALSE(facts.at(1).changed);
    EXPECT_EQ(facts.at(2).value, "healthy") << "the prober is always shown";
}

TEST(StandingFacts, of_nothing) {
    const Known known;
    EXPECT_EQ(
        (StandingFacts{known.standings.snapshot(), known.words, test::reading_kinds()}.size()), 0U);
}

}  // namespace
}  // namespace mailwatchd::publish
