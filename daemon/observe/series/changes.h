// Changes of a relay test.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind relay_accepted{
    .number = 4,
    .name = "relay_accepted",
    .message_id = "6d92aa2ed8c5477388ca871249cb2720",
    .message = "{place} now relays for unauthenticated clients (test {argument})",
    .catalogue = {.subject = "@MAILWATCHD_HOST@ relays for unauthenticated clients",
                  .text =
                      R"(@MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) accepted a recipient in another
domain from an unauthenticated client: @MAILWATCHD_READING@. Spammers find open relays within
hours.

Restrict relaying to your own networks and to authenticated clients now.
)"},
};

inline constexpr model::ChangeKind relay_refused{
    .number = 5,
    .name = "relay_refused",
    .message_id = "9ad6079a5a2741189fc521c0b7ff1fd4",
    .message = "{place} no longer relays for unauthenticated clients (test {argument})",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ no longer relays for unauthenticated clients",
         .text =
             R"(@MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) refuses a recipient that it accepted
from unauthenticated clients before: @MAILWATCHD_READING@. No action is needed.
)"},
};

}  // namespace mailwatchd::change
