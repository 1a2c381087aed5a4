// The check plaintext_auth in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::plaintext_auth {

inline constexpr std::array columns{
    Column{"AUTH on 25 (SMTP)", Column::Shows::mechanisms, 25},
    Column{"AUTH on 465 (SMTP over TLS)", Column::Shows::mechanisms, 465},
};

inline constexpr Texts texts{
    .question = "Does a mail exchanger take passwords in the clear?",
    .why =
        "A login that is offered before encryption stands invites mail programs to send the "
        "password unprotected.",
    .risk =
        "Whoever listens on the path, in a café or at a provider, reads user names and passwords,"
        " and with them sends mail in the owner's name and reads the mailbox.",
    .tested =
        "The login mechanisms that port 25 offers before encryption, and port 465 inside it. "
        "PLAIN, LOGIN or a bearer token on 25 in the clear fails. No login on 25 at all passes "
        "with full marks, and so does 465 beside a 25 that shows neither.",
    .passed = "No mail exchanger takes a password in the clear.",
    .failed = "A mail exchanger takes passwords in the clear.",
    .rows = is_smtp_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::plaintext_auth
