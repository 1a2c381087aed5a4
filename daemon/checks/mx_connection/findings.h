// The findings of the check mx_connection.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::mx_connection {

inline constexpr model::FindingKind all_silent{
    .tag = "MX_ALL_SILENT",
    .severity = model::Severity::critical,
    .title = "No mail exchanger answers",
    .risk =
        "Nobody can deliver mail to this name. Senders retry for some days and then return the "
        "mail.",
    .remedy =
        "Check whether the mail server runs and whether a firewall or the provider blocks port "
        "25. Correct the MX records if the servers have moved.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind port_25_closed{
    .tag = "MX_PORT_25_CLOSED",
    .severity = model::Severity::critical,
    .title = "Mail exchangers answer, but none of them on port 25",
    .risk =
        "Other servers deliver only to port 25, so no mail from outside arrives, although the "
        "hosts seem to work for their own users.",
    .remedy = "Open port 25 to everybody on at least one mail exchanger.",
    .standard = "RFC 5321 §4.5.4.2, RFC 6409 §3.1",
    .cwe = "",
};

inline constexpr model::FindingKind silent_on_25{
    .tag = "MX_SILENT",
    .severity = model::Severity::medium,
    .title = "A mail exchanger does not answer on port 25",
    .risk =
        "Senders that try this host first lose time before they try another one. If the others "
        "fail, this one cannot replace them.",
    .remedy = "Start its mail service, open port 25, or remove the host from the MX records.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind nolisting{
    .tag = "MX_FIRST_SILENT",
    .severity = model::Severity::info,
    .title = "The preferred mail exchanger does not answer, but another one does",
    .risk =
        "The preferred host is down, or it is closed on purpose to deter careless senders "
        "(\"nolisting\"). Some legitimate senders deliver late because of it.",
    .remedy = "If it is not intended, start the host's mail service or open port 25.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind no_greeting{
    .tag = "MX_NO_GREETING",
    .severity = model::Severity::medium,
    .title = "A mail port accepts connections but sends no SMTP greeting",
    .risk =
        "The program on the port does not speak SMTP to us. It may be another service, an "
        "overloaded server, a firewall that accepts connections for other hosts, or a server "
        "that disconnects us without a reply.",
    .remedy =
        "Connect by hand and wait five minutes for the 220 greeting. Check which program listens "
        "on the port, and whether it blocks the address of mailwatchd.",
    .standard = "RFC 5321 §3.1, §4.5.3.2.1",
    .cwe = "",
};

inline constexpr model::FindingKind greeting_refuses{
    .tag = "MX_GREETING_REFUSES",
    .severity = model::Severity::info,
    .title = "The server's greeting refuses the connection",
    .risk =
        "It refuses to talk to us, for now (4xx) or permanently (5xx). It may treat other "
        "senders differently.",
    .remedy =
        "Read its reply. If it names a block list, find out why the address of mailwatchd is "
        "listed.",
    .standard = "RFC 5321 §3.1, RFC 7504",
    .cwe = "",
};

inline constexpr model::FindingKind address_unreached{
    .tag = "MX_ADDRESS_UNREACHED",
    .severity = model::Severity::info,
    .title = "The address cannot be reached from here",
    .risk =
        "This machine has no route to it, usually because it has no IPv6. Nothing is known about "
        "the address, and the host's other addresses decide.",
    .remedy = "Give the machine that runs mailwatchd the missing connectivity.",
    .standard = "RFC 5321 §5.2",
    .cwe = "",
};

