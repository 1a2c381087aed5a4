// Who is looked at when one of the holders of a certificate shows another.
#include "watch/holders.h"

#include "support/readings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

const base::Moment noon{base::Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}},
                        base::Ticks{100h}};

model::Subject host(std::size_t n) {
    return model::Subject::endpoint({"mx" + std::to_string(n) + ".example.org",
                                     *model::Address::parse("2001:db8::" + std::to_string(n)),
                                     model::smtp});
}

const std::string routine = "trusted;Let's Encrypt, R3;*.example.org;EC 256;";
const std::string first = routine + "first key";
const std::string rekeyed = routine + "second another";
const std::string renewed = routine + "second key";

class Holders : public testing::Test {
protected:
    void show(const model::Subject& subject, const std::string& value, base::Moment now,
              const model::ReadingKind& kind = reading::certificate) {
        model::Reading reading;
        reading.subject = subject;
        reading.kind = &kind;
        reading.value = value;
        reading.taken_at = now.wall;
        reading.ticks = now.ticks;
        reading.look = ++looks_taken_;
        const auto batch = table_.ingest(std::vector{reading}, {}, now);
        table_.apply(batch);
        holders_.plan(batch, table_, now.ticks);
    }
    void start(std::size_t count) {
        for (std::size_t n = 0; n < count; ++n) show(host(n), first, noon);
    }
    /// When each look is due, after noon.
    std::vector<base::Duration> looks() {
        std::vector<base::Duration> all;
        while (const auto next = holders_.next()) {
            for (const auto& look : holders_.take_due(*next)) {
                EXPECT_EQ(look.at, *next);
                EXPECT_EQ(look.kind, &reading::certificate);
                subjects_.push_back(look.subject);
                all.push_back(look.at - noon.ticks);
            }
        }
        return all;
    }

    StandingTable table_{"install", {}, test::reading_kinds()};
    HolderLooks holders_;
    std::uint32_t looks_taken_ = 0;
    std::vector<model::Subject> subjects_;
};

TEST_F(Holders, are_looked_at_one_after_the_other) {
    start(4);
    show(host(9), renewed, noon);
    show(host(1), rekeyed, noon);
    EXPECT_THAT(looks(), testing::ElementsAre(0s, 2s, 4s));
    EXPECT_THAT(subjects_, testing::ElementsAre(host(0), host(2), host(3)));
}

TEST_F(Holders, are_looked_at_within_minutes_if_they_are_many) {
    start(401);
    show(host(0), rekeyed, noon);
    const auto all = looks();
    ASSERT_EQ(all.size(), 400U);
    EXPECT_EQ(all.at(1), 750ms);
    EXPECT_LT(all.back(), holders_spread);
}

TEST_F(Holders, are_bounded) {
    start(holders_max + 100);
    show(host(0), rekeyed, noon);
    EXPECT_EQ(looks().size(), holders_max);
}

TEST_F(Holders, are_looked_at_once_within_the_hour) {
    start(4);
    show(host(0), rekeyed, noon);
    EXPECT_EQ(looks().size(), 3U);
    show(host(1), rekeyed, noon + 59min);
    EXPECT_THAT(looks(), IsEmpty());
    show(host(2), rekeyed, noon + 61min);
    EXPECT_THAT(looks(), testing::ElementsAre(61min));
    EXPECT_EQ(subjects_.back(), host(3));
}

TEST_F(Holders, are_left_alone_if_the_change_is_no_news) {
    start(4);
    show(host(0), renewed, noon);
    show(host(1), first, noon);
    EXPECT_THAT(looks(), IsEmpty());
}

TEST_F(Holders, are_left_alone_if_the_value_names_no_cause) {
    for (std::size_t n = 0; n < 4; ++n) show(host(n), "closed", noon, reading::port);
    show(host(0), "open", noon, reading::port);
    EXPECT_THAT(looks(), IsEmpty());
}

}  // namespace
}  // namespace mailwatchd::watch
