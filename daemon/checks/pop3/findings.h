// The findings of the check pop3.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::pop3 {

inline constexpr model::FindingKind cleartext_login{
    .tag = "POP3_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "POP3 accepts passwords without encryption",
    .risk =
        "Anybody who can listen between a user and this server can read the user name, the "
        "password and every fetched message. The password usually opens more than the mailbox.",
    .remedy =
        "Refuse logins before TLS (Dovecot: disable_plaintext_auth = yes, or "
        "auth_allow_cleartext = no from 2.4). Move clients to POP3S on port 995 and close 110 "
        "when its log shows no more logins.",
    .standard = "RFC 8314 §3, §4.1",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind port_open{
    .tag = "POP3_PORT_OPEN",
    .severity = model::Severity::low,
    .title = "Port 110 (POP3, starts unencrypted) is open",
    .risk =
        "A session on port 110 starts unencrypted: an attacker on the network path can remove "
        "the offer of TLS, and a careless client sends its password anyway. The risk depends on "
        "whether anybody still uses the port, whether 995 is open, and whether logins before TLS "
        "are refused.",
    .remedy =
        "Check the log for logins on 110 first. Move those clients to POP3S on port 995, then "
        "close 110. If nobody reads mail by POP3, disable it altogether.",
    .standard = "RFC 8314 §3, §4.1",
    .cwe = "",
};

inline constexpr model::FindingKind service_found{
    .tag = "POP3_SERVICE_FOUND",
    .severity = model::Severity::info,
    .title = "A POP3 service was found",
    .risk =
        "Not a fault. Every service must be known, patched and monitored. One that nobody "
        "remembers starting may belong to an intruder or to an old test machine.",
    .remedy = "Compare it with what should run here. Close it if it is not meant for the Internet.",
    .standard = "RFC 1939",
    .cwe = "",
};

inline constexpr model::FindingKind implicit_missing{
    .tag = "POP3S_MISSING",
    .severity = model::Severity::low,
    .title = "POP3 runs on 110 but not on 995",
    .risk =
        "Clients can only connect unencrypted and then ask for TLS, which an attacker on the "
        "network path can prevent. TLS from the first byte cannot be prevented this way.",
    .remedy = "Enable POP3S on port 995 with a certificate for the name that clients use.",
    .standard = "RFC 8314 §3.2",
    .cwe = "CWE-757",
};

inline constexpr model::FindingKind without_capa{
    .tag = "POP3_WITHOUT_CAPA",
    .severity = model::Severity::medium,
    .title = "The POP3 server does not support CAPA",
    .risk =
        "It cannot announce whether it accepts unencrypted passwords, and clients cannot learn "
        "that TLS is available, so most of them send the password unencrypted. Software that old "
        "is rarely patched.",
    .remedy = "Replace the server, or close port 110 and keep 995.",
    .standard = "RFC 2449 §5, RFC 2595 §4",
    .cwe = "CWE-1104",
};

inline constexpr model::FindingKind apop{
    .tag = "POP3_APOP",
    .severity = model::Severity::info,
    .title = "The POP3 server offers APOP",
    .risk =
        "APOP protects the password with MD5, which is broken, and the server must store every "
        "password in readable form to offer it. The mail itself is sent unencrypted.",
    .remedy = "Disable APOP, and let users log in over TLS on port 995.",
    .standard = "RFC 1939 §7, RFC 6151 §2",
    .cwe = "CWE-327",
};

inline constexpr model::FindingKind no_greeting{
    .tag = "POP3_NO_GREETING",
    .severity = model::Severity::medium,
    .title = "A POP3 port accepts connections but sends no POP3 greeting",
    .risk =
        "Another program answers on the port, or TLS and unencrypted POP3 are mixed up: 110 must "
        "start unencrypted and 995 with TLS. Users cannot read their mail there, and a service on "
        "an unusual port is easily left without updates.",
    .remedy =
        "Find out which program listens on the port, and stop or move it. If it is the mail "
        "server, compare the port's TLS setting with the port number.",
    .standard = "RFC 1939 §4, RFC 8314 §3.1",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 7> kinds{
    &cleartext_login, &port_open, &service_found, &implicit_missing,
    &without_capa,    &apop,      &no_greeting,
};

}  // namespace mailwatchd::checks::pop3
