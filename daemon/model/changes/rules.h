// Another version of what judges.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind rules_changed{
    .number = 24,
    .name = "rules_changed",
    .message_id = "f81eab4deff644db928a3985fb2575b5",
    .message = "the rules of judging changed: now {new} (was {old})",
    .catalogue =
        {.subject = "mailwatchd judges by new rules",
         .text =
             R"(A new version of the checks, weights or block lists judged the stored facts again. Verdicts
may differ although nothing changed outside.
)"},
};

}  // namespace mailwatchd::model::change
