// A command reports success only after the change is recorded.
#include "control/commands.h"

#include "serve/query.h"
#include "support/held_executor.h"
#include "support/house.h"
#include "support/kept_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mailwatchd::control {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Commands : public testing::Test {
protected:
    Commands() : house{test::configuration({"good.example"}, "interval = \"1d\"\n")} {
        add_dnsbls(house.network);
        add_good_host(house.network, "mx.good.example", "198.51.100.25");
        add_domain(house.network, "good.example", "mx.good.example");
        house.network.endpoint("198.51.100.25", 110) = test::clear_pop3();
        house.make_db = [this](store::Store& store) {
            auto made = std::make_unique<test::HeldExecutor>(house.clock, store, disk);
            db = made.get();
            return made;
        };
        house.start();
        house.run_for(1h);
        routes = commands({{*house.scheduler, *house.observer, house.metrics(), plan, is_ready, *db,
                            house.clock, house.clock.now()},
                           *house.scheduler,
                           *house.observer,
                           log,
                           {},
                           {},
                           tasks});
    }

    /// The answer is appended to `answers`.
    void begin(const std::string& path, const std::string& query) {
        const auto route = std::ranges::find(routes, path, &serve::Route::path);
        serve::Request request;
        request.query = "target=good.example&" + query;
        house.clock.start(keep(route->handler(std::move(request))));
    }
    serve::Response post(const std::string& path, const std::string& query) {
        begin(path, query);
        house.run_for(1min);
        return answers.at(0);
    }
    /// All further commits fail.
    void fail_commits(base::Errc why) {
        disk.failures = -1;
        disk.why = why;
    }
    const model::TargetState& state() const { return *house.target("good.example")->state; }

    test::Disk disk;
    test::House house;
    test::HeldExecutor* db = nullptr;
    test::KeptLog log;
    std::shared_ptr<const engine::Plan> plan;
    bool is_ready = true;
    engine::TaskGroup tasks{house.clock.executor()};
    std::vector<serve::Route> routes;
    std::vector<serve::Response> answers;

    net::Awaitable<void> keep(net::Awaitable<serve::Response> work) {
        auto response = co_await std::move(work);
        answers.push_back(std::move(response));
    }
};

class NotRecorded : public Commands, public testing::WithParamInterface<base::Errc> {};

TEST_P(NotRecorded, e12_a_pause_is_refused_and_not_logged) {
    fail_commits(GetParam());
    const auto answer = post("/pause", "why=moving");
    EXPECT_EQ(answer.status, 503U);
    EXPECT_THAT(answer.body, HasSubstr("not recorded"));
    EXPECT_THAT(log.lines, IsEmpty());
    EXPECT_FALSE(state().paused);
}

TEST_P(NotRecorded, e12_a_resumption_is_refused_and_not_logged) {
    house.pause("good.example", true);
    fail_commits(GetParam());
    EXPECT_EQ(post("/resume", "").status, 503U);
    EXPECT_THAT(log.lines, IsEmpty());
    EXPECT_TRUE(state().paused);
    EXPECT_FALSE(house.due_of("good.example"));
}

TEST_P(NotRecorded, e12_an_acceptance_is_refused_and_not_logged) {
    fail_commits(GetParam());
    EXPECT_EQ(post("/acknowledge", "finding=POP3_CLEARTEXT_LOGIN").status, 503U);
    EXPECT_THAT(log.lines, IsEmpty());
    EXPECT_THAT(state().acknowledged, IsEmpty());
}

