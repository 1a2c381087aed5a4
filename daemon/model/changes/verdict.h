// A verdict that changed without a reading that explains it.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind verdict_failed{
    .number = 16,
    .name = "verdict_failed",
    .message_id = "4a5a79d833df48768e1e31c61bf8a77f",
    .message = "check {argument} is now {new} (was {old})",
    .catalogue =
        {.subject = "Check @MAILWATCHD_CHECK@ of @MAILWATCHD_TARGET@ failed",
         .text =
             R"(It was @MAILWATCHD_OLD@ before. mailwatchctl check @MAILWATCHD_TARGET@ shows what
was found and what to do.
)"},
};

inline constexpr ChangeKind verdict_passed{
    .number = 17,
    .name = "verdict_passed",
    .message_id = "58419e85f6c845afa5bc5a46010fba99",
    .message = "check {argument} is now {new} (was {old})",
    .catalogue = {.subject = "Check @MAILWATCHD_CHECK@ of @MAILWATCHD_TARGET@ passed",
                  .text =
                      R"(It was @MAILWATCHD_OLD@ before. Nothing is to be done.
)"},
};

}  // namespace mailwatchd::model::change
