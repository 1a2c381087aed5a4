// The check open_relay in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::open_relay {

inline constexpr std::array columns{
    Column{"Combinations", Column::Shows::relay, 25},
};

inline constexpr Texts texts{
    .question = "Does the server pass on mail for strangers?",
    .why =
        "A mail server must take mail for its own users, and from its own users, and nothing "
        "else. Odd ways to write an address have opened servers that refuse the plain form.",
    .risk =
        "Spammers find an open relay within hours. The server then sends their mail, is listed by"
        " block lists, and its owner's own mail is refused everywhere.",
    .tested =
        "Up to 22 combinations of sender and recipient that the server should refuse, among them "
        "the percent hack, source routes and quoted addresses. No message is ever sent: the "
        "answer to RCPT decides. The test is passed when more than half of the concluded "
        "combinations are refused; one that is accepted beyond doubt caps the score.",
    .passed = "Most of what the server should not pass on was refused.",
    .failed = "The server passes on mail for strangers.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::open_relay