TEST_F(Commands, s3_on_a_full_disk_commands_take_effect_and_say_that_it_may_be_lost) {
    fail_commits(base::Errc::no_resources);
    const auto lost = HasSubstr("this is lost if mailwatchd ends now");
    const auto paused = post("/pause", "why=moving");
    EXPECT_EQ(paused.status, 200U);
    EXPECT_THAT(paused.body, lost);
    EXPECT_TRUE(state().paused);
    EXPECT_THAT(post("/resume", "").body, lost);
    EXPECT_FALSE(state().paused);
    const auto acknowledged = post("/acknowledge", "finding=POP3_CLEARTEXT_LOGIN");
    EXPECT_EQ(acknowledged.status, 200U);
    EXPECT_THAT(acknowledged.body, lost);
    EXPECT_THAT(state().acknowledged, testing::SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Table, NotRecorded,
                         testing::Values(base::Errc::refused, base::Errc::malformed));

TEST_F(Commands, e12_what_is_recorded_is_logged_then_and_answered) {
    disk.is_held = true;
    begin("/pause", "why=moving");
    house.run_for(1min);
    EXPECT_THAT(log.lines, IsEmpty());
    EXPECT_THAT(answers, IsEmpty());
    disk.is_held = false;
    house.run_for(1min);
    EXPECT_THAT(log.lines, SizeIs(1));
    ASSERT_THAT(answers, SizeIs(1));
    EXPECT_EQ(answers[0].status, 200U);
    EXPECT_TRUE(state().paused);
    answers.clear();
    EXPECT_EQ(post("/acknowledge", "finding=POP3_CLEARTEXT_LOGIN").status, 200U);
    EXPECT_THAT(state().acknowledged, SizeIs(1));
    answers.clear();
    EXPECT_EQ(post("/resume", "").status, 200U);
    EXPECT_FALSE(state().paused);
    EXPECT_THAT(log.lines, SizeIs(3));
}

/// Moves a cursor, ends a text, is no UTF-8, forges a line, turns the direction, breaks markup.
const std::string hostile = "\x1B[31m\0\xFF\r\nok\xE2\x80\xAE<blink>\x9B\"'\\"s;

/// A request that is refused, or whose answer repeats it.
struct Repeated {
    const char* name;
    std::string route;
    std::string query;  ///< Followed by the hostile text.
    bool is_in_the_path = false;
};

const Repeated repeated[] = {
    {"the_target_of_recheck", "/recheck", "target="},
    {"the_target_of_pause", "/pause", "target="},
    {"the_target_of_resume", "/resume", "target="},
    {"the_target_of_acknowledge", "/acknowledge", "target="},
    {"a_target_in_utf_8", "/recheck", "target=%C3%BC"},
    {"the_reason_of_a_pause", "/pause", "target=good.example&why="},
    {"a_finding", "/acknowledge", "target=good.example&finding="},
    {"a_subject", "/acknowledge", "target=good.example&finding=POP3_CLEARTEXT_LOGIN&subject="},
    {"an_end", "/acknowledge", "target=good.example&finding=POP3_CLEARTEXT_LOGIN&until="},
    {"the_reason_of_an_acknowledgement", "/acknowledge",
     "target=good.example&finding=POP3_CLEARTEXT_LOGIN&why="},
    {"what_is_not_acknowledged", "/acknowledge",
     "undo=1&target=good.example&finding=POP3_CLEARTEXT_LOGIN&subject="},
    {"the_target_of_check", "/check", "target="},
    {"a_check", "/check", "target=good.example&only="},
    {"a_time", "/events", "since="},
    {"a_path", "/targets/*", "", true},
    {"a_path_of_the_api", "/api/v1/targets/*", "", true},
};

/// Our own words have no such bytes.
bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

class RepeatedInput : public Commands, public testing::WithParamInterface<Repeated> {
protected:
    serve::Response ask(std::string accept) {
        const auto& row = GetParam();
        const auto route = std::ranges::find(routes, row.route, &serve::Route::path);
        serve::Request request;
        const auto text = serve::encoded(hostile);
        request.path = row.is_in_the_path ? row.route.substr(0, row.route.size() - 1) + text : "";
        request.query = row.is_in_the_path ? "" : row.query + text;
        request.accept = std::move(accept);
        answers.clear();
        house.clock.start(keep(route->handler(std::move(request))));
        house.run_for(1min);
        return answers.at(0);
    }
};

TEST_P(RepeatedInput, a5_a6_is_escaped_in_every_format_and_in_the_log) {
    for (const auto* const accept : {"text/plain", "application/json", "text/html"}) {
        const auto answer = ask(accept);
        EXPECT_TRUE(is_printable(answer.body)) << accept << ": " << answer.body;
        if (answer.body.starts_with("<!doctype html>"))
            EXPECT_EQ(answer.body.find("<blink>"), std::string::npos) << answer.body;
        if (accept == "text/plain"s)
            EXPECT_EQ(std::ranges::count(answer.body, '\n'), 1) << answer.body;
    }
    for (const auto& line : log.lines) {
        EXPECT_TRUE(is_printable(line)) << line;
        EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, RepeatedInput, testing::ValuesIn(repeated),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::control
