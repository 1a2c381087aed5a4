#include "checks/pop3/judge.h"

#include "checks/mailbox.h"
#include "checks/pop3/findings.h"

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
    .unknown_login = &without_capa,
    .apop = &apop,
};

}  // namespace

model::Needs wants(const model::Topology& topology, const NoSettings&) {
    return mailbox_wants(topology, rules);
}

model::Report judge(const model::World& world, const NoSettings&) {
    return judge_mailbox(world, rules);
}

}  // namespace mailwatchd::checks::pop3
