// One line of an IMAP server (RFC 9051 §2.2.2, §7), and the capabilities in it.
#pragma once

#include "model/mail_session.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::imap {

/// Maximum size of a literal that is skipped; a larger one ends the dialogue (failure P8).
inline constexpr std::size_t literal_bytes_max = 4096;

enum class Condition : std::uint8_t { ok, no, bad, preauth, bye, none };

struct Response {
    enum class Kind : std::uint8_t {
        untagged,      ///< "* …"
        tagged,        ///< "a1 OK …"
        continuation,  ///< "+ …"
        malformed,
    };
    Kind kind = Kind::malformed;
    std::string_view tag;                   ///< For `tagged`.
    Condition condition = Condition::none;  ///< For a status response.
    std::string_view text;  ///< The rest: "[CAPABILITY …] ready", or all of the data.
    /// Size of the literal that follows the line, "{12}" or "{12+}" (RFC 7888). Status responses
    /// contain only text and never one.
    std::optional<std::size_t> literal;
};

/// The response refers to `line`.
Response parse_response(std::string_view line);
/// The literal that a line announces at its end; too many digits give the largest number.
std::optional<std::size_t> announced_literal(std::string_view line);
/// Whether a greeting can begin like this. For bytes without a line end so far.
bool may_be_greeting(std::string_view beginning);

/// The capabilities of "CAPABILITY IMAP4rev1 …" (data) or "[CAPABILITY …] …" (a status response's
/// code, RFC 9051 §7.1); nothing for other texts. One line per capability.
std::optional<model::Capabilities> parse_capabilities(std::string_view text);

}  // namespace mailwatchd::imap
