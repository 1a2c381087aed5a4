// What may become of ourselves.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind prober_unhealthy{
    .number = 20,
    .name = "prober_unhealthy",
    .message_id = "1b168a7f8b1149eea6db72ad90f73f95",
    .message = "the prober is unhealthy ({argument}): verdicts that depend on it are frozen",
    .catalogue =
        {.subject = "mailwatchd does not see well",
         .text =
             R"(Something about this machine or its network is unhealthy: @MAILWATCHD_READING@. Nothing that
depends on it is believed until it is well: verdicts keep their last state.

Look at the resolver, the routes, and whether outbound port 25 is allowed.
)"},
};

inline constexpr model::ChangeKind prober_healthy{
    .number = 21,
    .name = "prober_healthy",
    .message_id = "cacee083b2b74a0b88a76129bcdef2a2",
    .message = "the prober is healthy again ({argument})",
    .catalogue =
        {.subject = "mailwatchd sees well again",
         .text =
             R"(What was unhealthy about this machine or its network is well: @MAILWATCHD_READING@.
)"},
};

}  // namespace mailwatchd::change
