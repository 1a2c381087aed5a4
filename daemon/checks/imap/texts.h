// The check imap in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::imap {

inline constexpr std::array columns{
    Column{"143 (IMAP)", Column::Shows::port, 143},
    Column{"Clear login on 143", Column::Shows::login, 143},
    Column{"993 (IMAPS)", Column::Shows::port, 993},
    Column{"Software", Column::Shows::software, 143},
};

inline constexpr Texts texts{
    .question = "Do users read their mail by IMAP without showing their password?",
    .why =
        "IMAP on port 143 starts in the clear. A login there is safe only where the server "
        "refuses it until encryption stands.",
    .risk =
        "A password that crosses the network in the clear can be read by anybody on the path, "
        "with the whole mailbox.",
    .tested =
        "Ports 143 and 993 of the mail exchangers and of the hosts that users read their mail "
        "from, and whether 143 takes a login before encryption. Both ports, or 993 alone, with "
        "every login encrypted earn full marks; a login in the clear fails. Where neither answers"
        " there is nothing to judge.",
    .passed = "Mail is read by IMAP without showing the password.",
    .failed = "IMAP takes passwords in the clear.",
    .rows = is_mailbox_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::imap
