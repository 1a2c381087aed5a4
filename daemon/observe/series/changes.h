// What may become of a relay case.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind relay_accepted{
    .number = 4,
    .name = "relay_accepted",
    .message_id = "6d92aa2ed8c5477388ca871249cb2720",
    .message = "{place} now accepts a recipient elsewhere from a stranger (relay case {argument})",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ accepts recipients elsewhere from strangers",
         .text =
             R"(@MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) accepted a recipient that is not its own
from a stranger: @MAILWATCHD_READING@. Spammers find such hosts within hours.

Restrict relaying to your own networks and to clients that log in, now.
)"},
};

inline constexpr model::ChangeKind relay_refused{
    .number = 5,
    .name = "relay_refused",
    .message_id = "9ad6079a5a2741189fc521c0b7ff1fd4",
    .message =
        "{place} no longer accepts a recipient elsewhere from a stranger (relay case {argument})",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ no longer accepts recipients elsewhere from strangers",
         .text =
             R"(@MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) refuses a recipient that it took from
strangers before: @MAILWATCHD_READING@. Nothing is to be done.
)"},
};

}  // namespace mailwatchd::change
