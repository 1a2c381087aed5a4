// What may become of reverse DNS.
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
                      R"(The names of @MAILWATCHD_ADDRESS@ (@MAILWATCHD_HOST@) and the way back were
@MAILWATCHD_OLD@ and are @MAILWATCHD_NEW@.

Many receivers refuse mail from an address whose name does not lead back to it. The
owner of the address block, often the hosting provider, sets the name.
)"},
};

}  // namespace mailwatchd::change
