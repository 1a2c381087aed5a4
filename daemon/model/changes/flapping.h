// A reading that does not rest.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind flapping{
    .number = 22,
    .name = "flapping",
    .message_id = "34eeb922743f401aa2220a0a54fd21f7",
    .message = "{reading} of {place} is flapping: its changes are not told until it rests",
    .catalogue =
        {.subject = "@MAILWATCHD_SUBJECT@ is flapping",
         .text =
             R"(The value of @MAILWATCHD_READING@ changes to and fro. Its changes are recorded, but not
told one by one, until it rests.
)"},
};

}  // namespace mailwatchd::model::change