inline constexpr model::FindingKind address_special_purpose{
    .tag = "MX_ADDRESS_SPECIAL_PURPOSE",
    .severity = model::Severity::medium,
    .title = "A mail host's name resolves to an address that is not public",
    .risk =
        "Private, loopback and other special-purpose addresses cannot be reached from the "
        "Internet. Senders lose time on them or connect to a machine of their own, and outsiders "
        "learn internal addresses.",
    .remedy =
        "Publish public addresses only. If mailwatchd should monitor an internal network, allow "
        "its range in probe.allow_addresses.",
    .standard = "RFC 6890 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind is_alias{
    .tag = "MX_IS_ALIAS",
    .severity = model::Severity::medium,
    .title = "An MX record points to an alias (CNAME)",
    .risk =
        "The name in an MX record must have address records itself. Some servers do not follow "
        "the alias; others send mail in a loop.",
    .remedy = "Replace the alias in the MX record with the host name that it points to.",
    .standard = "RFC 2181 §10.3, RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind is_address{
    .tag = "MX_IS_ADDRESS",
    .severity = model::Severity::high,
    .title = "An MX record contains an address instead of a name",
    .risk =
        "Servers that follow the standard look the address up as a host name. That name does not "
        "exist, so they cannot deliver there.",
    .remedy = "Give the host a name with an address record, and put that name into the MX record.",
    .standard = "RFC 1035 §3.3.9, RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind without_address{
    .tag = "MX_WITHOUT_ADDRESS",
    .severity = model::Severity::high,
    .title = "The host of an MX record has no address",
    .risk =
        "Nobody can deliver mail there. If the host's domain is free, whoever registers it "
        "receives this target's mail.",
    .remedy =
        "Remove the record, or give the host an address. Check now whether its domain still "
        "belongs to you.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind null_mx{
    .tag = "MX_NULL",
    .severity = model::Severity::info,
    .title = "The domain declares that it accepts no mail (null MX)",
    .risk = "Not a fault: with a null MX, senders fail immediately instead of retrying for days.",
    .remedy =
        "No action is needed, unless the domain should receive mail. If it sends no mail either, "
        "also publish the SPF record \"v=spf1 -all\".",
    .standard = "RFC 7505 §3",
    .cwe = "",
};

inline constexpr model::FindingKind null_mx_not_alone{
    .tag = "MX_NULL_NOT_ALONE",
    .severity = model::Severity::medium,
    .title = "A null MX is published beside other MX records",
    .risk =
        "One record says that the domain accepts no mail, another says where to deliver it. "
        "Senders may follow either, so some mail is returned immediately.",
    .remedy = "Remove the null MX, or all the others.",
    .standard = "RFC 7505 §3",
    .cwe = "",
};

inline constexpr model::FindingKind no_mail_host{
    .tag = "MX_NOWHERE",
    .severity = model::Severity::info,
    .title = "The name has neither an MX record nor an address",
    .risk = "Mail to it cannot be delivered, and without a null MX senders may retry for days.",
    .remedy =
        "Correct the name in the configuration, or publish MX records. If the name should "
        "receive no mail, publish a null MX.",
    .standard = "RFC 5321 §5.1, RFC 7505 §3",
    .cwe = "",
};

inline constexpr model::FindingKind no_such_domain{
    .tag = "MX_NO_SUCH_DOMAIN",
    .severity = model::Severity::high,
    .title = "The domain does not exist",
    .risk =
        "The DNS answers NXDOMAIN. If the domain has expired, anybody can register it and receive "
        "its mail.",
    .remedy =
        "Correct the name in the configuration, renew the domain, or remove it from the "
        "configuration if it was given up.",
    .standard = "RFC 8020 §2, RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "MX_UNANSWERED",
    .severity = model::Severity::info,
    .title = "The DNS did not answer a question about the mail hosts",
    .risk =
        "The question is shown with the host. The addresses that are known are judged; what the "
        "answer would add is not known. Senders that insist on an answer may deliver late.",
    .remedy =
        "Ask the domain's name servers the same question, for example with dig. Some servers fail "
        "for record types that they do not have, AAAA in particular: correct or replace them.",
    .standard = "RFC 4074 §4",
    .cwe = "",
};

