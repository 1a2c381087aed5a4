// Changes of a listing.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind dnsbl_listed{
    .number = 2,
    .name = "dnsbl_listed",
    .message_id = "c2dda70de8dc4f2f800863b11d59e12d",
    .message = "{host} is now listed by {argument}",
    .catalogue = {.subject = "@MAILWATCHD_ADDRESS@ is listed by @MAILWATCHD_DNSBL@",
                  .text =
                      R"(The block list @MAILWATCHD_DNSBL@ lists the address @MAILWATCHD_ADDRESS@ of
@MAILWATCHD_HOST@. The list has passed its self-test. Its answer: @MAILWATCHD_EVIDENCE@

Find out what was sent from the address and stop it. Then request removal from the list.
)"},
};

inline constexpr model::ChangeKind dnsbl_delisted{
    .number = 3,
    .name = "dnsbl_delisted",
    .message_id = "4249eba806bd4b93b73d2b2b3344fcf1",
    .message = "{host} is no longer listed by {argument}",
    .catalogue = {.subject = "@MAILWATCHD_ADDRESS@ is no longer listed by @MAILWATCHD_DNSBL@",
                  .text =
                      R"(The block list @MAILWATCHD_DNSBL@ no longer lists the address
@MAILWATCHD_ADDRESS@ of @MAILWATCHD_HOST@. No action is needed.
)"},
};

}  // namespace mailwatchd::change
