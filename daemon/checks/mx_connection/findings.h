// What the check mx_connection can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::mx_connection {

inline constexpr model::FindingKind all_silent{
    .tag = "MX_ALL_SILENT",
    .severity = model::Severity::critical,
    .title = "No mail exchanger answers",
    .risk =
        "Nobody can deliver mail to this name. Senders try for some days and then return the "
        "mail.",
    .remedy =
        "See whether the mail server runs and whether a firewall or the provider blocks port 25;"
        " correct the MX records if the servers moved.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind port_25_closed{
    .tag = "MX_PORT_25_CLOSED",
    .severity = model::Severity::critical,
    .title = "Mail exchangers answer, but none of them on port 25",
    .risk =
        "Other servers deliver on port 25 and try no other, so no mail from outside arrives, "
        "although the hosts look alive to their own users.",
    .remedy = "Open port 25 on at least one mail exchanger, for everybody.",
    .standard = "RFC 5321 §4.5.4.2, RFC 6409 §3.1",
    .cwe = "",
};

inline constexpr model::FindingKind silent_on_25{
    .tag = "MX_SILENT",
    .severity = model::Severity::medium,
    .title = "A mail exchanger does not answer on port 25",
    .risk =
        "Senders that try this host first lose time before they try another; when the others "
        "fail, this one does not help.",
    .remedy = "Start its mail service or open port 25, or take the host out of the MX records.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind nolisting{
    .tag = "MX_FIRST_SILENT",
    .severity = model::Severity::info,
    .title = "The preferred mail exchanger does not answer, another one does",
    .risk =
        "Either the preferred host is down, or it is silent on purpose to shake off careless "
        "senders (\"nolisting\"). Some legitimate senders deliver late because of it.",
    .remedy = "If it is not on purpose: start its mail service or open port 25.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind no_greeting{
    .tag = "MX_NO_GREETING",
    .severity = model::Severity::medium,
    .title = "A mail port accepts the connection but no SMTP server greets",
    .risk =
        "Something listens that does not speak SMTP to us: another program, an overloaded "
        "server, a firewall that accepts for others, or a server that sends us away without a "
        "word.",
    .remedy =
        "Connect by hand and wait five minutes for the 220 greeting. Look at what listens on the"
        " port, and at blocks against the address that we look from.",
    .standard = "RFC 5321 §3.1, §4.5.3.2.1",
    .cwe = "",
};

inline constexpr model::FindingKind greeting_refuses{
    .tag = "MX_GREETING_REFUSES",
    .severity = model::Severity::info,
    .title = "The server greets with a refusal",
    .risk =
        "It will not talk to us now (4xx) or at all (5xx). It may treat other senders "
        "differently.",
    .remedy =
        "Read its text. If it names a block list, see why the address that we look from is "
        "listed.",
    .standard = "RFC 5321 §3.1, RFC 7504",
    .cwe = "",
};

inline constexpr model::FindingKind address_unreached{
    .tag = "MX_ADDRESS_UNREACHED",
    .severity = model::Severity::info,
    .title = "The address could not be looked at from here",
    .risk =
        "This machine has no route to it, usually because it has no IPv6. Nothing is known about"
        " it, and the host's other addresses decide.",
    .remedy = "Give the machine that runs mailwatchd the missing kind of connectivity.",
    .standard = "RFC 5321 §5.2",
    .cwe = "",
};

inline constexpr model::FindingKind address_special_purpose{
    .tag = "MX_ADDRESS_SPECIAL_PURPOSE",
    .severity = model::Severity::medium,
    .title = "A mail host's name leads to an address that is not public",
    .risk =
        "Private, loopback and other special addresses can't be reached from the Internet. "
        "Senders lose time on them or talk to a machine of their own, and the inside is shown to"
        " outsiders.",
    .remedy =
        "Publish public addresses only. Where mailwatchd is meant to watch an inner network, "
        "allow its range in probe.allow_addresses.",
    .standard = "RFC 6890 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind is_alias{
    .tag = "MX_IS_ALIAS",
    .severity = model::Severity::medium,
    .title = "An MX record names an alias (CNAME)",
    .risk =
        "The name of an MX record must have addresses itself. Some servers do not follow the "
        "alias, others send mail in a loop.",
    .remedy = "Name the host that the alias leads to in the MX record.",
    .standard = "RFC 2181 §10.3, RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind is_address{
    .tag = "MX_IS_ADDRESS",
    .severity = model::Severity::high,
    .title = "An MX record holds an address instead of a name",
    .risk =
        "What looks like an address is read as a name that does not exist: servers that keep to "
        "the standard can't deliver there.",
    .remedy = "Give the host a name with an address record, and put that name into the MX record.",
    .standard = "RFC 1035 §3.3.9, RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind without_address{
    .tag = "MX_WITHOUT_ADDRESS",
    .severity = model::Severity::high,
    .title = "The host of an MX record has no address",
    .risk =
        "Nobody can deliver there. If its domain can be registered, whoever does so receives "
        "this target's mail.",
    .remedy =
        "Remove the record, or give the host an address. Look at once whether its domain still "
        "belongs to you.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind null_mx{
    .tag = "MX_NULL",
    .severity = model::Severity::info,
    .title = "The domain says that it wants no mail",
    .risk = "Not a fault: a null MX spares senders and typing errors a wait of days.",
    .remedy =
        "None, unless the domain should receive mail. A name that sends none either should also "
        "publish the SPF record \"v=spf1 -all\".",
    .standard = "RFC 7505 §3",
    .cwe = "",
};

