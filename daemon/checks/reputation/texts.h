// The check reputation in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::reputation {

/// The customer's table: whose the address is; of the domain's mail from it, and of the address
/// whatever it sends for, the figure and its good and bad share.
inline constexpr std::array columns{
    Column{"ISP", Column::Shows::owner},
    Column{"ISP domain", Column::Shows::owner_domain},
    Column{"Country", Column::Shows::country},
    Column{"Domain and address: Rep.", Column::Shows::rating, 0, "reputation_domain_good_ratio",
           "reputation_domain_averaged"},
    Column{"good", Column::Shows::good_percent, 0, "reputation_domain_good_ratio"},
    Column{"bad", Column::Shows::bad_percent, 0, "reputation_domain_good_ratio"},
    Column{"Address overall: Rep.", Column::Shows::rating, 0, "reputation_overall_good_ratio"},
    Column{"good", Column::Shows::good_percent, 0, "reputation_overall_good_ratio"},
    Column{"bad", Column::Shows::bad_percent, 0, "reputation_overall_good_ratio"},
};

/// Addresses that receive or send for the target.
inline bool is_row(const model::Host& host) {
    using model::Role;
    return host.roles.has(Role::mx) || host.roles.has(Role::self) || host.roles.has(Role::sender);
}

inline constexpr Texts texts{
    .question = "How good a name do the addresses that send for the domain have?",
    .why =
        "Large receivers grade addresses and domains by what they have sent before. A bad grade "
        "delays or hides mail long before a block list names the address.",
    .risk =
        "Mail ends among the spam or is refused, also where a neighbour in the same network "
        "misbehaves. Strangers who send in the domain's name spoil its grade.",
    .tested =
        "Graded reputation sources are asked about every address that receives or sends for the "
        "domain, and domain lists about the domain. Where there is too little data about the pair"
        " of domain and address, it is averaged with the address's overall figure. The test is "
        "passed when every own address stands at 50 % or better and no domain list names the "
        "domain.",
    .passed = "The addresses and the domain have a good name.",
    .failed = "An address or the domain has a bad name.",
    .rows = is_row,
    .columns = columns,
};

}  // namespace mailwatchd::checks::reputation
