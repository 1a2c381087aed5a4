// What the check imap can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::imap {

inline constexpr model::FindingKind cleartext_login{
    .tag = "IMAP_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "IMAP takes passwords without encryption",
    .risk =
        "The server offers AUTH=PLAIN or AUTH=LOGIN before TLS, or does not forbid the LOGIN "
        "command there. Whoever can listen on the path reads the password, and every message "
        "with it.",
    .remedy =
        "Refuse logins before TLS, so that the server says LOGINDISABLED (Dovecot: "
        "disable_plaintext_auth = yes, or auth_allow_cleartext = no from 2.4). Move clients to "
        "IMAPS on port 993.",
    .standard = "RFC 9051 §6.2.3, §11; RFC 8314 §4.1",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind port_open{
    .tag = "IMAP_PORT_OPEN",
    .severity = model::Severity::info,
    .title = "Port 143 (IMAP without TLS from the start) is open",
    .risk =
        "A session on port 143 starts in the clear, so an attacker on the path can strip the "
        "offer of TLS. What weighs: whether anybody still uses the port, whether 993 is there, "
        "and whether logins before TLS are refused.",
    .remedy =
        "Look at the logins on 143 first. Move those clients to IMAPS on port 993 and keep 143 "
        "only where logins before TLS are refused, or close it.",
    .standard = "RFC 8314 §3, §4.1",
    .cwe = "",
};

inline constexpr model::FindingKind service_found{
    .tag = "IMAP_SERVICE_FOUND",
    .severity = model::Severity::info,
    .title = "An IMAP service runs here",
    .risk =
        "Not a fault. Each service is something to know of, to patch and to watch; one that "
        "nobody remembers having started deserves a look.",
    .remedy =
        "Compare it with what should run here. Close it where it is not meant for the Internet.",
    .standard = "RFC 9051",
    .cwe = "",
};

inline constexpr model::FindingKind implicit_missing{
    .tag = "IMAPS_MISSING",
    .severity = model::Severity::low,
    .title = "IMAP runs on 143 but not on 993",
    .risk =
        "Users of this server can only start in the clear and ask for TLS afterwards, which an "
        "attacker on the path can prevent. TLS from the first byte can't be stripped so.",
    .remedy = "Switch on IMAPS on port 993 with a certificate for the name that clients use.",
    .standard = "RFC 8314 §3.2",
    .cwe = "CWE-757",
};

inline constexpr model::FindingKind preauth{
    .tag = "IMAP_PREAUTH",
    .severity = model::Severity::critical,
    .title = "The IMAP server lets strangers in without a login",
    .risk =
        "It greeted us with PREAUTH: the connection counts as logged in although we said nothing"
        " about who we are, and on port 143 TLS can no longer be started. A mailbox may stand "
        "open.",
    .remedy =
        "Find out which user the session belongs to and why; PREAUTH is meant for local pipes "
        "and tunnels, never for a listening port.",
    .standard = "RFC 9051 §7.1.4",
    .cwe = "CWE-306",
};

inline constexpr std::array<const model::FindingKind*, 5> kinds{
    &cleartext_login, &port_open, &service_found, &implicit_missing, &preauth,
};

}  // namespace mailwatchd::checks::imap
