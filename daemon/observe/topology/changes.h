// What may become of where a domain receives its mail.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind mx_changed{
    .number = 10,
    .name = "mx_changed",
    .message_id = "9184245b9cb14218b70668fbb19fc747",
    .message = "the MX set of {host} is now {new} (was {old})",
    .catalogue = {.subject = "The mail exchangers of @MAILWATCHD_SUBJECT@ changed",
                  .text =
                      R"(They were: @MAILWATCHD_OLD@
They are:  @MAILWATCHD_NEW@

Mail to the domain goes there from now on. If nobody meant it, look at the DNS
provider's account first.
)"},
};

inline constexpr model::ChangeKind target_gone{
    .number = 23,
    .name = "target_gone",
    .message_id = "cbc078121e1f4365abadd0fcd8608f0f",
    .message = "{host} is gone: it has neither MX nor address; MX: {new} (was {old})",
    .catalogue =
        {.subject = "@MAILWATCHD_SUBJECT@ is gone",
         .text =
             R"(The name no longer exists in the DNS, or has neither MX nor address any more; it had
@MAILWATCHD_OLD@ before. If the domain has expired, whoever registers it next
receives its mail. If it was given up, take it out of the configuration.
)"},
};

}  // namespace mailwatchd::change
