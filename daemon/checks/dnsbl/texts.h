// The check dnsbl in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::dnsbl {

inline constexpr std::array columns{
    Column{"Listings", Column::Shows::listings},
};

inline constexpr Texts texts{
    .question = "Do block lists name the addresses that receive mail?",
    .why =
        "Receivers ask block lists about every address that sends to them. A listing says that "
        "somebody saw spam, malware or a broken set-up there.",
    .risk =
        "Mail from a listed address is refused or ends among the spam. A new listing is often the"
        " first sign of a stolen password or of a compromised machine.",
    .tested =
        "Every address behind the mail exchangers is asked of every block list that has just "
        "proven that it works: it lists its test entry, and does not list what cannot be listed. "
        "The test is passed when no address is listed by more than half of the lists that "
        "answered. The score falls with each listing by the seriousness of the list.",
    .passed = "No address that receives mail is listed by the majority of the block lists.",
    .failed = "An address that receives mail is listed by the majority of the block lists.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::dnsbl
