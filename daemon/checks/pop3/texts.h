// The check pop3 in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::pop3 {

inline constexpr std::array columns{
    Column{"110 (POP3)", Column::Shows::port, 110},
    Column{"Clear login on 110", Column::Shows::login, 110},
    Column{"995 (POP3S)", Column::Shows::port, 995},
    Column{"Software", Column::Shows::software, 110},
};

inline constexpr Texts texts{
    .question = "Do users read their mail by POP3 without showing their password?",
    .why =
        "POP3 on port 110 starts in the clear. Whether it runs, and with which software, is worth"
        " knowing in itself: a service that nobody remembers is one that nobody patches.",
    .risk =
        "A password that crosses the network in the clear can be read by anybody on the path, "
        "with every message that is fetched.",
    .tested =
        "Ports 110 and 995 of the mail exchangers and of the hosts that users read their mail "
        "from: what answers, which software it is, and whether 110 takes a login before "
        "encryption. 995 alone earns full marks, 110 costs marks, a login in the clear fails. "
        "Where neither answers there is nothing to judge.",
    .passed = "Mail is read by POP3 without showing the password.",
    .failed = "POP3 takes passwords in the clear.",
    .rows = is_mailbox_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::pop3