inline constexpr model::FindingKind implicit_mx{
    .tag = "MX_IMPLICIT",
    .severity = model::Severity::low,
    .title = "There is no MX record: mail goes to the name's own address",
    .risk =
        "Senders fall back to the address record. This is often not intended, and when the web "
        "site moves, the mail moves with it.",
    .remedy =
        "Publish an MX record that names the mail server, or a null MX if the name should "
        "receive no mail.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind set_truncated{
    .tag = "MX_SET_TRUNCATED",
    .severity = model::Severity::info,
    .title = "Only part of the target's mail hosts was checked",
    .risk =
        "The target has more hosts or addresses than mailwatchd checks. Nothing is known about "
        "the rest.",
    .remedy = "Reduce the number of MX records. Hardly anybody needs more than a handful.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind smtp_port_open{
    .tag = "SMTP_PORT_OPEN",
    .severity = model::Severity::info,
    .title = "Port 25 (SMTP) is open",
    .risk =
        "A mail exchanger must be reachable here, so an open port is not a fault. The risk "
        "depends on whether the host should receive mail at all, offers STARTTLS, refuses to "
        "relay, and offers no logins here.",
    .remedy =
        "Keep it open on mail exchangers and close it on all other hosts. Offer STARTTLS, let "
        "users send through 465 or 587, and keep the software up to date.",
    .standard = "RFC 5321 §4.5.4.2, RFC 3207",
    .cwe = "",
};

inline constexpr model::FindingKind submission_found{
    .tag = "SUBMISSION_FOUND",
    .severity = model::Severity::info,
    .title = "A submission service was found",
    .risk =
        "Not a fault: users send their mail through 465 or 587. Attackers guess passwords here, "
        "too.",
    .remedy =
        "Require encryption and a login, and limit the rate of login attempts. Close the port if "
        "nobody sends through it.",
    .standard = "RFC 6409, RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_silent{
    .tag = "SUBMISSION_SILENT",
    .severity = model::Severity::medium,
    .title = "A submission host answers neither on 465 nor on 587",
    .risk = "Users whose mail program is set up for this host cannot send mail.",
    .remedy =
        "Start the service or open the ports. Otherwise remove the host from the SRV records or "
        "from the configuration.",
    .standard = "RFC 6409 §3.1, RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_without_auth{
    .tag = "SUBMISSION_WITHOUT_AUTH",
    .severity = model::Severity::low,
    .title = "Port 587 offers no login",
    .risk =
        "Submission is for authenticated users. A server that offers no AUTH either serves "
        "nobody or accepts mail from anybody.",
    .remedy = "Offer and require AUTH over TLS, or close the port.",
    .standard = "RFC 6409 §4.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_open{
    .tag = "SUBMISSION_WITHOUT_LOGIN",
    .severity = model::Severity::critical,
    .title = "Port 587 accepts mail from unauthenticated clients",
    .risk =
        "At RCPT it accepted a recipient in a domain that it does not serve, from a client that "
        "had not logged in. Anybody may be able to send in the domain's name through it, and "
        "spammers find such a port as fast as an open relay.",
    .remedy =
        "Require a login before MAIL (Postfix: smtpd_client_restrictions = "
        "permit_sasl_authenticated, reject, for the submission service; Exim: an ACL that "
        "requires authenticated = *).",
    .standard = "RFC 6409 §4.3, RFC 4954 §6",
    .cwe = "CWE-306",
};

inline constexpr model::FindingKind login_demanded{
    .tag = "SUBMISSION_DEMANDS_LOGIN",
    .severity = model::Severity::info,
    .title = "Port 587 refuses mail without a login",
    .risk = "No risk: this is what RFC 6409 requires.",
    .remedy = "No action is needed.",
    .standard = "RFC 6409 §4.3, RFC 4954 §6",
    .cwe = "",
};

inline constexpr model::FindingKind login_unproven{
    .tag = "SUBMISSION_LOGIN_UNPROVEN",
    .severity = model::Severity::info,
    .title = "It is not known whether port 587 requires a login",
    .risk =
        "Only what the server offers is known; the reason is shown with it. A server may offer a "
        "login and still accept mail without one.",
    .remedy =
        "If the host is yours, allow the test with active_hosts or mailwatchctl check --active.",
    .standard = "RFC 6409 §4.3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 25> kinds{
    &all_silent,        &port_25_closed,
    &silent_on_25,      &nolisting,
    &no_greeting,       &greeting_refuses,
    &address_unreached, &address_special_purpose,
    &is_alias,          &is_address,
    &without_address,   &null_mx,
    &null_mx_not_alone, &no_mail_host,
    &no_such_domain,    &unanswered,
    &implicit_mx,       &set_truncated,
    &smtp_port_open,    &submission_found,
    &submission_silent, &submission_without_auth,
    &submission_open,   &login_demanded,
    &login_unproven,
};

}  // namespace mailwatchd::checks::mx_connection
