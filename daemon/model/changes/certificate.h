// Another certificate, as good or worse.
#pragma once

#include "model/certificate_value.h"
#include "model/change_kind.h"

namespace mailwatchd::model::change {

inline constexpr ChangeKind certificate_renewed{
    .number = 13,
    .name = "certificate_renewed",
    .message_id = "12b9a312d0c7490a956d39d5662de010",
    .message = "the certificate of {place} was renewed: now {new}; was {old}",
    .catalogue =
        {.subject = "The certificate of @MAILWATCHD_HOST@ was renewed",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) shows another
certificate of the same kind. Nothing is to be done.
)"},
    .words = certificate_words,
};

inline constexpr ChangeKind certificate_worse{
    .number = 14,
    .name = "certificate_worse",
    .message_id = "5520f5910b714dcca1a600903e656159",
    .message = "the certificate of {place} got worse: now {new}; was {old}",
    .catalogue =
        {.subject = "The certificate of @MAILWATCHD_HOST@ got worse",
         .text =
             R"(Port @MAILWATCHD_PORT@ of @MAILWATCHD_HOST@ (@MAILWATCHD_ADDRESS@) shows a certificate
that is no longer trusted, comes from somebody else, has other names or a weaker key.

If nobody replaced it, sessions may be intercepted.
)"},
    .words = certificate_words,
};

}  // namespace mailwatchd::model::change
