// The texts of the check plaintext_auth and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::plaintext_auth {

inline constexpr std::array columns{
    Column{"AUTH on 25 (SMTP)", Column::Shows::mechanisms, 25},
    Column{"AUTH on 465 (SMTP over TLS)", Column::Shows::mechanisms, 465},
};

inline constexpr Texts texts{
    .question = "Does a mail exchanger accept passwords without encryption?",
    .why =
        "If a server offers a login before TLS, mail programs may send the password unencrypted.",
    .risk =
        "Anybody on the network path, in a café or at a provider, can read user names and "
        "passwords, send mail in the owner's name and read the mailbox.",
    .tested =
        "The login mechanisms that port 25 offers before TLS and that port 465 offers over TLS. "
        "PLAIN, LOGIN or a bearer token before TLS on 25 fails the check. No login before TLS on "
        "25 scores 100. Other mechanisms before TLS score 100 if 465 is open, and 85 if it is "
        "not.",
    .passed = "No mail exchanger accepts passwords without encryption.",
    .failed = "A mail exchanger accepts passwords without encryption.",
    .rows = is_smtp_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::plaintext_auth
