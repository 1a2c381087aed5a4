// Cells made from observations only: active series, reputation.
#include "model/active_series.h"
#include "model/relay_control.h"
#include "model/reputation.h"
#include "publish/active_cells.h"
#include "publish/reputation_cells.h"
#include "support/report_scene.h"

#include <gtest/gtest.h>

namespace mailwatchd::publish {
namespace {

using model::Answer;
using model::SeriesCase;
using model::SeriesKind;
using Shows = checks::Column::Shows;

const std::string host = "mx1.example.org";
const auto at = test::ip("192.0.2.1");

/// One good host, the observations that a test adds, and the report of the check.
struct Sample {
    Audit audit = test::ReportScene{{.hosts = 1, .good = true}}.audit();
    std::shared_ptr<model::World> world = std::make_shared<model::World>(*audit.world);
    model::CheckState check;

    Sample() {
        world->of<model::ActiveSeries>().clear();
        world->of<model::Reputation>().clear();
    }

    template <class Cell>
    TableCell operator()(Cell cell) {
        audit.world = world;
        const ReadingIndex readings{audit.readings};
        return cell(CellPlace{audit, readings, &check, host, &at});
    }
};

model::ActiveSeries series(SeriesKind kind, const model::Service& service) {
    model::ActiveSeries made;
    made.kind = kind;
    made.endpoint = {host, at, service};
    return made;
}

SeriesCase met(std::string_view name, Answer answer, int code, std::string text) {
    SeriesCase one;
    one.name = name;
    one.answer = answer;
    one.rcpt = {code, "", std::move(text)};
    return one;
}

std::string submission(std::optional<Answer> answer) {
    Sample sample;
    if (answer) {
        auto seen = series(SeriesKind::submission_auth, model::submission);
        seen.cases = {met(model::submission_case, *answer, 530, "login")};
        sample.world->of<model::ActiveSeries>() = {
            std::make_shared<const model::ActiveSeries>(seen)};
    }
    return sample([](const CellPlace& place) { return login_demanded_cell(place, 587); }).text;
}

TEST(ActiveCells, tell_whether_587_demands_a_login) {
    EXPECT_EQ(submission(Answer::needs_auth), "required");
    EXPECT_EQ(submission(Answer::refused), "mail without a login refused");
    EXPECT_EQ(submission(Answer::accepted), "not required: accepts mail without a login");
    EXPECT_EQ(submission(Answer::deferred), "login offered; requirement not proven");
    EXPECT_EQ(submission(std::nullopt), "login offered; requirement not proven");
}

std::string spoof(Answer control, Answer forged, model::Reason closed = model::Reason::none) {
    Sample sample;
    auto seen = series(SeriesKind::spf_enforcement, model::smtp);
    seen.closed = closed;
    seen.cases = {met(model::control_case, control, 250, "ok"),
                  met(model::spoof_case, forged, 550, "5.7.23 <b>SPF</b>\r\n")};
    sample.world->of<model::ActiveSeries>() = {std::make_shared<const model::ActiveSeries>(seen)};
    return sample([](const CellPlace& place) { return spoof_cell(place, 25); }).text;
}

TEST(ActiveCells, tell_what_a_forged_sender_met) {
    EXPECT_EQ(spoof(Answer::accepted, Answer::refused), "refused: 550 5.7.23 <b>SPF</b>\\x0D\\x0A");
    EXPECT_TRUE(spoof(Answer::accepted, Answer::accepted).starts_with("accepted: "));
    EXPECT_TRUE(spoof(Answer::deferred, Answer::none).starts_with("control not accepted"));
    EXPECT_EQ(spoof(Answer::none, Answer::none, model::Reason::not_authorised),
              "not tested: active tests are not allowed on this host");
}

TEST(ActiveCells, count_the_relay_cases) {
    Sample sample;
    auto seen = series(SeriesKind::relay, model::smtp);
    for (const auto& one : model::relay_cases)
        seen.cases.push_back(met(one.name,
                                 one.name == "third_party" ? Answer::accepted
                                 : one.name == "bang_path" ? Answer::deferred
                                                           : Answer::refused,
                                 550, "no"));
    sample.world->of<model::ActiveSeries>() = {std::make_shared<const model::ActiveSeries>(seen)};
    const auto cell = sample([](const CellPlace& place) { return relay_cell(place, 25); });
    EXPECT_EQ(cell.text, "20 refused, 1 accepted, 1 inconclusive");
    EXPECT_EQ(cell.tone, Tone::bad);
}

TEST(ActiveCells, say_that_a_host_accepts_everything) {
    Sample sample;
    auto seen = series(SeriesKind::relay, model::smtp);
    for (const std::string_view name : {std::string_view{"third_party"}, model::impossible_case})
        seen.cases.push_back(met(name, Answer::accepted, 250, "ok"));
    sample.world->of<model::ActiveSeries>() = {std::make_shared<const model::ActiveSeries>(seen)};
    const auto cell = sample([](const CellPlace& place) { return relay_cell(place, 25); });
    EXPECT_EQ(cell.text, "accepts every recipient, even an impossible one");
    EXPECT_EQ(cell.tone, Tone::warning);
}

TEST(ActiveCells, say_why_nothing_was_tried) {
    Sample sample;
    sample.check.report = model::Report::no_info(model::Reason::not_configured);
    EXPECT_EQ(sample([](const CellPlace& place) { return relay_cell(place, 25); }).text,
              "not tested: a required setting is missing");
}

constexpr checks::Column rating{"Rep.", Shows::rating, 0, "good_ratio", "averaged"};
constexpr checks::Column good{"good", Shows::good_percent, 0, "good_ratio"};
constexpr checks::Column bad{"bad", Shows::bad_percent, 0, "good_ratio"};

std::string figure(const checks::Column& column, std::optional<double> share, bool averaged) {
    Sample sample;
    const auto subject = model::Subject::address(host, at);
    if (share) sample.check.report.measurements.push_back({subject, "good_ratio", *share, "ratio"});
    sample.check.report.measurements.push_back(
        {subject, "averaged", averaged ? 1.0 : 0.0, "count"});
    return sample([&](const CellPlace& place) { return figure_cell(place, column); }).text;
}

TEST(ReputationCells, show_figures_and_that_there_are_none) {
    EXPECT_EQ(figure(rating, 0.5, false), "good");
    EXPECT_EQ(figure(rating, 0.494, false), "poor");
    EXPECT_EQ(figure(rating, 0.8, true), "good, averaged with the address");
    EXPECT_EQ(figure(rating, std::nullopt, false), "no data");
    EXPECT_EQ(figure(good, 0.805, false), "81 %");
    EXPECT_EQ(figure(bad, 0.805, false), "19 %");
    EXPECT_EQ(figure(bad, std::nullopt, true), "no data");
}

TEST(ReputationCells, show_whose_the_address_is) {
    Sample sample;
    const auto say = [&](Shows shows) {
        return sample([&](const CellPlace& place) { return origin_cell(place, shows); }).text;
    };
    EXPECT_EQ(say(Shows::owner), "no data");
    auto look = std::make_shared<model::Reputation>();
    look->address = at;
    look->isp_domain = "example.net";
    look->origin = model::Origin{};
    look->origin->as_name = "EXAMPLE-AS <Ltd>";
    look->origin->country = "DE";
    sample.world->of<model::Reputation>() = {look};
    EXPECT_EQ(say(Shows::owner), "EXAMPLE-AS <Ltd>");
    EXPECT_EQ(say(Shows::owner_domain), "example.net");
    EXPECT_EQ(say(Shows::country), "DE");
}

}  // namespace
}  // namespace mailwatchd::publish
