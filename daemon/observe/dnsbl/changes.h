// Changes of a block list's self-test.
#pragma once

#include "model/change_kind.h"

#include <string>
#include <string_view>

namespace mailwatchd::change {

/// What a list does in its self-test.
inline std::string dnsbl_words(std::string_view value) {
    if (value == "proven") return "passes its self-test";
    if (value == "wildcarding") return "lists everything (wildcard)";
    if (value == "empty") return "does not list its test entry";
    if (value == "parked") return "answers outside 127.0.0.0/8";
    return "fails its self-test";
}

inline constexpr model::ChangeKind dnsbl_retired{
    .number = 18,
    .name = "dnsbl_retired",
    .message_id = "387d693a475a4ddcbfeb2350db84de24",
    .message = "block list {host} failed its self-test ({argument}) and is ignored: it {new}",
    .catalogue =
        {.subject = "Block list @MAILWATCHD_DNSBL@ failed its self-test",
         .text =
             R"(The list failed the self-test of RFC 5782 section 5: it does not list its test
entry (empty), it lists everything (wildcarding), or its answers are not those of a block list
(parked). The result: @MAILWATCHD_NEW@. mailwatchd ignores the list until it passes the self-test
again.

No action is needed for your domains.
)"},
    .words = dnsbl_words,
};

inline constexpr model::ChangeKind dnsbl_restored{
    .number = 19,
    .name = "dnsbl_restored",
    .message_id = "c4714816a3dd4137aa7563acbb4a9362",
    .message = "block list {host} passed its self-test ({argument}) and is in use again",
    .catalogue =
        {.subject = "Block list @MAILWATCHD_DNSBL@ is in use again",
         .text =
             R"(The list passes its self-test again (RFC 5782 section 5). No action is needed.
)"},
};

}  // namespace mailwatchd::change
