// The check spf_enforcement in words, and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::spf_enforcement {

inline constexpr std::array columns{
    Column{"Forged sender", Column::Shows::spoof, 25},
};

inline constexpr Texts texts{
    .question = "Does the receiving server refuse mail that SPF calls forged?",
    .why =
        "SPF protects only where receivers act on it. This asks whether the target's own mail "
        "server refuses a sender whose domain says that we may not send in its name.",
    .risk =
        "A server that does not check lets forged mail from other domains through to its users, "
        "who cannot tell it from real mail.",
    .tested =
        "After a harmless control transaction that must be accepted, a second one with the sender"
        " of a domain whose SPF record refuses our address; no message is ever sent. A refusal is"
        " a pass. Acceptance says nothing, because some servers mark such mail later instead of "
        "refusing it.",
    .passed = "The server refuses mail whose sender is forged.",
    .failed = "The server takes mail whose sender is forged.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::spf_enforcement
