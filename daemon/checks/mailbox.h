// POP3 and IMAP are judged alike: a port in the clear, its sibling that is TLS from the first byte,
// and whether a login is taken in the clear. Each check brings its ports, marks and findings.
#pragma once

#include "checks/hosts.h"
#include "model/endpoint.h"
#include "model/report.h"

namespace mailwatchd::checks {

/// The rows of docs/scoring.md for one address.
struct MailboxMarks {
    int implicit_only;              ///< 995 or 993 alone.
    int both;                       ///< Both ports, no login in the clear.
    int clear_only;                 ///< 110 or 143 alone, no login in the clear.
    int clear_login_with_implicit;  ///< Failed: a login in the clear, though 995 or 993 is there.
    int clear_login;                ///< Failed: a login in the clear and nothing else.
    int unknown_login;              ///< POP3 without CAPA: it can't say what it takes.
};

struct MailboxRules {
    model::Service clear;
    model::Service implicit;
    MailboxMarks marks;
    const model::FindingKind* service_found;
    const model::FindingKind* clear_port_open;
    const model::FindingKind* clear_login;
    const model::FindingKind* implicit_missing;
    const model::FindingKind* unknown_login = nullptr;  ///< POP3 only.
    const model::FindingKind* apop = nullptr;           ///< POP3 only.
    const model::FindingKind* preauth = nullptr;        ///< IMAP only.
};

model::Needs mailbox_wants(const model::Topology& topology, const MailboxRules& rules);
model::Report judge_mailbox(const model::World& world, const MailboxRules& rules);

}  // namespace mailwatchd::checks
