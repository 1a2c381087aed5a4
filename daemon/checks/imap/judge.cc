// Can users read their mail by IMAP without exposing their password? README.md is the
// specification.
#include "checks/check.h"
#include "checks/imap/findings.h"
#include "checks/imap/texts.h"
#include "checks/mailbox.h"
#include "checks/weights.h"

namespace mailwatchd::checks::imap {

namespace {

constexpr MailboxRules rules{
    .clear = model::imap,
    .implicit = model::imaps,
    .marks = {.implicit_only = 100,  // RFC 8314 §3 requires no more (docs/adr/0029).
              .both = 100,
              .clear_only = 60,
              .clear_login_with_implicit = 25,
              .clear_login = 0,
              .unknown_login = 0},
    .service_found = &service_found,
    .clear_port_open = &port_open,
    .clear_login = &cleartext_login,
    .implicit_missing = &implicit_missing,
    .no_greeting = &no_greeting,
    .preauth = &preauth,
};

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    return mailbox_needs(topology, rules);
}

model::Report judge(const model::World& world, const NoSettings&) {
    return judge_mailbox(world, rules);
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "port", "cleartext_login"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "imap", "IMAP", weight_of("imap"), readings, kinds, texts);

}  // namespace mailwatchd::checks::imap
