// A port that opens or closes.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind port_opened{
    .number = 0,
    .name = "port_opened",
    .message_id = "8475dc17477a40319dbf6bd419dda4e8",
    .message = "{place} is now {new} (was {old})",
    .catalogue =
        {.subject = "A mail port opened on @MAILWATCHD_HOST@",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) is open: a mail
service greets there. It was @MAILWATCHD_OLD@ before, and a second look confirmed it.

If nobody meant to open it, stop the service or close it in the firewall. On 110
and 143 look at whether passwords are taken without encryption.
)"},
};

inline constexpr ChangeKind port_closed{
    .number = 1,
    .name = "port_closed",
    .message_id = "aa7bd2027be7436cab27e8413fb4af3b",
    .message = "{place} is now {new} (was {old})",
    .catalogue =
        {.subject = "A mail port closed on @MAILWATCHD_HOST@",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) was open and is
@MAILWATCHD_NEW@, at every look of some twenty minutes.

On port 25 of a mail exchanger this means that mail to the domain waits at its
senders and comes back after some days.
)"},
};

}  // namespace mailwatchd::model::change
