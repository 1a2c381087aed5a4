#include "publish/presence.h"

#include "publish/text/text.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

namespace mailwatchd::publish {
namespace {

using model::Reason;
using Mail = model::Topology::Mail;

/// A target with one check that gave no information, for this reason.
model::TargetState state_of(std::optional<Mail> mail, Reason reason, bool concluded = true) {
    model::TargetState state;
    state.target = {model::TargetKind::domain, "example.org"};
    if (mail) {
        auto topology = std::make_shared<model::Topology>();
        topology->mail = *mail;
        state.topology = std::move(topology);
    }
    model::CheckState check;
    check.check = "mx_connection";
    check.report = model::Report::no_info(reason);
    check.concluded = concluded;
    state.checks.push_back(std::move(check));
    return state;
}

struct Row {
    const char* name;
    model::TargetState state;
    std::string_view words;
    bool is_conspicuous;
};

const Row rows[] = {
    {"no_such_domain", state_of(Mail::no_domain, Reason::no_such_domain), "does not exist", true},
    {"back_but_not_confirmed", state_of(Mail::mx, Reason::no_such_domain), "does not exist", true},
    {"gone_but_not_confirmed", state_of(Mail::no_domain, Reason::no_service), "", false},
    {"not_concluded", state_of(Mail::no_domain, Reason::no_such_domain, false), "", false},
    {"no_mail_host", state_of(Mail::none, Reason::no_mail_host), "no mail host", true},
    {"mx_hosts_without_address", state_of(Mail::mx, Reason::no_mail_host), "", false},
    {"null_mx", state_of(Mail::null_mx, Reason::no_mail), "accepts no mail", false},
    {"not_audited_yet", state_of({}, Reason::interrupted, false), "", false},
};

class TargetPresence : public testing::TestWithParam<Row> {};

TEST_P(TargetPresence, is_told_from_the_standing_verdicts) {
    const auto presence = presence_of(GetParam().state);
    EXPECT_EQ(presence.words, GetParam().words);
    EXPECT_EQ(presence.is_conspicuous, GetParam().is_conspicuous);
}

INSTANTIATE_TEST_SUITE_P(Table, TargetPresence, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

/// Where the score would be.
TEST(TargetPresence, is_in_the_first_line_of_the_report) {
    Audit audit;
    audit.state = std::make_shared<const model::TargetState>(
        state_of(Mail::no_domain, Reason::no_such_domain));
    const auto text = to_text(audit, {.width = 60, .colour = false});
    EXPECT_EQ(text.substr(0, text.find('\n')),
              "example.org                                   does not exist");
    EXPECT_NE(text.find("MX: none: the name does not exist (NXDOMAIN)"), std::string::npos);
}

}  // namespace
}  // namespace mailwatchd::publish
