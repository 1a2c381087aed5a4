#include "proto/first_bytes.h"

#include "proto/words.h"

#include <array>
#include <cstddef>

namespace mailwatchd::proto {

namespace {

struct Beginning {
    std::string_view bytes;
    std::string_view protocol;
};

/// What servers of protocols that speak first begin with, and what others answer to a stranger.
constexpr std::array beginnings{
    Beginning{"SSH-", "SSH"},        // RFC 4253 §4.2
    Beginning{"HTTP/", "HTTP"},      // RFC 9112 §4
    Beginning{"<!DOCTYPE", "HTTP"},  // An error page without a status line.
    Beginning{"<html", "HTTP"},
    Beginning{"+OK", "POP3"},  // RFC 1939 §3
    Beginning{"-ERR", "POP3"},
    Beginning{"* OK", "IMAP"},  // RFC 9051 §7.1
    Beginning{"* PREAUTH", "IMAP"},
    Beginning{"* BYE", "IMAP"},
    Beginning{"\"IMPLEMENTATION\"", "ManageSieve"},  // RFC 5804 §1.7
    Beginning{"RFB ", "VNC"},                        // RFC 6143 §7.1.1
    Beginning{"@RSYNCD:", "rsync"},
    Beginning{"\x15\x03", "TLS"},     // An alert, RFC 8446 §5.1
    Beginning{"\x16\x03", "TLS"},     // A handshake
    Beginning{"\xff\xfb", "Telnet"},  // WILL, RFC 854
    Beginning{"\xff\xfd", "Telnet"},  // DO
    Beginning{"\xff\xfe", "Telnet"},  // DON'T
};

bool has_reply_code(std::string_view bytes) {
    return bytes.size() > 3 && is_digit(bytes[0]) && is_digit(bytes[1]) && is_digit(bytes[2]) &&
           (bytes[3] == ' ' || bytes[3] == '-');
}

}  // namespace

std::string_view protocol_of(std::string_view bytes) {
    for (const auto& [beginning, protocol] : beginnings)
        if (starts_ignoring_case(bytes, beginning)) return protocol;
    if (!has_reply_code(bytes)) return {};
    if (contains_ignoring_case(bytes, "FTP")) return "FTP";  // RFC 959 §5.4
    if (bytes.starts_with("20")) return "NNTP";              // RFC 3977 §5.1.1
    return "SMTP";
}

}  // namespace mailwatchd::proto
