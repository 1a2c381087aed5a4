// The texts of the check reputation and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::reputation {

/// The customer's table: the owner of the address, then the rating and its good and bad share,
/// first for domain and address together, then for the address overall.
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
    .question = "How good is the reputation of the domain and of its addresses?",
    .why =
        "Large receivers grade addresses and domains by what they have sent before. A poor grade "
        "delays or hides mail long before a block list lists the address.",
    .risk =
        "Mail is sorted as spam or rejected, even if only another machine in the same network "
        "misbehaves. Others who send in the domain's name lower its grade.",
    .tested =
        "Reputation sources are asked about every address that receives or sends for the domain, "
        "and domain block lists about the domain. If too little is known about domain and "
        "address together, the figure is averaged with the address's overall figure. The check "
        "passes if every such address has 50 % or more and no domain block list lists the domain.",
    .passed = "The addresses and the domain have a good reputation.",
    .failed = "An address or the domain has a poor reputation.",
    .rows = is_row,
    .columns = columns,
};

}  // namespace mailwatchd::checks::reputation
