// Changes of reverse DNS.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind ptr_changed{
    .number = 12,
    .name = "ptr_changed",
    .message_id = "4b36e41ba35348a4b3b33b79904bdaf2",
    .message = "reverse DNS of {host} is now {new} (was {old})",
    .catalogue = {.subject = "The reverse DNS of @MAILWATCHD_ADDRESS@ changed",
                  .text =
                      R"(The reverse DNS of @MAILWATCHD_ADDRESS@ (@MAILWATCHD_HOST@) was
@MAILWATCHD_OLD@ and is now @MAILWATCHD_NEW@.

Many receivers refuse mail from an address whose PTR name does not resolve to it. The owner of
the address block, often the hosting provider, sets the PTR record.
)"},
};

}  // namespace mailwatchd::change
