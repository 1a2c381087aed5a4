// What may become of the trust in a block list.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind dnsbl_retired{
    .number = 18,
    .name = "dnsbl_retired",
    .message_id = "387d693a475a4ddcbfeb2350db84de24",
    .message = "block list {host} is out of the count: {new} (was {old})",
    .catalogue =
        {.subject = "Block list @MAILWATCHD_DNSBL@ is out of the count",
         .text =
             R"(The list no longer proves itself as RFC 5782 section 5 asks: it does not list its test
entry, or lists what cannot be listed, or refuses us. What it says is not counted until
it does. Nothing is to be done for the domains.

Lists that answer our resolver with an error code want a resolver of your own.
)"},
};

inline constexpr model::ChangeKind dnsbl_restored{
    .number = 19,
    .name = "dnsbl_restored",
    .message_id = "c4714816a3dd4137aa7563acbb4a9362",
    .message = "block list {host} counts again: {new} (was {old})",
    .catalogue = {.subject = "Block list @MAILWATCHD_DNSBL@ counts again",
                  .text =
                      R"(The list proves itself again (RFC 5782 section 5). Nothing is to be done.
)"},
};

}  // namespace mailwatchd::change
