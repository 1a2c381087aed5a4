// The check mx_connection in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::mx_connection {

inline constexpr std::array columns{
    Column{"25 (SMTP)", Column::Shows::port, 25},
    Column{"465 (SMTPS)", Column::Shows::port, 465},
    Column{"587 (submission)", Column::Shows::port, 587},
    Column{"AUTH on 587", Column::Shows::login_demanded, 587},
};

inline constexpr Texts texts{
    .question = "Can other servers deliver mail to the target?",
    .why =
        "Mail from outside arrives on port 25 of the hosts that the MX records name, and nowhere "
        "else. Users hand in their own mail on 465 or 587. When nothing answers, mail is late, "
        "comes back to its senders or is lost, and often nobody inside notices.",
    .risk =
        "A mail exchanger whose port 25 is closed receives nothing: senders try no other port. A "
        "port 587 that takes mail without a login lets anybody send in the domain's name.",
    .tested =
        "A connection to ports 25, 465 and 587 of every address of every mail exchanger; an "
        "answer counts where the server greets as SMTP servers do. The test is passed when at "
        "least one mail exchanger answers on at least one of the ports. The score is the share of"
        " mail exchangers that answer on 25.",
    .passed = "Other servers can deliver mail to the target.",
    .failed = "Nobody can deliver mail to the target: no mail exchanger answers.",
    .rows = is_smtp_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::mx_connection
