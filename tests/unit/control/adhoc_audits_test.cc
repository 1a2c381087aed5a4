#include "control/adhoc_audits.h"

#include <gtest/gtest.h>

namespace mailwatchd::control {
namespace {

using model::Reason;
using model::Report;

struct NotAuditedCase {
    const char* name;
    std::vector<Report> reports;
    Reason why;  ///< None: it was audited.
};

const NotAuditedCase not_audited_cases[] = {
    {"passed", {Report::passed(100)}, Reason::none},
    {"failed", {Report::failed(0), Report::no_info(Reason::address_refused)}, Reason::none},
    {"every_address_refused",
     {Report::no_info(Reason::not_applicable), Report::no_info(Reason::address_refused),
      Report::no_info(Reason::too_few_sources)},
     Reason::address_refused},
    {"no_route", {Report::no_info(Reason::no_route)}, Reason::no_route},
    {"prober", {Report::no_info(Reason::prober_unhealthy)}, Reason::prober_unhealthy},
    {"asked_in_vain", {Report::no_info(Reason::timeout)}, Reason::none},
    {"nothing_is_offered", {Report::no_info(Reason::no_service)}, Reason::none},
    {"nothing_applies", {Report::no_info(Reason::not_applicable)}, Reason::none},
};

class NotAudited : public testing::TestWithParam<NotAuditedCase> {};

TEST_P(NotAudited, only_if_nothing_could_be_asked) {
    std::vector<engine::CheckResult> results;
    for (const auto& report : GetParam().reports) results.push_back({"check", 1, report});
    EXPECT_EQ(why_not_audited(results).value_or(Reason::none), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(Table, NotAudited, testing::ValuesIn(not_audited_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::control
