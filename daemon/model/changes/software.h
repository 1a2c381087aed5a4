// Another product or version.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind software_changed{
    .number = 15,
    .name = "software_changed",
    .message_id = "d832da1ea47b42e9b5e28c6d69f79fa7",
    .message = "the software of {place} is now {new} (was {old})",
    .catalogue = {.subject = "The software of @MAILWATCHD_HOST@ changed",
                  .text =
                      R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) was
@MAILWATCHD_OLD@ and is @MAILWATCHD_NEW@. If nobody upgraded it, find out who answers.
)"},
};

}  // namespace mailwatchd::model::change
