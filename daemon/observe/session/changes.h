// What may become of an endpoint.
#pragma once

#include "model/certificate_value.h"
#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind port_opened{
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

inline constexpr model::ChangeKind port_closed{
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

inline constexpr model::ChangeKind software_changed{
    .number = 15,
    .name = "software_changed",
    .message_id = "d832da1ea47b42e9b5e28c6d69f79fa7",
    .message = "the software of {place} is now {new} (was {old})",
    .catalogue = {.subject = "The software of @MAILWATCHD_HOST@ changed",
                  .text =
                      R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) was
@MAILWATCHD_OLD@ and is @MAILWATCHD_NEW@. If nobody upgraded it, find out who answers.
)"},
};

inline constexpr model::ChangeKind starttls_lost{
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

inline constexpr model::ChangeKind starttls_gained{
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

inline constexpr model::ChangeKind cleartext_login_offered{
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

inline constexpr model::ChangeKind cleartext_login_withdrawn{
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

inline constexpr model::ChangeKind certificate_renewed{
    .number = 13,
    .name = "certificate_renewed",
    .message_id = "12b9a312d0c7490a956d39d5662de010",
    .message = "the certificate of {place} was renewed: now {new}; was {old}",
    .catalogue =
        {.subject = "The certificate of @MAILWATCHD_HOST@ was renewed",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) shows another
certificate of the same kind. Nothing is to be done.
)"},
    .words = model::certificate_words,
};

inline constexpr model::ChangeKind certificate_worse{
    .number = 14,
    .name = "certificate_worse",
    .message_id = "5520f5910b714dcca1a600903e656159",
    .message = "the certificate of {place} got worse: now {new}; was {old}",
    .catalogue =
        {.subject = "The certificate of @MAILWATCHD_HOST@ got worse",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) shows a certificate
that is no longer trusted, comes from somebody else, has other names or a weaker key.

If nobody replaced it, sessions may be intercepted.
)"},
    .words = model::certificate_words,
};

}  // namespace mailwatchd::change
