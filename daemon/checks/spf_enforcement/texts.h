// The texts of the check spf_enforcement and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::spf_enforcement {

inline constexpr std::array columns{
    Column{"Forged sender", Column::Shows::spoof, 25},
};

inline constexpr Texts texts{
    .question = "Does the receiving server refuse mail that fails SPF?",
    .why =
        "SPF protects only if receivers act on it. This check finds out whether the target's own "
        "mail server refuses a sender whose domain does not allow us to send in its name.",
    .risk =
        "A server that does not check SPF delivers forged mail from other domains to its users, "
        "who cannot tell it from genuine mail.",
    .tested =
        "First a harmless control transaction, which must be accepted. Then a second one with a "
        "sender whose domain's SPF record forbids our address. No message is sent. The check "
        "passes if the second sender is refused. If it is accepted, there is no verdict, because "
        "some servers mark such mail later instead of refusing it. It fails the check only if "
        "spf_no_content_filter is set.",
    .passed = "The server refuses mail with a forged sender.",
    .failed = "The server accepts mail with a forged sender.",
    .rows = is_mail_host,
    .columns = columns,
};

}  // namespace mailwatchd::checks::spf_enforcement
