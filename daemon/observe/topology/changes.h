// Changes of where a domain receives its mail.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind mx_changed{
    .number = 10,
    .name = "mx_changed",
    .message_id = "9184245b9cb14218b70668fbb19fc747",
    .message = "the MX set of {host} is now {new} (was {old})",
    .catalogue = {.subject = "The MX records of @MAILWATCHD_SUBJECT@ changed",
                  .text =
                      R"(Old: @MAILWATCHD_OLD@
New: @MAILWATCHD_NEW@

The MX records decide where mail to the domain is delivered. If nobody changed them on purpose,
check the account at the DNS provider first.
)"},
};

inline constexpr model::ChangeKind target_gone{
    .number = 23,
    .name = "target_gone",
    .message_id = "cbc078121e1f4365abadd0fcd8608f0f",
    .message =
        "{host} no longer receives mail: it has neither MX records nor addresses (was {old})",
    .catalogue = {.subject = "@MAILWATCHD_SUBJECT@ no longer receives mail",
                  .text =
                      R"(The name no longer exists in the DNS, or it has neither MX records nor
addresses. Its MX records were: @MAILWATCHD_OLD@

If the domain has expired, anybody can register it and receive its mail. If you gave it up,
remove it from the configuration.
)"},
};

}  // namespace mailwatchd::change
