// When inconclusive checks run again: after 5 minutes, 30 minutes, 3 hours and a day, then with the
// target's next audit.
#include "watch/retry.h"

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <string>
#include <vector>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using model::Reason;

const Place place{"install", "example.org", "10 mx.example.org"};

model::CheckState check(Reason why, std::uint16_t runs, bool concluded = true) {
    model::CheckState state;
    state.check = "dnsbl";
    state.concluded = concluded;
    state.last_reason = why;
    state.inconclusive_runs = runs;
    return state;
}

std::optional<Duration> wait_of(std::vector<model::CheckState> checks) {
    model::TargetState state;
    state.checks = std::move(checks);
    return retry_wait(state, place);
}

struct Case {
    const char* name;
    std::vector<model::CheckState> checks;
    Duration wait;  ///< 0: the target's next audit.
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

const Case cases[] = {
    {"conclusive", {check(Reason::none, 0)}, 0h},
    {"does_not_apply", {check(Reason::no_service, 0)}, 0h},
    {"first", {check(Reason::timeout, 1)}, 5min},
    {"second", {check(Reason::timeout, 2)}, 30min},
    {"third", {check(Reason::timeout, 3)}, 3h},
    {"fourth", {check(Reason::timeout, 4)}, 24h},
    {"then_at_the_interval", {check(Reason::timeout, 5)}, 0h},
    {"long_after", {check(Reason::timeout, 300)}, 0h},
    {"once_a_day_until_it_has_been_conclusive", {check(Reason::timeout, 5, false)}, 24h},
    {"judged_after_a_confirmation", {check(Reason::timeout, 0)}, 5min},
    {"the_first_of_several", {check(Reason::timeout, 3), check(Reason::dns_failure, 1)}, 5min},
    {"one_that_waits_no_more_beside_a_new_one",
     {check(Reason::timeout, 9), check(Reason::dns_failure, 2)},
     30min},
};

class Retry : public testing::TestWithParam<Case> {};

TEST_P(Retry, comes_after) {
    const auto& row = GetParam();
    const auto wait = wait_of(row.checks);
    ASSERT_EQ(wait.has_value(), row.wait != 0h);
    if (!wait) return;
    EXPECT_LE(*wait, row.wait);
    EXPECT_GE(*wait, row.wait - row.wait / 10) << "spread over the last tenth";
}
INSTANTIATE_TEST_SUITE_P(Table, Retry, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

struct OfReason {
    Reason reason;
    bool is_retried;
};
void PrintTo(const OfReason& row, std::ostream* out) { *out << model::name(row.reason); }

const OfReason reasons[] = {
    {Reason::no_service, false},      {Reason::no_mail, false},
    {Reason::not_applicable, false},  {Reason::not_authorised, false},
    {Reason::not_configured, false},  {Reason::tagging_possible, false},
    {Reason::disabled, false},        {Reason::timeout, true},
    {Reason::slow_greeting, true},    {Reason::refused_us, true},
    {Reason::deferred, true},         {Reason::dns_failure, true},
    {Reason::resolver_unfit, true},   {Reason::prober_unhealthy, true},
    {Reason::prober_trusted, false},  {Reason::not_trusted, false},
    {Reason::too_few_sources, true},  {Reason::no_route, false},
    {Reason::address_refused, false}, {Reason::no_credential, false},
    {Reason::prober_identity, false}, {Reason::malformed, false},
    {Reason::interrupted, true},
};

class RetryReason : public testing::TestWithParam<OfReason> {};

TEST_P(RetryReason, helps_only_if_it_may_pass) {
    EXPECT_EQ(wait_of({check(GetParam().reason, 1)}).has_value(), GetParam().is_retried);
}
INSTANTIATE_TEST_SUITE_P(Table, RetryReason, testing::ValuesIn(reasons), [](const auto& row) {
    return std::string{model::name(row.param.reason)};
});

}  // namespace
}  // namespace mailwatchd::watch
