// Changes of an SPF record.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind spf_changed{
    .number = 11,
    .name = "spf_changed",
    .message_id = "dc8906c8a85c438ab0054640cfec0e79",
    .message = "the SPF record of {host} is now {new} (was {old})",
    .catalogue = {.subject = "The SPF record of @MAILWATCHD_SUBJECT@ changed",
                  .text =
                      R"(Old: @MAILWATCHD_OLD@
New: @MAILWATCHD_NEW@

The record says which hosts may send mail for the domain. Check that it is the one that you
published.
)"},
};

}  // namespace mailwatchd::change
