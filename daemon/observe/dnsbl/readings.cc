#include "observe/dnsbl/readings.h"

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::DnsblHealth& health) {
    // That a list is not queried, for whatever reason, is no news about the list.
    if (!model::is_proof(health.state)) return {};
    std::string value{name(health.state)};
    auto reason = model::Reason::none;
    // A timeout proves nothing, and an error code is about our resolver, not the list.
    if (health.state == model::DnsblState::silent) reason = model::Reason::dns_failure;
    if (health.state == model::DnsblState::blocked) reason = model::Reason::resolver_unfit;
    if (reason != model::Reason::none) value.clear();
    return {Reading{.subject = model::Subject::dnsbl(health.dnsbl),
                    .kind = &reading::dnsbl,
                    .argument = health.family == model::Address::Family::v4 ? "ipv4" : "ipv6",
                    .value = std::move(value),
                    .reason = reason,
                    .taken_at = health.taken_at,
                    .evidence = health.evidence}};
}

}  // namespace mailwatchd::observe
