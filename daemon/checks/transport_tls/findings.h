// What the check transport_tls can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::transport_tls {

inline constexpr model::FindingKind smtp_without_tls{
    .tag = "SMTP_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 25 offers no encryption",
    .risk =
        "All mail to and from this host crosses the path in the clear: contents, senders, "
        "recipients and routes can be read by whoever stands on it, with no further skill. "
        "Confidentiality is lost entirely; to alter mail takes an active attacker.",
    .remedy =
        "Install a certificate and offer STARTTLS. Do not enforce it on a public mail exchanger;"
        " publish MTA-STS or DANE instead, so that senders insist on it.",
    .standard = "RFC 3207 §4, RFC 8461, RFC 7672",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind submission_without_tls{
    .tag = "SUBMISSION_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 587 offers no encryption",
    .risk =
        "Users hand in their mail here in the clear: a listener anywhere on their way, a hotel's"
        " network for one, has the messages, and the password where the server takes one.",
    .remedy =
        "Offer STARTTLS on 587 and demand it before anything else; better, move users to 465.",
    .standard = "RFC 8314 §3.3, RFC 6409 §4.3",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind pop3_without_tls{
    .tag = "POP3_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 110 offers no encryption",
    .risk =
        "Every login and every fetched message crosses the path in the clear. A place on the "
        "path is all it takes to collect passwords, which mostly fit other services too.",
    .remedy =
        "Move users to POP3S on 995 and close 110 once its log shows no more logins; until then "
        "offer STLS and refuse logins before it.",
    .standard = "RFC 8314 §4.1, RFC 2595 §4",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind imap_without_tls{
    .tag = "IMAP_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 143 offers no encryption",
    .risk =
        "Every login and the whole mailbox cross the path in the clear. A place on the path is "
        "all it takes to collect passwords, which mostly fit other services too.",
    .remedy =
        "Move users to IMAPS on 993; where 143 must stay, offer STARTTLS and refuse logins "
        "before it.",
    .standard = "RFC 8314 §4.1, RFC 9051 §11.1",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind login_without_tls{
    .tag = "LOGIN_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "A login is taken before encryption stands",
    .risk =
        "TLS may be on offer but is not demanded, so a client that does not ask for it, or whose"
        " request an attacker strips, sends its password in the clear. Credentials are what is "
        "lost; with them mailboxes, and the right to send in the user's name.",
    .remedy =
        "Refuse logins on unencrypted connections, and prefer the ports that are TLS from the "
        "first byte: 465, 993, 995.",
    .standard = "RFC 8314 §4.1",
    .cwe = "CWE-523",
};

inline constexpr model::FindingKind starttls_broken{
    .tag = "STARTTLS_BROKEN",
    .severity = model::Severity::high,
    .title = "Encryption is offered but does not come about",
    .risk =
        "The server says that it has TLS, then refuses it or the handshake fails. Servers that "
        "deliver here go on in the clear or not at all; mail programs stop.",
    .remedy =
        "Look at the server's TLS log: certificate and key that do not fit, a file it can't "
        "read, or protocol versions and ciphers that nobody shares.",
    .standard = "RFC 3207 §4.1, RFC 9325",
    .cwe = "CWE-311",
};

inline constexpr model::FindingKind bytes_after_starttls{
    .tag = "STARTTLS_BYTES_INJECTED",
    .severity = model::Severity::high,
    .title = "Clear text followed the go-ahead for TLS",
    .risk =
        "Bytes came in the clear after the server agreed to start TLS. A client that takes them "
        "as said inside TLS can be lied to by whoever stands on the path: either the server is "
        "faulty, or somebody is at work there.",
    .remedy =
        "Update the server software. If it is up to date, look from another network: a middle "
        "box or an attacker may insert the bytes.",
    .standard = "RFC 3207 §6, RFC 8314 §3; CVE-2011-0411",
    .cwe = "CWE-924",
};

inline constexpr model::FindingKind old_version{
    .tag = "TLS_VERSION_OLD",
    .severity = model::Severity::medium,
    .title = "The server's best TLS version is withdrawn",
    .risk =
        "TLS 1.0 and 1.1 rest on broken hashes and old ciphers and are no longer to be used. "
        "Programs that keep to that can't talk to this server encrypted at all.",
    .remedy = "Switch on TLS 1.2 and 1.3; that takes an update where the library is too old.",
    .standard = "RFC 8996 §4, §5",
    .cwe = "CWE-327",
};

inline constexpr model::FindingKind mx_certificate_dates{
    .tag = "MX_CERTIFICATE_DATES",
    .severity = model::Severity::low,
    .title = "A mail exchanger's certificate is outside its dates",
    .risk =
        "Most servers encrypt nevertheless, because they do not verify. Those that insist "
        "(MTA-STS) stop delivering.",
    .remedy =
        "Renew the certificate, have that done by a program, and see that the server loads it.",
    .standard = "RFC 5280 §4.1.2.5, RFC 8461 §4.2",
    .cwe = "CWE-298",
};

inline constexpr model::FindingKind mx_certificate_untrusted{
    .tag = "MX_CERTIFICATE_UNTRUSTED",
    .severity = model::Severity::info,
    .title = "A mail exchanger's certificate is not from a known authority",
    .risk =
        "Between servers that is common and mail is encrypted all the same; nobody can tell this"
        " host from an attacker on the path though, unless DANE says which certificate is right.",
    .remedy = "Use a certificate of a public authority, or publish DANE records.",
    .standard = "RFC 7672 §1.3, RFC 8461 §4.2",
    .cwe = "CWE-295",
};

inline constexpr model::FindingKind mx_certificate_name{
    .tag = "MX_CERTIFICATE_NAME",
    .severity = model::Severity::info,
    .title = "A mail exchanger's certificate is for other names",
    .risk =
        "Most servers do not compare the name with the MX record. Those that do (MTA-STS) stop "
        "delivering.",
    .remedy = "Include the host name of the MX record in the certificate.",
    .standard = "RFC 8461 §4.2, RFC 9525",
    .cwe = "CWE-297",
};

inline constexpr model::FindingKind certificate_dates{
    .tag = "CERTIFICATE_DATES",
    .severity = model::Severity::medium,
    .title = "The certificate that users meet is outside its dates",
    .risk =
        "Mail programs warn or refuse. Users who learn to click the warning away will do so for "
        "an attacker's certificate too.",
    .remedy =
        "Renew the certificate, have that done by a program, and see that the server loads it.",
    .standard = "RFC 5280 §4.1.2.5, RFC 8314 §4.4",
    .cwe = "CWE-298",
};

inline constexpr model::FindingKind certificate_untrusted{
    .tag = "CERTIFICATE_UNTRUSTED",
    .severity = model::Severity::medium,
    .title = "The certificate that users meet is not from a known authority",
    .risk =
        "Mail programs can't tell this server from an attacker on the path. They warn or refuse,"
        " or have been told to ignore it.",
    .remedy =
        "Use a certificate of a public authority, and send its intermediate certificates along.",
    .standard = "RFC 8314 §4.4, RFC 7817",
    .cwe = "CWE-295",
};

inline constexpr model::FindingKind certificate_name{
    .tag = "CERTIFICATE_NAME",
    .severity = model::Severity::medium,
    .title = "The certificate that users meet is for other names",
    .risk =
        "Mail programs compare the name that the user typed and warn or refuse, because an "
        "attacker's certificate would look the same.",
    .remedy = "Include the name that users type into their mail program in the certificate.",
    .standard = "RFC 7817 §3, RFC 9525",
    .cwe = "CWE-297",
};

inline constexpr std::array<const model::FindingKind*, 14> kinds{
    &smtp_without_tls,      &submission_without_tls,   &pop3_without_tls,     &imap_without_tls,
    &login_without_tls,     &starttls_broken,          &bytes_after_starttls, &old_version,
    &mx_certificate_dates,  &mx_certificate_untrusted, &mx_certificate_name,  &certificate_dates,
    &certificate_untrusted, &certificate_name,
};

}  // namespace mailwatchd::checks::transport_tls
