// The texts of the check mx_connection and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::mx_connection {

inline constexpr std::array columns{
    Column{"25 (SMTP)", Column::Shows::port, 25},
    Column{"465 (SMTPS)", Column::Shows::port, 465},
    Column{"587 (submission)", Column::Shows::port, 587},
    Column{"Login on 587", Column::Shows::login_demanded, 587},
};

inline constexpr Texts texts{
    .question = "Can other servers deliver mail to the target?",
    .why =
        "Mail from outside arrives on port 25 of the hosts in the MX records, and nowhere else. "
        "Users submit their own mail on 465 or 587. If nothing answers, mail is delayed, "
        "returned to its senders or lost, and often nobody inside notices.",
    .risk =
        "A mail exchanger with a closed port 25 receives nothing, because senders try no other "
        "port. If port 587 accepts mail without a login, anybody can send in the domain's name.",
    .tested =
        "A connection to ports 25, 465 and 587 of every address of every mail exchanger. A port "
        "answers if it sends an SMTP greeting. The check passes if at least one mail exchanger "
        "answers on at least one of these ports. The score is the share of mail exchangers that "
        "answer on 25.",
    .passed = "Other servers can deliver mail to the target.",
    .failed = "Nobody can deliver mail to the target: no mail exchanger answers.",
    .rows = is_smtp_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::mx_connection
