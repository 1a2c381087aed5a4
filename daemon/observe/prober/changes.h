// Changes of the daemon's own machine and network.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind prober_unhealthy{
    .number = 20,
    .name = "prober_unhealthy",
    .message_id = "1b168a7f8b1149eea6db72ad90f73f95",
    .message = "local problem: {argument}; dependent checks are suspended",
    .catalogue = {.subject = "mailwatchd has a local problem",
                  .text =
                      R"(mailwatchd found a problem on its own machine or network:
@MAILWATCHD_EVIDENCE@. Checks that depend on it keep their last verdict, and changes are not
believed, until the problem is solved.

Check the resolver, the routes, and whether outbound port 25 is open. To test all of them:

    mailwatchctl doctor
)"},
};

inline constexpr model::ChangeKind prober_healthy{
    .number = 21,
    .name = "prober_healthy",
    .message_id = "cacee083b2b74a0b88a76129bcdef2a2",
    .message = "local problem solved; dependent checks run again",
    .catalogue =
        {.subject = "A local problem of mailwatchd is solved",
         .text =
             R"(The problem on the machine or network of mailwatchd is solved. Checks that depend on
it run again, and what has changed meanwhile is reported once it is confirmed.
)"},
};

}  // namespace mailwatchd::change
