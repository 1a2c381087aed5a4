// What the check pop3 can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::pop3 {

inline constexpr model::FindingKind cleartext_login{
    .tag = "POP3_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "POP3 takes passwords without encryption",
    .risk =
        "Whoever can listen anywhere between a user and this server reads the user name, the "
        "password and every message that is fetched. The password usually opens more than the "
        "mailbox.",
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
    .title = "Port 110 (POP3 without TLS from the start) is open",
    .risk =
        "A session on port 110 starts in the clear, so an attacker on the path can strip the "
        "offer of TLS and a careless client sends its password anyway. What weighs: whether "
        "anybody still uses the port, whether 995 is there, and whether logins before TLS are "
        "refused.",
    .remedy =
        "Look at the logins on 110 first. Move those clients to POP3S on port 995, then close "
        "110; where nobody reads mail by POP3, switch it off altogether.",
    .standard = "RFC 8314 §3, §4.1",
    .cwe = "",
};

inline constexpr model::FindingKind service_found{
    .tag = "POP3_SERVICE_FOUND",
    .severity = model::Severity::info,
    .title = "A POP3 service runs here",
    .risk =
        "Not a fault. Each service is something to know of, to patch and to watch; one that "
        "nobody remembers having started is how intruders and old test machines are found.",
    .remedy =
        "Compare it with what should run here. Close it where it is not meant for the Internet.",
    .standard = "RFC 1939",
    .cwe = "",
};

inline constexpr model::FindingKind implicit_missing{
    .tag = "POP3S_MISSING",
    .severity = model::Severity::low,
    .title = "POP3 runs on 110 but not on 995",
    .risk =
        "Users of this server can only start in the clear and ask for TLS afterwards, which an "
        "attacker on the path can prevent. TLS from the first byte can't be stripped so.",
    .remedy = "Switch on POP3S on port 995 with a certificate for the name that clients use.",
    .standard = "RFC 8314 §3.2",
    .cwe = "CWE-757",
};

inline constexpr model::FindingKind without_capa{
    .tag = "POP3_WITHOUT_CAPA",
    .severity = model::Severity::medium,
    .title = "The POP3 server does not know CAPA",
    .risk =
        "It can't say whether it takes passwords in the clear, and clients can't learn from it "
        "that TLS is there, so most of them send the password unprotected. Software that old is "
        "rarely patched.",
    .remedy = "Replace the server, or close port 110 and leave 995.",
    .standard = "RFC 2449 §5, RFC 2595 §4",
    .cwe = "CWE-1104",
};

inline constexpr model::FindingKind apop{
    .tag = "POP3_APOP",
    .severity = model::Severity::info,
    .title = "The POP3 server offers APOP",
    .risk =
        "APOP hides the password behind MD5, which no longer hides it, and the server must keep "
        "every password readable to offer it. The mail itself crosses the path in the clear.",
    .remedy = "Switch APOP off, and let users log in inside TLS on port 995.",
    .standard = "RFC 1939 §7, RFC 6151 §2",
    .cwe = "CWE-327",
};

inline constexpr std::array<const model::FindingKind*, 6> kinds{
    &cleartext_login, &port_open, &service_found, &implicit_missing, &without_capa, &apop,
};

}  // namespace mailwatchd::checks::pop3
