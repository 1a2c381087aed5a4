// Changes of a mail port, its software, its encryption and its certificate.
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
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) is open: a
mail service greets there. The port was @MAILWATCHD_OLD@ before. A second observation confirmed
the change.

If nobody opened it on purpose, stop the service or close the port in the firewall. On ports 110
and 143, check whether logins are accepted without TLS.
)"},
};

inline constexpr model::ChangeKind port_closed{
    .number = 1,
    .name = "port_closed",
    .message_id = "aa7bd2027be7436cab27e8413fb4af3b",
    .message = "{place} is now {new} (was {old})",
    .catalogue = {.subject = "A mail port closed on @MAILWATCHD_HOST@",
                  .text =
                      R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) was open
and is now @MAILWATCHD_NEW@. Several observations, minutes apart, confirmed the change.

If no mail exchanger of a domain answers on port 25, senders queue its mail and return it after
a few days.
)"},
};

inline constexpr model::ChangeKind software_changed{
    .number = 15,
    .name = "software_changed",
    .message_id = "d832da1ea47b42e9b5e28c6d69f79fa7",
    .message = "the software of {place} is now {new} (was {old})",
    .catalogue = {.subject = "The software of @MAILWATCHD_HOST@ changed",
                  .text =
                      R"(The software on port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@
(@MAILWATCHD_ADDRESS@) was @MAILWATCHD_OLD@ and is now @MAILWATCHD_NEW@. If nobody upgraded or
replaced it, find out which service answers there.
)"},
};

inline constexpr model::ChangeKind starttls_lost{
    .number = 8,
    .name = "starttls_lost",
    .message_id = "bea509f63ebe4bd4b1b32d7ea0ec1027",
    .message = "{place} no longer offers STARTTLS",
    .catalogue = {.subject = "@MAILWATCHD_HOST@ no longer offers STARTTLS",
                  .text =
                      R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) offered
STARTTLS and no longer does. Mail and passwords may be sent unencrypted.

Check the server's certificate and key files first: many servers stop offering STARTTLS if they
can't load them. If the files are correct, something on the network path may be removing the
offer.
)"},
};

inline constexpr model::ChangeKind starttls_gained{
    .number = 9,
    .name = "starttls_gained",
    .message_id = "5f2650f9b5c54a4b8b72062f00d669cf",
    .message = "{place} now offers STARTTLS",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ offers STARTTLS",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) now offers
STARTTLS. No action is needed.
)"},
};

inline constexpr model::ChangeKind cleartext_login_offered{
    .number = 6,
    .name = "cleartext_login_offered",
    .message_id = "2a37c832f5fe4d25b53833f132872cde",
    .message = "{place} now accepts logins without TLS",
    .catalogue = {.subject = "@MAILWATCHD_HOST@ accepts logins without TLS",
                  .text =
                      R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) accepts
logins before TLS. Anybody on the network path can read the user names and passwords.

Configure the server to require TLS before login.
)"},
};

inline constexpr model::ChangeKind cleartext_login_withdrawn{
    .number = 7,
    .name = "cleartext_login_withdrawn",
    .message_id = "35ebedd912b54198bb314e50132efa10",
    .message = "{place} no longer accepts logins without TLS",
    .catalogue =
        {.subject = "@MAILWATCHD_HOST@ no longer accepts logins without TLS",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) no longer
accepts logins before TLS. No action is needed.
)"},
};

inline constexpr model::ChangeKind certificate_renewed{
    .number = 13,
    .name = "certificate_renewed",
    .message_id = "12b9a312d0c7490a956d39d5662de010",
    .message = "the certificate of {place} was renewed: {difference}",
    .catalogue =
        {.subject = "The certificate of @MAILWATCHD_HOST@ was renewed",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) presents a
new certificate of the same kind, with another key. No action is needed, unless TLSA records or
clients pin the old key.
)"},
    .words = model::certificate_words,
    .difference = model::certificate_difference,
};

inline constexpr model::ChangeKind certificate_worse{
    .number = 14,
    .name = "certificate_worse",
    .message_id = "5520f5910b714dcca1a600903e656159",
    .message = "the certificate of {place} is worse than before: {difference}",
    .catalogue =
        {.subject = "The certificate of @MAILWATCHD_HOST@ is worse than before",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) presents a
certificate that is expired, not yet valid or not trusted, has another issuer or other names, or
has a weaker key. It was @MAILWATCHD_OLD@ and is now @MAILWATCHD_NEW@.

Renew an expired certificate, or replace the chain that the server sends. If nobody replaced it
on purpose, somebody may be intercepting the sessions.
)"},
    .words = model::certificate_words,
    .difference = model::certificate_difference,
};

}  // namespace mailwatchd::change
