// What the check plaintext_auth can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::plaintext_auth {

inline constexpr model::FindingKind cleartext_login{
    .tag = "SMTP_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "Port 25 takes passwords or tokens without encryption",
    .risk =
        "AUTH with PLAIN, LOGIN or a bearer token is offered before TLS. Whoever can listen on "
        "the path reads the secret and sends mail in the user's name with it, or reads the "
        "mailbox.",
    .remedy =
        "Offer AUTH only inside TLS (Postfix: smtpd_tls_auth_only = yes; Exim: "
        "auth_advertise_hosts that asks for $tls_in_cipher). Better, offer no AUTH on 25 and "
        "send users to 465 or 587.",
    .standard = "RFC 4954 §4, RFC 8314 §3.3",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind auth_before_tls{
    .tag = "SMTP_AUTH_BEFORE_TLS",
    .severity = model::Severity::low,
    .title = "Port 25 takes logins before TLS",
    .risk =
        "The mechanisms on offer do not show the password itself, but a listener can try "
        "passwords against what it heard, and the mail that follows crosses the path in the "
        "clear.",
    .remedy = "Offer AUTH only inside TLS, and to users on 465 or 587 rather than on 25.",
    .standard = "RFC 4954 §4, RFC 8314 §3.3",
    .cwe = "CWE-311",
};

inline constexpr model::FindingKind auth_on_25{
    .tag = "SMTP_AUTH_ON_25",
    .severity = model::Severity::info,
    .title = "Port 25 takes logins inside TLS",
    .risk =
        "Port 25 is for servers. Logins there are a place for password guessing that is easily "
        "overlooked, and users whose provider blocks 25 can't use it anyway.",
    .remedy = "Move users to 465 or 587 and switch AUTH off on 25.",
    .standard = "RFC 6409 §3.3, RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_cleartext_login{
    .tag = "SUBMISSION_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "Port 587 takes passwords or tokens without encryption",
    .risk =
        "Users log in here to send mail. AUTH with PLAIN, LOGIN or a bearer token is offered "
        "before TLS, so a client that does not insist on TLS shows its secret to the path.",
    .remedy =
        "Demand TLS before AUTH on 587 (Postfix: smtpd_tls_security_level = encrypt for "
        "submission), and prefer 465, which is TLS from the first byte.",
    .standard = "RFC 6409 §4.3, RFC 8314 §3.3, §4.1",
    .cwe = "CWE-523",
};

inline constexpr model::FindingKind smtps_auth{
    .tag = "SMTPS_AUTH_OFFERED",
    .severity = model::Severity::info,
    .title = "Port 465 takes logins inside TLS",
    .risk = "None by itself: it is where users should log in to send mail.",
    .remedy = "Nothing, while users send through this host. Else close the port.",
    .standard = "RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 5> kinds{
    &cleartext_login, &auth_before_tls, &auth_on_25, &submission_cleartext_login, &smtps_auth,
};

}  // namespace mailwatchd::checks::plaintext_auth
