// POP3 and IMAP are judged alike: by a port that starts unencrypted, its sibling with implicit TLS,
// and whether the first accepts an unencrypted login. Each check supplies ports, scores and
// findings.
#pragma once

#include "checks/hosts.h"
#include "model/endpoint.h"
#include "model/report.h"

namespace mailwatchd::checks {

/// Scores of one address (docs/scoring.md).
struct MailboxMarks {
    int implicit_only;              ///< 995 or 993 alone.
    int both;                       ///< Both ports, no unencrypted login.
    int clear_only;                 ///< 110 or 143 alone, no unencrypted login.
    int clear_login_with_implicit;  ///< Failed: an unencrypted login, beside 995 or 993.
    int clear_login;                ///< Failed: an unencrypted login, without 995 or 993.
    int unknown_login;              ///< POP3 without CAPA: accepted logins are unknown.
};

struct MailboxRules {
    model::Service clear;
    model::Service implicit;
    MailboxMarks marks;
    const model::FindingKind* service_found;
    const model::FindingKind* clear_port_open;
    const model::FindingKind* clear_login;
    const model::FindingKind* implicit_missing;
    const model::FindingKind* no_greeting;
    const model::FindingKind* unknown_login = nullptr;  ///< POP3 only.
    const model::FindingKind* apop = nullptr;           ///< POP3 only.
    const model::FindingKind* preauth = nullptr;        ///< IMAP only.
};

model::Needs mailbox_needs(const model::Topology& topology, const MailboxRules& rules);
model::Report judge_mailbox(const model::World& world, const MailboxRules& rules);

}  // namespace mailwatchd::checks
