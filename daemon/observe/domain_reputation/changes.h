// Changes of a domain's listings.
#pragma once

#include "model/change_kind.h"

namespace mailwatchd::change {

inline constexpr model::ChangeKind domain_listed{
    .number = 30,
    .name = "domain_listed",
    .message_id = "e774a1cfd5a34794af8b95e91553b8b0",
    .message = "the domain {host} is now listed by {argument}",
    .catalogue =
        {.subject = "The domain @MAILWATCHD_HOST@ is listed by @MAILWATCHD_DNSBL@",
         .text =
             R"(The list of domains @MAILWATCHD_DNSBL@ lists @MAILWATCHD_HOST@. The list has
passed its self-test. Its answer: @MAILWATCHD_EVIDENCE@

Receivers may reject mail that names the domain, whatever server sends it. Find out which mail or
web page names it, stop that, and then request removal from the list.
)"},
};

inline constexpr model::ChangeKind domain_delisted{
    .number = 31,
    .name = "domain_delisted",
    .message_id = "ba39ded6cd45429299d0bd687e166cd2",
    .message = "the domain {host} is no longer listed by {argument}",
    .catalogue =
        {.subject = "The domain @MAILWATCHD_HOST@ is no longer listed by @MAILWATCHD_DNSBL@",
         .text =
             R"(The list of domains @MAILWATCHD_DNSBL@ no longer lists @MAILWATCHD_HOST@. No
action is needed.
)"},
};

}  // namespace mailwatchd::change
