// What may become of ourselves.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind vantage_ill{
    .number = 20,
    .name = "vantage_ill",
    .message_id = "1b168a7f8b1149eea6db72ad90f73f95",
    .message = "we are ill ({argument}): verdicts that depend on it are frozen",
    .catalogue =
        {.subject = "mailwatchd does not see well",
         .text =
             R"(Something about this machine or its network is ill: @MAILWATCHD_READING@. Nothing that
depends on it is believed until it is well: verdicts keep their last state.

Look at the resolver, the routes, and whether outbound port 25 is allowed.
)"},
};

inline constexpr model::ChangeKind vantage_well{
    .number = 21,
    .name = "vantage_well",
    .message_id = "cacee083b2b74a0b88a76129bcdef2a2",
    .message = "we are well again ({argument})",
    .catalogue =
        {.subject = "mailwatchd sees well again",
         .text =
             R"(What was ill about this machine or its network is well: @MAILWATCHD_READING@.
)"},
};

}  // namespace mailwatchd::change
