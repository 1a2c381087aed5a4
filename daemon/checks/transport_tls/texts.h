// The texts of the check transport_tls and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::transport_tls {

inline constexpr std::array columns{
    Column{"25", Column::Shows::tls, 25},   Column{"587", Column::Shows::tls, 587},
    Column{"110", Column::Shows::tls, 110}, Column{"143", Column::Shows::tls, 143},
    Column{"465", Column::Shows::tls, 465}, Column{"993", Column::Shows::tls, 993},
    Column{"995", Column::Shows::tls, 995},
};

inline constexpr Texts texts{
    .question = "Is encryption offered on every port for mail and passwords?",
    .why =
        "Many mail servers still work without encryption. This check goes beyond the other ten "
        "and covers every mail port that starts unencrypted.",
    .risk =
        "Anybody on the network path can read passwords, messages and who writes to whom. An "
        "attacker who can change packets can also remove the offer of encryption if it is not "
        "required.",
    .tested =
        "Ports 25, 110, 143 and 587 of every host: whether STARTTLS or STLS is offered and "
        "works, and whether 110, 143 or 587 accept a login before it. Ports 465, 993 and 995: "
        "encryption from the first byte, and the certificate. The check has weight 0 in the "
        "score unless the configuration changes it.",
    .passed = "Encryption is offered on every mail port.",
    .failed = "A mail port offers no encryption or accepts logins before it.",
    .rows = is_any_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::transport_tls
