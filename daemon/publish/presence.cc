#include "publish/presence.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

using model::Reason;
using Mail = model::Topology::Mail;

bool is_judged(const model::TargetState& state, Reason reason) {
    return std::ranges::any_of(state.checks, [reason](const model::CheckState& check) {
        return check.concluded && check.report.reason == reason;
    });
}

/// The reasons also stand beside MX hosts without an address; then the domain has mail hosts.
bool is_judged(const model::TargetState& state, Mail mail, Reason reason) {
    return state.topology && state.topology->mail == mail && is_judged(state, reason);
}

}  // namespace

Presence presence_of(const model::TargetState& state) {
    if (is_judged(state, Reason::no_such_domain)) return {"does not exist", Tone::bad, true};
    if (is_judged(state, Mail::none, Reason::no_mail_host))
        return {"no mail host", Tone::warning, true};
    if (is_judged(state, Mail::null_mx, Reason::no_mail))
        return {"accepts no mail", Tone::faint, false};
    return {};
}

}  // namespace mailwatchd::publish
