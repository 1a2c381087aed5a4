// The findings of the check plaintext_auth.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::plaintext_auth {

inline constexpr model::FindingKind cleartext_login{
    .tag = "SMTP_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "Port 25 accepts passwords or tokens without encryption",
    .risk =
        "AUTH with PLAIN, LOGIN or a bearer token is offered before TLS. Anybody who can listen "
        "on the network path can read the secret, send mail in the user's name and read the "
        "mailbox.",
    .remedy =
        "Offer AUTH only after TLS (Postfix: smtpd_tls_auth_only = yes; Exim: "
        "auth_advertise_hosts that depends on $tls_in_cipher). Better, offer no AUTH on 25 and "
        "let users send through 465 or 587.",
    .standard = "RFC 4954 §4, RFC 8314 §3.3",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind auth_before_tls{
    .tag = "SMTP_AUTH_BEFORE_TLS",
    .severity = model::Severity::low,
    .title = "Port 25 accepts logins before TLS",
    .risk =
        "The offered mechanisms do not reveal the password itself, but an eavesdropper can try "
        "passwords against the recorded exchange, and the mail that follows is unencrypted.",
    .remedy = "Offer AUTH only after TLS, and on 465 or 587 rather than on 25.",
    .standard = "RFC 4954 §4, RFC 8314 §3.3",
    .cwe = "CWE-311",
};

inline constexpr model::FindingKind auth_on_25{
    .tag = "SMTP_AUTH_ON_25",
    .severity = model::Severity::info,
    .title = "Port 25 accepts logins over TLS",
    .risk =
        "Port 25 is for mail between servers. Password guessing there is easily overlooked, and "
        "users whose provider blocks port 25 cannot use it.",
    .remedy = "Move users to 465 or 587 and disable AUTH on 25.",
    .standard = "RFC 6409 §3.3, RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_cleartext_login{
    .tag = "SUBMISSION_CLEARTEXT_LOGIN",
    .severity = model::Severity::high,
    .title = "Port 587 accepts passwords or tokens without encryption",
    .risk =
        "Users log in here to send mail. AUTH with PLAIN, LOGIN or a bearer token is offered "
        "before TLS, so a client that does not insist on TLS exposes its secret.",
    .remedy =
        "Require TLS before AUTH on 587 (Postfix: smtpd_tls_security_level = encrypt for "
        "submission), and prefer 465, which uses TLS from the first byte.",
    .standard = "RFC 6409 §4.3, RFC 8314 §3.3, §4.1",
    .cwe = "CWE-523",
};

inline constexpr model::FindingKind smtps_auth{
    .tag = "SMTPS_AUTH_OFFERED",
    .severity = model::Severity::info,
    .title = "Port 465 accepts logins over TLS",
    .risk = "No risk: this is where users should log in to send mail.",
    .remedy = "No action is needed if users send through this host. Otherwise close the port.",
    .standard = "RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 5> kinds{
    &cleartext_login, &auth_before_tls, &auth_on_25, &submission_cleartext_login, &smtps_auth,
};

}  // namespace mailwatchd::checks::plaintext_auth
