#include "observe/dnsbl/dnsbl_trust.h"

#include <algorithm>

namespace mailwatchd::observe {

using model::DnsblState;

namespace {

bool is_failing(DnsblState state) {
    return state == DnsblState::silent || state == DnsblState::empty;
}

}  // namespace

std::optional<DnsblState> not_asked(const model::Dnsbl& dnsbl, bool has_key) {
    if (dnsbl.retired) return DnsblState::retired;
    if (!dnsbl.enabled) return DnsblState::off;
    if (!has_key) return DnsblState::no_credential;
    return std::nullopt;
}

bool holds(const model::DnsblHealth& known, base::Ticks taken, const Freshness& freshness,
           base::Ticks now) {
    if (!model::is_proof(known.state)) return false;
    // Both were stamped together, so their difference does not depend on later steps of the clock.
    const bool is_resting = now < taken + (known.ask_again - known.taken_at);
    if (known.state == DnsblState::blocked) return is_resting;
    // A check waits for its answer.
    if (freshness.retries && known.state == DnsblState::silent) return false;
    // A pending change of the list itself justifies an extra test.
    if (is_resting && freshness.purpose != Purpose::confirming) return true;
    return taken >= freshness.not_before;
}

model::DnsblHealth follow(const model::DnsblHealth* before, base::Duration ago,
                          model::DnsblHealth now) {
    if (now.state == DnsblState::blocked) now.ask_again = now.taken_at + blocked_pause;
    if (!is_failing(now.state)) return now;
    const bool failed_before = before != nullptr && is_failing(before->state);
    const auto failing =
        failed_before ? before->taken_at - before->failing_since + ago : base::Duration{};
    now.failing_since = now.taken_at - failing;
    if (failing >= quarantine_min) now.ask_again = now.taken_at + std::min(failing, quarantine_max);
    return now;
}

}  // namespace mailwatchd::observe