inline constexpr model::FindingKind null_mx_not_alone{
    .tag = "MX_NULL_NOT_ALONE",
    .severity = model::Severity::medium,
    .title = "A null MX stands beside other MX records",
    .risk =
        "One record says that no mail is wanted, another where to bring it. Senders choose as "
        "they like, so some mail is returned at once.",
    .remedy = "Remove the null MX, or all the others.",
    .standard = "RFC 7505 §3",
    .cwe = "",
};

inline constexpr model::FindingKind no_mail_host{
    .tag = "MX_NOWHERE",
    .severity = model::Severity::info,
    .title = "The name has neither an MX record nor an address",
    .risk = "Mail to it can't be delivered, and without a null MX senders may keep it for days.",
    .remedy =
        "Correct the name in the configuration, or publish MX records; publish a null MX where "
        "no mail is wanted.",
    .standard = "RFC 5321 §5.1, RFC 7505 §3",
    .cwe = "",
};

inline constexpr model::FindingKind implicit_mx{
    .tag = "MX_IMPLICIT",
    .severity = model::Severity::low,
    .title = "There is no MX record: mail goes to the name's own address",
    .risk =
        "Senders fall back to the address record. It works by accident as often as by intent, "
        "and moving the web site then moves the mail.",
    .remedy =
        "Publish an MX record that names the mail server, or a null MX where no mail is wanted.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind set_truncated{
    .tag = "MX_SET_TRUNCATED",
    .severity = model::Severity::info,
    .title = "Only part of the target's mail hosts was looked at",
    .risk = "There are more hosts or addresses than we look at; nothing is said about the rest.",
    .remedy = "Hardly anybody needs more than a handful of MX records: reduce them.",
    .standard = "RFC 5321 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind smtp_port_open{
    .tag = "SMTP_PORT_OPEN",
    .severity = model::Severity::info,
    .title = "Port 25 (SMTP) is open",
    .risk =
        "A mail exchanger must be reachable here, so open is no fault by itself. The port takes "
        "bytes from everybody, so what weighs is: whether the host receives mail at all, whether"
        " it offers STARTTLS, refuses to relay for strangers, and takes no logins here.",
    .remedy =
        "Keep it open on mail exchangers and close it on all other hosts. Offer STARTTLS, give "
        "users 465 or 587, and keep the software up to date.",
    .standard = "RFC 5321 §4.5.4.2, RFC 3207",
    .cwe = "",
};

inline constexpr model::FindingKind submission_found{
    .tag = "SUBMISSION_FOUND",
    .severity = model::Severity::info,
    .title = "A submission service runs here",
    .risk = "Not a fault: users hand in their mail on 465 or 587. Passwords are guessed here, too.",
    .remedy =
        "Demand encryption and a login, and slow guessing down. Close it where nobody sends "
        "from.",
    .standard = "RFC 6409, RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_silent{
    .tag = "SUBMISSION_SILENT",
    .severity = model::Severity::medium,
    .title = "A submission host answers neither on 465 nor on 587",
    .risk = "Users who were told to send through this host can't.",
    .remedy =
        "Start the service or open the ports; otherwise take the host out of the SRV records or "
        "of the configuration.",
    .standard = "RFC 6409 §3.1, RFC 8314 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_without_auth{
    .tag = "SUBMISSION_WITHOUT_AUTH",
    .severity = model::Severity::low,
    .title = "Port 587 offers no login",
    .risk =
        "Submission is for users who say who they are. A server that offers no AUTH either "
        "serves nobody or takes mail from anybody.",
    .remedy = "Offer and demand AUTH inside TLS, or close the port.",
    .standard = "RFC 6409 §4.3",
    .cwe = "",
};

inline constexpr model::FindingKind submission_open{
    .tag = "SUBMISSION_WITHOUT_LOGIN",
    .severity = model::Severity::critical,
    .title = "Port 587 takes mail for strangers without a login",
    .risk =
        "It accepted, at RCPT, a recipient at a domain that it does not serve, from somebody who "
        "had not logged in. Anybody can send in the domain's name through it; spammers find such "
        "a port as fast as an open relay.",
    .remedy =
        "Demand a login before MAIL (Postfix: smtpd_client_restrictions = "
        "permit_sasl_authenticated, reject, for the submission service; Exim: an ACL that asks "
        "for authenticated = *).",
    .standard = "RFC 6409 §4.3, RFC 4954 §6",
    .cwe = "CWE-306",
};

inline constexpr model::FindingKind login_demanded{
    .tag = "SUBMISSION_DEMANDS_LOGIN",
    .severity = model::Severity::info,
    .title = "Port 587 refuses mail without a login",
    .risk = "None: it does what RFC 6409 asks.",
    .remedy = "Nothing: leave it as it is.",
    .standard = "RFC 6409 §4.3, RFC 4954 §6",
    .cwe = "",
};

inline constexpr model::FindingKind login_unproven{
    .tag = "SUBMISSION_LOGIN_UNPROVEN",
    .severity = model::Severity::info,
    .title = "Whether port 587 demands a login was not tried",
    .risk =
        "Only what it offers is known, which is in the evidence with the reason. A server may "
        "offer a login and take mail without one.",
    .remedy =
        "Where the host is yours, allow the test: active_hosts, or mailwatchctl check --active.",
    .standard = "RFC 6409 §4.3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 23> kinds{
    &all_silent,        &port_25_closed,   &silent_on_25,      &nolisting,
    &no_greeting,       &greeting_refuses, &address_unreached, &address_special_purpose,
    &is_alias,          &is_address,       &without_address,   &null_mx,
    &null_mx_not_alone, &no_mail_host,     &implicit_mx,       &set_truncated,
    &smtp_port_open,    &submission_found, &submission_silent, &submission_without_auth,
    &submission_open,   &login_demanded,   &login_unproven,
};

}  // namespace mailwatchd::checks::mx_connection
