#include "model/relay_control.h"
#include "observe/series/readings.h"
#include "support/builders.h"

#include <gtest/gtest.h>

using namespace std::chrono_literals;

namespace mailwatchd::observe {
namespace {

using model::Reason;
using test::ip;

constexpr base::Instant now{1'798'761'600s};

/// "name=value" or "name?reason", with ":argument" if there is one; in order.
std::string shown(const std::vector<model::Reading>& readings) {
    std::string text;
    for (const auto& reading : readings) {
        text += (text.empty() ? "" : " ") + reading.full_name();
        text += reading.is_known() ? "=" + reading.value : "?" + std::string{name(reading.reason)};
        EXPECT_TRUE(!reading.is_known() || reading.reason == Reason::none) << text;
    }
    return text;
}

model::ActiveSeries relay_series(std::initializer_list<model::Answer> answers) {
    model::ActiveSeries made;
    made.endpoint = {"mx1.example.org", ip("192.0.2.1"), model::smtp};
    made.taken_at = now;
    for (const auto answer : answers) {
        model::SeriesCase made_case;
        made_case.name = model::relay_cases[made.cases.size()].name;
        made_case.recipient = "canary@example.net";
        made_case.answer = answer;
        made_case.mail = {250, "", "Ok"};
        made_case.rcpt = {answer == model::Answer::accepted ? 250 : 554, "", "said"};
        made.cases.push_back(std::move(made_case));
    }
    return made;
}

TEST(SeriesReading, is_one_a_case_with_its_transaction) {
    using enum model::Answer;
    const auto readings = readings_of(relay_series({accepted, refused, needs_auth, deferred}));
    EXPECT_EQ(shown(readings),
              "relay:null_sender=accepted relay:third_party=refused relay:sender_at_name=refused "
              "relay:sender_at_literal?deferred");
    EXPECT_EQ(readings[0].subject.shown(), "mx1.example.org[192.0.2.1]:25");
    EXPECT_EQ(readings[0].evidence, "MAIL FROM:<> 250 Ok, RCPT TO:<canary@example.net> 250 said");
}

TEST(SeriesReading, of_one_that_was_ended_has_acceptances_alone) {
    using enum model::Answer;
    auto series = relay_series({accepted, refused, blocked, none});
    series.end = model::SeriesEnd::turned_away;
    EXPECT_EQ(shown(readings_of(series)),
              "relay:null_sender=accepted relay:third_party?refused_us "
              "relay:sender_at_name?refused_us relay:sender_at_literal?refused_us");
}

TEST(SeriesReading, of_a_case_that_was_not_asked_is_unknown) {
    using enum model::Answer;
    EXPECT_EQ(shown(readings_of(relay_series({refused, none, deferred}))),
              "relay:null_sender=refused relay:third_party?interrupted "
              "relay:sender_at_name?deferred");
}

TEST(SeriesReading, of_a_host_that_accepts_everything_is_unknown) {
    using enum model::Answer;
    auto series = relay_series({accepted, accepted, accepted});
    series.cases.back().name = model::impossible_case;
    EXPECT_EQ(shown(readings_of(series)),
              "relay:null_sender?not_trusted relay:third_party?not_trusted");
    series.cases.back().answer = refused;
    EXPECT_EQ(shown(readings_of(series)), "relay:null_sender=accepted relay:third_party=accepted");
    series.cases.back().name = model::clear_case;
    EXPECT_EQ(shown(readings_of(series)), "relay:null_sender=accepted relay:third_party=accepted");
}

TEST(SeriesReading, there_is_none_of_what_was_not_taken_nor_of_other_kinds) {
    auto series = relay_series({model::Answer::refused});
    series.closed = Reason::not_authorised;
    EXPECT_TRUE(readings_of(series).empty());
    series.closed = Reason::none;
    series.kind = model::SeriesKind::spf_enforcement;
    EXPECT_TRUE(readings_of(series).empty());
}

}  // namespace
}  // namespace mailwatchd::observe
