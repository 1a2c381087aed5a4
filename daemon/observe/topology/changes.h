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
    .catalogue =
        {.subject = "@MAILWATCHD_SUBJECT@ no longer receives mail",
         .text =
             R"(The name still exists in the DNS, but has neither MX records nor addresses, so mail to it
cannot be delivered. Its MX records were: @MAILWATCHD_OLD@

If nobody removed the records on purpose, check the account at the DNS provider first. If the domain
should receive no mail, publish a null MX (RFC 7505).
)"},
};

inline constexpr model::ChangeKind domain_gone{
    .number = 25,
    .name = "domain_gone",
    .message_id = "e8b5c711ab6745db88c1cdb0973e7692",
    .message = "{host} no longer exists: the DNS answers NXDOMAIN",
    .catalogue =
        {.subject = "@MAILWATCHD_SUBJECT@ no longer exists",
         .text =
             R"(The DNS says that there is no such name (NXDOMAIN). Its checks have no result and it has no
score as long as that is so.

If the domain has expired, anybody can register it and receive its mail: renew it at once. If you
gave it up, remove it from the configuration.
)"},
};

inline constexpr model::ChangeKind domain_back{
    .number = 26,
    .name = "domain_back",
    .message_id = "5f532c2fe3bd4fbab8184f15f294253a",
    .message = "{host} exists again",
    .catalogue =
        {.subject = "@MAILWATCHD_SUBJECT@ exists again",
         .text =
             R"(The DNS answers for the name again. If the domain had expired, make sure that it is still
registered by you, and that its MX records lead to your servers.
)"},
};

}  // namespace mailwatchd::change
