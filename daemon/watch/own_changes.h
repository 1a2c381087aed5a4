// Changes that follow from others, or are of the daemon itself.
#pragma once

#include "model/change_kind.h"
#include "watch/rules_text.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind verdict_failed{
    .number = 16,
    .name = "verdict_failed",
    .message_id = "4a5a79d833df48768e1e31c61bf8a77f",
    .message = "check {argument} is now {new} (was {old})",
    .catalogue =
        {.subject = "Check @MAILWATCHD_CHECK@ of @MAILWATCHD_TARGET@ failed",
         .text =
             R"(The verdict was @MAILWATCHD_OLD@ before. To see the findings and how to fix them:

    mailwatchctl check @MAILWATCHD_TARGET@
)"},
};

inline constexpr model::ChangeKind verdict_passed{
    .number = 17,
    .name = "verdict_passed",
    .message_id = "58419e85f6c845afa5bc5a46010fba99",
    .message = "check {argument} is now {new} (was {old})",
    .catalogue = {.subject = "Check @MAILWATCHD_CHECK@ of @MAILWATCHD_TARGET@ passed",
                  .text =
                      R"(The verdict was @MAILWATCHD_OLD@ before. No action is needed.
)"},
};

inline constexpr model::ChangeKind rules_changed{
    .number = 24,
    .name = "rules_changed",
    .message_id = "f81eab4deff644db928a3985fb2575b5",
    .message = "the rules for verdicts changed: {difference}",
    .catalogue = {.subject = "mailwatchd uses new rules for its verdicts",
                  .text =
                      R"(Checks, weights or block lists have changed with a new version or
configuration. mailwatchd has judged the stored facts again, so verdicts may differ although no
mail server changed.

The rules were @MAILWATCHD_OLD@ and are now @MAILWATCHD_NEW@.
)"},
    .difference = watch::rules_difference,
};

inline constexpr model::ChangeKind flapping{
    .number = 22,
    .name = "flapping",
    .message_id = "34eeb922743f401aa2220a0a54fd21f7",
    .message =
        "{reading} of {place} is flapping, now {new}; it is reported once a day until it is stable",
    .catalogue = {.subject = "@MAILWATCHD_SUBJECT@ is flapping",
                  .text =
                      R"(The value of @MAILWATCHD_READING@ changes back and forth: more than four
times within 24 hours. It is now @MAILWATCHD_NEW@. Further changes between the same
values are recorded, but not reported. Its value is reported once a day, and when it has not
changed for 24 hours.
)"},
};

inline constexpr model::ChangeKind flapping_ended{
    .number = 28,
    .name = "flapping_ended",
    .message_id = "df2e214b8e1d4c84845c7a96dd1411d0",
    .message = "{reading} of {place} is stable again, now {new}",
    .catalogue = {.subject = "@MAILWATCHD_SUBJECT@ no longer flaps",
                  .text =
                      R"(The value of @MAILWATCHD_READING@ changed back and forth. It has not
changed for 24 hours and is now @MAILWATCHD_NEW@. Its changes are reported again.
)"},
};

}  // namespace mailwatchd::change
