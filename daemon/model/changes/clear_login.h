// Logins without encryption, from now on or no longer.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind cleartext_login_offered{
    .number = 6,
    .name = "cleartext_login_offered",
    .message_id = "2a37c832f5fe4d25b53833f132872cde",
    .message = "{place} now takes logins in the clear",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ takes passwords without encryption",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) takes logins before
TLS. Whoever listens on the path reads user names and passwords.

Refuse logins without TLS in the server's configuration.
)"},
};

inline constexpr ChangeKind cleartext_login_withdrawn{
    .number = 7,
    .name = "cleartext_login_withdrawn",
    .message_id = "35ebedd912b54198bb314e50132efa10",
    .message = "{place} no longer takes logins in the clear",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ no longer takes passwords without encryption",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) no longer takes
logins before TLS. Nothing is to be done.
)"},
};

}  // namespace mailwatchd::model::change
