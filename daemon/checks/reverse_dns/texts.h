// The texts of the check reverse_dns and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::reverse_dns {

inline constexpr std::array columns{
    Column{"PTR name", Column::Shows::reverse_name},
    Column{"Reverse DNS", Column::Shows::reverse_state},
};

inline constexpr Texts texts{
    .question = "Does every address that receives mail have matching reverse DNS?",
    .why =
        "Many receivers reject or mark mail from an address that has no PTR record, or whose PTR "
        "name does not resolve back to it. Reverse DNS is the first thing that distinguishes a "
        "mail server from a compromised home computer.",
    .risk =
        "Other servers reject mail from this server or treat it as spam, including replies and "
        "delivery reports.",
    .tested =
        "For every address of every mail exchanger: its PTR record, and whether the name in it "
        "resolves back to the same address. The check passes if every address has a name that "
        "resolves back. If that name is not the mail exchanger's own, the score is 80.",
    .passed = "Every address that receives mail has matching reverse DNS.",
    .failed = "An address that receives mail has no matching reverse DNS.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::reverse_dns
