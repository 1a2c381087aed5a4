// The texts of the check dnsbl and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::dnsbl {

inline constexpr std::array columns{
    Column{"Listings", Column::Shows::listings},
};

inline constexpr Texts texts{
    .question = "Are the addresses that receive mail on DNS block lists?",
    .why =
        "Receivers look up every sending address on block lists. A listing means that somebody "
        "saw spam, malware or a misconfiguration there.",
    .risk =
        "Mail from a listed address is rejected or sorted as spam. A new listing is often the "
        "first sign of a stolen password or a compromised machine.",
    .tested =
        "Every address of the mail exchangers is looked up on every block list that passed its "
        "self-test: the list must list its test entry and must not list an entry that can never "
        "be listed. The check passes if no address is listed by more than half of the lists that "
        "answered. Each listing lowers the score according to the class of the list.",
    .passed = "No address that receives mail is listed by most of the block lists.",
    .failed = "An address that receives mail is listed by most of the block lists.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::dnsbl
