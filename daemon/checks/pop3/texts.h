// The texts of the check pop3 and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::pop3 {

inline constexpr std::array columns{
    Column{"110 (POP3)", Column::Shows::port, 110},
    Column{"Unencrypted login on 110", Column::Shows::login, 110},
    Column{"995 (POP3S)", Column::Shows::port, 995},
    Column{"Software", Column::Shows::software, 110},
};

inline constexpr Texts texts{
    .question = "Can users read their mail by POP3 without exposing their password?",
    .why =
        "POP3 on port 110 starts unencrypted. It is also worth knowing whether POP3 runs at all, "
        "and with which software: a service that nobody remembers is a service that nobody "
        "patches.",
    .risk =
        "Anybody on the network path can read an unencrypted password, and with it every fetched "
        "message.",
    .tested =
        "Ports 110 and 995 of the mail exchangers and of the hosts that users read their mail "
        "from: what answers, which software it is, and whether 110 accepts a login before TLS. "
        "995 alone scores 100. An open port 110 lowers the score, and an unencrypted login fails "
        "the check. If neither port answers, there is nothing to judge.",
    .passed = "Users can read their mail by POP3 without exposing their password.",
    .failed = "POP3 accepts passwords without encryption.",
    .rows = is_mailbox_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::pop3
