#include "tool/call_failure.h"

#include <gtest/gtest.h>

namespace mailwatchd::tool {
namespace {

using Kind = serve::CallFailure::Kind;

TEST(CallFailure, says_who_may_ask) {
    const std::string refused = "no permission to connect to mailwatchd at /s: ";
    EXPECT_EQ(advice("/s", {.user = "anna", .group = "mailwatchd", .is_member = false}),
              refused +
                  "anna is not in the group mailwatchd: use sudo, or run \"adduser anna "
                  "mailwatchd\" and log in again");
    EXPECT_EQ(
        advice("/s", {.user = "anna", .group = "mailwatchd", .is_member = true}),
        refused + "anna joined the group mailwatchd after this login: log in again or use sudo");
    EXPECT_EQ(advice("/s", {.user = "anna", .group = "", .is_member = false}),
              refused + "use sudo");
}

TEST(CallFailure, says_where_to_look) {
    EXPECT_EQ(
        explain("/s", {Kind::not_there, "Connection refused"}),
        "mailwatchd does not answer at /s (Connection refused): check \"systemctl status "
        "mailwatchd\" and \"journalctl -u mailwatchd\", or use --control if daemon.control is "
        "another path");
    EXPECT_EQ(explain("/s", {Kind::broken, "no answer: End of file"}),
              "mailwatchd at /s: no answer: End of file; check \"journalctl -u mailwatchd\"");
}

}  // namespace
}  // namespace mailwatchd::tool
