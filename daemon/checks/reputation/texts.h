// The check reputation in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

namespace mailwatchd::checks::reputation {

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
    .rows = nullptr,
    .columns = {},
};

}  // namespace mailwatchd::checks::reputation
