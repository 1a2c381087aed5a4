// The control of a series with recipients elsewhere: a recipient that no server can deliver to. A
// relay refuses it, because it cannot read it; a host that accepts everything (a tarpit, a
// honeypot, a gateway that refuses later) accepts it, and then its other acceptances prove nothing.
#pragma once

#include "model/active_series.h"

#include <string_view>

namespace mailwatchd::model {

/// Beside the cases of its series, and only if it was sent. It has no reading.
inline constexpr std::string_view impossible_case = "impossible_recipient";
/// The same of MAIL without TLS, sent to a host that accepts everything inside it, and kept if it
/// was refused: a host that demands TLS reads what it is told.
inline constexpr std::string_view clear_case = "mail_without_tls";
constexpr bool is_control(std::string_view name) {
    return name == impossible_case || name == clear_case;
}

/// The relay case whose point is its sender; in the others an address literal is incidental.
inline constexpr std::string_view literal_sender_case = "sender_at_literal";

/// A case whose recipient is not the server's own, the control included.
constexpr bool is_foreign(std::string_view name) {
    return name != control_case && name != spoof_case;
}

/// The host accepted the impossible recipient and refused no other.
bool accepts_everything(const ActiveSeries& series);

}  // namespace mailwatchd::model
