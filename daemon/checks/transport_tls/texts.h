// The check transport_tls in words, and the columns of its table.
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
    .question = "Is encryption on offer wherever mail or passwords cross the path?",
    .why =
        "Millions of mail servers still talk without encryption. Beyond the ten tests, this one "
        "looks at every mail port that starts in the clear.",
    .risk =
        "Whoever sits on the path reads credentials, messages and who writes to whom. An attacker"
        " who can change packets can also strip the offer of encryption where it is not demanded.",
    .tested =
        "Ports 25, 110, 143 and 587 of every host: whether STARTTLS or STLS is on offer and comes"
        " about, and whether 110, 143 or 587 take a login before it. Ports 465, 993 and 995: "
        "encryption from the first byte, and the certificate. It weighs nothing in the score "
        "unless the configuration says so.",
    .passed = "Encryption is on offer on every mail port.",
    .failed = "Some mail port works without encryption.",
    .rows = is_any_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::transport_tls
