// STARTTLS, lost or gained.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind starttls_lost{
    .number = 8,
    .name = "starttls_lost",
    .message_id = "bea509f63ebe4bd4b1b32d7ea0ec1027",
    .message = "{place} no longer offers TLS",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ no longer offers TLS",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) offered to start TLS
and no longer does. Sessions there are readable on the path.

Look at the server's certificate and key files first: many servers stop offering
TLS when they cannot load them. If they are well, somebody on the path may strip it.
)"},
};

inline constexpr ChangeKind starttls_gained{
    .number = 9,
    .name = "starttls_gained",
    .message_id = "5f2650f9b5c54a4b8b72062f00d669cf",
    .message = "{place} now offers TLS",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ offers TLS",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) now offers to start
TLS. Nothing is to be done.
)"},
};

}  // namespace mailwatchd::model::change
