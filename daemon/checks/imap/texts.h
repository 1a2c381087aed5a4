// The texts of the check imap and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::imap {

inline constexpr std::array columns{
    Column{"143 (IMAP)", Column::Shows::port, 143},
    Column{"Unencrypted login on 143", Column::Shows::login, 143},
    Column{"993 (IMAPS)", Column::Shows::port, 993},
    Column{"Software", Column::Shows::software, 143},
};

inline constexpr Texts texts{
    .question = "Can users read their mail by IMAP without exposing their password?",
    .why =
        "IMAP on port 143 starts unencrypted. A login there is safe only if the server refuses "
        "it until TLS is active.",
    .risk =
        "Anybody on the network path can read an unencrypted password, and with it the whole "
        "mailbox.",
    .tested =
        "Ports 143 and 993 of the mail exchangers and of the hosts that users read their mail "
        "from, and whether 143 accepts a login before TLS. Both ports, or 993 alone, score 100 "
        "if every login is encrypted. An unencrypted login fails the check. If neither port "
        "answers, there is nothing to judge.",
    .passed = "Users can read their mail by IMAP without exposing their password.",
    .failed = "IMAP accepts passwords without encryption.",
    .rows = is_mailbox_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::imap
