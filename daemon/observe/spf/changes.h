// What may become of an SPF record.
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
                      R"(It was: @MAILWATCHD_OLD@
It is:  @MAILWATCHD_NEW@

It says who may send in the domain's name. Check that it is what you published.
)"},
};

}  // namespace mailwatchd::change
