// Interprets a reply to MAIL, RCPT or EHLO: is it about the envelope, about the session, or about
// us? The words of a reply count only where they are the server's own (reply_words.h): `own` are
// those that it may repeat.
#pragma once

#include "model/active_series.h"
#include "proto/smtp/reply.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::smtp {

/// Bounded, with its enhanced status code (RFC 2034 §4, RFC 3463) if it has one.
model::SmtpReply kept(const Reply& reply);

/// The reply of that code in the `raw` bytes of a greeting (MailSession::greeting).
model::SmtpReply reply_in(std::string_view raw, int code);

using OwnWords = std::span<const std::string>;

/// What a reply may repeat of an envelope: its mailboxes, and the parts that they are made of.
std::vector<std::string> own_words(const model::SeriesCase& one);

/// A reply about us is no answer for the envelope and ends a series (failures P4, P12).
enum class About : std::uint8_t {
    envelope,
    session,   ///< Its limit is reached: too many errors, recipients or connections.
    identity,  ///< Our reverse DNS (RFC 7372 §3.3) or our name in EHLO.
    sender,    ///< The sender's reputation: 421, 521 (RFC 7504), or the name of a block list.
};
About about(const model::SmtpReply& reply, OwnWords own = {});
/// The same for the answer to EHLO (or HELO): one that repeats our name is about our name.
About about_ehlo(const model::SmtpReply& reply, std::string_view helo_name, OwnWords own = {});

/// `accepted` for any positive reply, also to MAIL; `none` for one about the session. A 4yz reply
/// is a refusal if its text says what no later try can change: no relaying, no mail without a
/// login.
model::Answer answer_of(const model::SmtpReply& reply, OwnWords own = {});

/// The 4yz reply `again`, after the wait, is a refusal: it is the reply from before, and it speaks
/// neither of time nor of a shortage.
bool is_refusal_in_the_end(const model::SmtpReply& before, const model::SmtpReply& again,
                           OwnWords own = {});

/// Refers to SPF: by code (RFC 7372 §3.2) or in words.
bool speaks_of_spf(const model::SmtpReply& reply, OwnWords own = {});

/// The mailbox does not exist: by code (RFC 3463 §3.2, X.1.1) or in words.
bool is_no_such_mailbox(const model::SmtpReply& reply, OwnWords own = {});

/// The server requires TLS first (RFC 3207 §4 suggests 530): in any code, by X.7.10 (RFC 5248 §2.4)
/// or in words, unless it speaks of relaying or a login as well.
bool wants_tls(const model::SmtpReply& reply, OwnWords own = {});

/// The server refused the command's syntax (RFC 5321 §4.2.2: 500 to 504; 555). Some servers end a
/// session after a few of these.
bool is_syntax_refusal(const model::SmtpReply& reply);

}  // namespace mailwatchd::smtp
