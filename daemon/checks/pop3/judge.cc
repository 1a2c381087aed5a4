// Can users read their mail by POP3 without exposing their password? README.md is the
// specification.
#include "checks/check.h"
#include "checks/mailbox.h"
#include "checks/pop3/findings.h"
#include "checks/pop3/texts.h"
#include "checks/weights.h"

namespace mailwatchd::checks::pop3 {

namespace {

constexpr MailboxRules rules{
    .clear = model::pop3,
    .implicit = model::pop3s,
    .marks = {.implicit_only = 100,
              .both = 75,
              .clear_only = 50,
              .clear_login_with_implicit = 25,
              .clear_login = 0,
              .unknown_login = 50},
    .service_found = &service_found,
    .clear_port_open = &port_open,
    .clear_login = &cleartext_login,
    .implicit_missing = &implicit_missing,
    .no_greeting = &no_greeting,
    .unknown_login = &without_capa,
    .apop = &apop,
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
    "pop3", "POP3", weight_of("pop3"), readings, kinds, texts);

}  // namespace mailwatchd::checks::pop3
