// The findings of the check transport_tls.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::transport_tls {

inline constexpr model::FindingKind smtp_without_tls{
    .tag = "SMTP_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 25 offers no encryption",
    .risk =
        "All mail to and from this host is sent unencrypted. Anybody on the network path can "
        "read contents, senders and recipients without special skills; changing mail takes an "
        "active attacker.",
    .remedy =
        "Install a certificate and offer STARTTLS. Do not require it on a public mail exchanger. "
        "Publish MTA-STS or DANE instead, so that senders insist on it.",
    .standard = "RFC 3207 §4, RFC 8461, RFC 7672",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind submission_without_tls{
    .tag = "SUBMISSION_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 587 offers no encryption",
    .risk =
        "Users send their mail here unencrypted. Anybody on their network path, for example in a "
        "hotel's network, can read the messages, and the password if the server accepts one.",
    .remedy =
        "Offer STARTTLS on 587 and require it before anything else. Better, move users to 465.",
    .standard = "RFC 8314 §3.3, RFC 6409 §4.3",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind pop3_without_tls{
    .tag = "POP3_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 110 offers no encryption",
    .risk =
        "Every login and every fetched message is unencrypted. Anybody on the network path can "
        "collect passwords, which users often use for other services too.",
    .remedy =
        "Move users to POP3S on 995 and close 110 once its log shows no more logins. Until then, "
        "offer STLS and refuse logins before it.",
    .standard = "RFC 8314 §4.1, RFC 2595 §4",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind imap_without_tls{
    .tag = "IMAP_WITHOUT_TLS",
    .severity = model::Severity::high,
    .title = "Port 143 offers no encryption",
    .risk =
        "Every login and the whole mailbox are sent unencrypted. Anybody on the network path can "
        "collect passwords, which users often use for other services too.",
    .remedy =
        "Move users to IMAPS on 993. If 143 must stay, offer STARTTLS and refuse logins before "
        "it.",
    .standard = "RFC 8314 §4.1, RFC 9051 §11.1",
    .cwe = "CWE-319",
};

inline constexpr model::FindingKind starttls_broken{
    .tag = "STARTTLS_BROKEN",
    .severity = model::Severity::high,
    .title = "STARTTLS is offered but fails",
    .risk =
        "The server announces TLS and then refuses it or does not answer, the handshake fails, or "
        "the session ends inside TLS. Servers that deliver here continue unencrypted or not at "
        "all, and mail programs stop.",
    .remedy =
        "Check the server's TLS log for a certificate and key that do not match, a file that it "
        "cannot read, or TLS versions and ciphers that nobody else supports.",
    .standard = "RFC 3207 §4.1, RFC 9325",
    .cwe = "CWE-311",
};

inline constexpr model::FindingKind bytes_after_starttls{
    .tag = "STARTTLS_BYTES_INJECTED",
    .severity = model::Severity::high,
    .title = "Unencrypted bytes followed the server's consent to TLS",
    .risk =
        "The server agreed to start TLS and then unencrypted bytes arrived. An attacker on the "
        "network path can use this to inject text that a client treats as encrypted. Either the "
        "server is faulty, or somebody modifies the connection.",
    .remedy =
        "Update the server software. If it is up to date, check from another network: a "
        "middlebox or an attacker may insert the bytes.",
    .standard = "RFC 3207 §6, RFC 8314 §3; CVE-2011-0411",
    .cwe = "CWE-924",
};

inline constexpr model::FindingKind injection_executed{
    .tag = "STARTTLS_INJECTION",
    .severity = model::Severity::high,
    .title = "Unencrypted commands are executed inside TLS",
    .risk =
        "The server answered, inside TLS, a command that it had received unencrypted together with "
        "STARTTLS. An attacker on the network path can put commands in front of a user's session: "
        "the user's login and mail may end up in the attacker's mailbox, although everything looks "
        "encrypted.",
    .remedy =
        "Update the server software: it must discard what it has received when TLS starts. If a "
        "proxy or a load balancer ends TLS for it, update that one.",
    .standard = "RFC 3207 §6, RFC 2595 §3.1; CVE-2011-0411, CVE-2021-33515",
    .cwe = "CWE-77",
};

inline constexpr model::FindingKind old_version{
    .tag = "TLS_VERSION_OLD",
    .severity = model::Severity::medium,
    .title = "The server's newest TLS version is obsolete",
    .risk =
        "TLS 1.0 and 1.1 use broken hashes and old ciphers and must no longer be used. Programs "
        "that follow this cannot encrypt the connection to this server at all.",
    .remedy = "Enable TLS 1.2 and 1.3. Update the TLS library if it is too old for them.",
    .standard = "RFC 8996 §4, §5",
    .cwe = "CWE-327",
};

inline constexpr model::FindingKind mx_certificate_dates{
    .tag = "MX_CERTIFICATE_DATES",
    .severity = model::Severity::low,
    .title = "A mail exchanger's certificate is expired or not yet valid",
    .risk =
        "Most servers encrypt anyway, because they do not verify certificates. Servers that do "
        "(MTA-STS) stop delivering.",
    .remedy =
        "Renew the certificate, automate its renewal, and make sure that the server loads it.",
    .standard = "RFC 5280 §4.1.2.5, RFC 8461 §4.2",
    .cwe = "CWE-298",
};

inline constexpr model::FindingKind mx_certificate_chain_dates{
    .tag = "MX_CERTIFICATE_CHAIN_DATES",
    .severity = model::Severity::low,
    .title = "A certificate of a mail exchanger's chain is expired or not yet valid",
    .risk =
        "Most servers encrypt anyway, because they do not verify certificates. Servers that do "
        "(MTA-STS) stop delivering, although the server's own certificate is within its dates.",
    .remedy =
        "Replace the chain that the server sends: configure the current intermediate certificates "
        "of the authority. Renewing the server's own certificate is not enough if it is still sent "
        "with the old chain.",
    .standard = "RFC 5280 §6.1.3, RFC 8461 §4.2",
    .cwe = "CWE-298",
};

inline constexpr model::FindingKind mx_certificate_untrusted{
    .tag = "MX_CERTIFICATE_UNTRUSTED",
    .severity = model::Severity::info,
    .title = "A mail exchanger's certificate is not from a known authority",
    .risk =
        "This is common between servers, and mail is still encrypted. But nobody can tell this "
        "host from an attacker on the network path, unless DANE publishes the right certificate.",
    .remedy = "Use a certificate from a public authority, or publish DANE records.",
    .standard = "RFC 7672 §1.3, RFC 8461 §4.2",
    .cwe = "CWE-295",
};

inline constexpr model::FindingKind mx_certificate_name{
    .tag = "MX_CERTIFICATE_NAME",
    .severity = model::Severity::info,
    .title = "A mail exchanger's certificate does not match the host name",
    .risk =
        "Most servers do not compare the name with the MX record. Servers that do (MTA-STS) stop "
        "delivering.",
    .remedy = "Include the host name of the MX record in the certificate.",
    .standard = "RFC 8461 §4.2, RFC 9525",
    .cwe = "CWE-297",
};

inline constexpr model::FindingKind certificate_dates{
    .tag = "CERTIFICATE_DATES",
    .severity = model::Severity::medium,
    .title = "The certificate for users is expired or not yet valid",
    .risk =
        "Mail programs warn or refuse. Users who learn to ignore the warning will also ignore it "
        "for an attacker's certificate.",
    .remedy =
        "Renew the certificate, automate its renewal, and make sure that the server loads it.",
    .standard = "RFC 5280 §4.1.2.5, RFC 8314 §4.4",
    .cwe = "CWE-298",
};

inline constexpr model::FindingKind certificate_chain_dates{
    .tag = "CERTIFICATE_CHAIN_DATES",
    .severity = model::Severity::medium,
    .title = "A certificate of the chain for users is expired or not yet valid",
    .risk =
        "Mail programs warn or refuse, although the server's own certificate is within its dates. "
        "Programs that know a newer path may still connect, so only some users see it.",
    .remedy =
        "Replace the chain that the server sends: configure the current intermediate certificates "
        "of the authority. Renewing the server's own certificate is not enough if it is still sent "
        "with the old chain.",
    .standard = "RFC 5280 §6.1.3, RFC 8314 §4.4",
    .cwe = "CWE-298",
};

inline constexpr model::FindingKind certificate_untrusted{
    .tag = "CERTIFICATE_UNTRUSTED",
    .severity = model::Severity::medium,
    .title = "The certificate for users is not from a known authority",
    .risk =
        "Mail programs cannot tell this server from an attacker on the network path. They warn "
        "or refuse, unless users have told them to ignore it.",
    .remedy =
        "Use a certificate from a public authority, and send its intermediate certificates with "
        "it.",
    .standard = "RFC 8314 §4.4, RFC 7817",
    .cwe = "CWE-295",
};

inline constexpr model::FindingKind certificate_name{
    .tag = "CERTIFICATE_NAME",
    .severity = model::Severity::medium,
    .title = "The certificate for users does not match the host name",
    .risk =
        "Mail programs compare the certificate with the name that the user entered. They warn or "
        "refuse, because an attacker's certificate would look the same.",
    .remedy = "Include the name that users enter in their mail program in the certificate.",
    .standard = "RFC 7817 §3, RFC 9525",
    .cwe = "CWE-297",
};

inline constexpr std::array<const model::FindingKind*, 16> kinds{
    &smtp_without_tls,         &submission_without_tls,
    &pop3_without_tls,         &imap_without_tls,
    &starttls_broken,          &bytes_after_starttls,
    &injection_executed,       &old_version,
    &mx_certificate_dates,     &mx_certificate_chain_dates,
    &mx_certificate_untrusted, &mx_certificate_name,
    &certificate_dates,        &certificate_chain_dates,
    &certificate_untrusted,    &certificate_name,
};

}  // namespace mailwatchd::checks::transport_tls
