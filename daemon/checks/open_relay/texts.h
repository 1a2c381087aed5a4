// The texts of the check open_relay and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::open_relay {

inline constexpr std::array columns{
    Column{"Relay attempts", Column::Shows::relay, 25},
};

inline constexpr Texts texts{
    .question = "Does the server relay mail for unauthenticated clients?",
    .why =
        "A mail server must accept mail only for its own users or from its own users. Servers "
        "that refuse an ordinary remote address have been opened by unusual ways to write it.",
    .risk =
        "Spammers find an open relay within hours. The server then sends their mail, is listed "
        "on block lists, and its owner's own mail is rejected everywhere.",
    .tested =
        "Up to 22 combinations of sender and recipient that the server should refuse, including "
        "the percent hack, source routes and quoted addresses. No message is sent: the answer to "
        "RCPT decides. The check passes if more than half of the conclusive combinations are "
        "refused. If one that can only mean relaying is accepted, the score is at most 20.",
    .passed = "The server refused most of the relay attempts.",
    .failed = "The server accepted at least half of the relay attempts.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::open_relay
