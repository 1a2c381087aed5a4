// What a reply to MAIL or RCPT says, and of whom: of the envelope, or of us.
#pragma once

#include "model/active_series.h"
#include "proto/smtp/reply.h"

#include <cstdint>
#include <string_view>

namespace mailwatchd::smtp {

/// Bounded, with its enhanced status code (RFC 2034 §4, RFC 3463) where it has one.
model::SmtpReply kept(const Reply& reply);

/// A reply that speaks of us says nothing of the envelope and ends a series (failures P4, P12).
enum class About : std::uint8_t {
    envelope,
    identity,  ///< Our reverse DNS (RFC 7372 §3.3) or our name in EHLO.
    sender,    ///< Who we are to it: 421, 521 (RFC 7504), or the name of a block list.
};
About about(const model::SmtpReply& reply);

/// `accepted` where positive, at MAIL too.
model::Answer answer_of(const model::SmtpReply& reply);

/// Names SPF: by code (RFC 7372 §3.2) or by its words.
bool speaks_of_spf(const model::SmtpReply& reply);

/// The server wants STARTTLS first (RFC 3207 §4).
bool wants_tls(const model::SmtpReply& reply);

}  // namespace mailwatchd::smtp
