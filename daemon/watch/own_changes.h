// Changes that follow from others, or are our own.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind verdict_failed{
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

inline constexpr model::ChangeKind verdict_passed{
    .number = 17,
    .name = "verdict_passed",
    .message_id = "58419e85f6c845afa5bc5a46010fba99",
    .message = "check {argument} is now {new} (was {old})",
    .catalogue = {.subject = "Check @MAILWATCHD_CHECK@ of @MAILWATCHD_TARGET@ passed",
                  .text =
                      R"(It was @MAILWATCHD_OLD@ before. Nothing is to be done.
)"},
};

inline constexpr model::ChangeKind rules_changed{
    .number = 24,
    .name = "rules_changed",
    .message_id = "f81eab4deff644db928a3985fb2575b5",
    .message = "the rules of judging changed: now {new} (was {old})",
    .catalogue =
        {.subject = "mailwatchd judges by new rules",
         .text =
             R"(A new version of the checks, weights or block lists judged the stored facts again. Verdicts
may differ although nothing changed outside.
)"},
};

inline constexpr model::ChangeKind flapping{
    .number = 22,
    .name = "flapping",
    .message_id = "34eeb922743f401aa2220a0a54fd21f7",
    .message = "{reading} of {place} is flapping: its changes are not told until it rests",
    .catalogue =
        {.subject = "@MAILWATCHD_SUBJECT@ is flapping",
         .text =
             R"(The value of @MAILWATCHD_READING@ changes to and fro. Its changes are recorded, but not
told one by one, until it rests.
)"},
};

}  // namespace mailwatchd::change
