// The check reverse_dns in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::reverse_dns {

inline constexpr std::array columns{
    Column{"Reverse name", Column::Shows::reverse_name},
    Column{"State", Column::Shows::reverse_state},
};

inline constexpr Texts texts{
    .question = "Do the addresses that receive mail have names that lead back to them?",
    .why =
        "Many receivers refuse or mark mail from an address without a name, or whose name leads "
        "elsewhere: it is the first thing that tells a mail server from a hijacked home computer.",
    .risk =
        "Mail that this server sends, replies and delivery reports among it, is refused or taken "
        "for spam by others.",
    .tested =
        "For every address of every mail exchanger: its reverse name (PTR), and whether that name"
        " resolves back to the same address. The test is passed when each address has a name that"
        " leads back; a confirmed name that is not the mail exchanger's own costs marks.",
    .passed = "Every address that receives mail has a name that leads back to it.",
    .failed = "Some address that receives mail has no name that leads back to it.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::reverse_dns
