// The findings of the check imap.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::imap {

inline constexpr model::FindingKind cleartext_login{
    .tag = "IMAP_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "IMAP accepts passwords without encryption",
    .risk =
        "The server offers AUTH=PLAIN or AUTH=LOGIN before TLS, or does not disable the LOGIN "
        "command there. Anybody who can listen on the network path can read the password, and "
        "with it every message.",
    .remedy =
        "Refuse logins before TLS, so that the server announces LOGINDISABLED (Dovecot: "
        "disable_plaintext_auth = yes, or auth_allow_cleartext = no from 2.4). Move clients to "
        "IMAPS on port 993.",
    .standard = "RFC 9051 §6.2.3, §11; RFC 8314 §4.1",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind port_open{
    .tag = "IMAP_PORT_OPEN",
    .severity = model::Severity::info,
    .title = "Port 143 (IMAP, starts unencrypted) is open",
    .risk =
        "A session on port 143 starts unencrypted, so an attacker on the network path can remove "
        "the offer of TLS. The risk depends on whether anybody still uses the port, whether 993 "
        "is open, and whether logins before TLS are refused.",
    .remedy =
        "Check the log for logins on 143 first. Move those clients to IMAPS on port 993. Then "
        "close 143, or keep it only if it refuses logins before TLS.",
    .standard = "RFC 8314 §3, §4.1",
    .cwe = "",
};

inline constexpr model::FindingKind service_found{
    .tag = "IMAP_SERVICE_FOUND",
    .severity = model::Severity::info,
    .title = "An IMAP service was found",
    .risk =
        "Not a fault. Every service must be known, patched and monitored. One that nobody "
        "remembers starting may belong to an intruder or to an old test machine.",
    .remedy = "Compare it with what should run here. Close it if it is not meant for the Internet.",
    .standard = "RFC 9051",
    .cwe = "",
};

inline constexpr model::FindingKind implicit_missing{
    .tag = "IMAPS_MISSING",
    .severity = model::Severity::low,
    .title = "IMAP runs on 143 but not on 993",
    .risk =
        "Clients can only connect unencrypted and then ask for TLS, which an attacker on the "
        "network path can prevent. TLS from the first byte cannot be prevented this way.",
    .remedy = "Enable IMAPS on port 993 with a certificate for the name that clients use.",
    .standard = "RFC 8314 §3.2",
    .cwe = "CWE-757",
};

inline constexpr model::FindingKind preauth{
    .tag = "IMAP_PREAUTH",
    .severity = model::Severity::critical,
    .title = "The IMAP server gives access without a login",
    .risk =
        "It greeted us with PREAUTH: the session counts as logged in although we sent no "
        "credentials, and on port 143 TLS can no longer be started. A mailbox may be open to "
        "everybody.",
    .remedy =
        "Find out which user the session belongs to and why. PREAUTH is meant for local pipes "
        "and tunnels, never for a listening port.",
    .standard = "RFC 9051 §7.1.4",
    .cwe = "CWE-306",
};

inline constexpr model::FindingKind no_greeting{
    .tag = "IMAP_NO_GREETING",
    .severity = model::Severity::medium,
    .title = "An IMAP port accepts connections but sends no IMAP greeting",
    .risk =
        "Another program answers on the port, or TLS and unencrypted IMAP are mixed up: 143 must "
        "start unencrypted and 993 with TLS. Users cannot read their mail there, and a service on "
        "an unusual port is easily left without updates.",
    .remedy =
        "Find out which program listens on the port, and stop or move it. If it is the mail "
        "server, compare the port's TLS setting with the port number.",
    .standard = "RFC 9051 §7.1, RFC 8314 §3.2",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 6> kinds{
    &cleartext_login, &port_open, &service_found, &implicit_missing, &preauth, &no_greeting,
};

}  // namespace mailwatchd::checks::imap
