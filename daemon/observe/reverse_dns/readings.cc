#include "observe/reverse_dns/readings.h"

#include "observe/dns_reason.h"
#include "observe/joined.h"

#include <algorithm>

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::ReverseDns& look) {
    Reading reading{.subject = model::Subject::address(look.host, look.address),
                    .kind = &reading::ptr,
                    .argument = {},
                    .value = {},
                    .reason = model::Reason::none,
                    .taken_at = look.taken_at,
                    .evidence = {}};
    if (!look.names) {
        reading.reason = reason_of(look.names.error());
        reading.evidence = look.names.error().detail;
        return {reading};
    }
    reading.evidence = joined(*look.names, ", ");
    const auto leads_back = [&](const model::ReverseDns::Forward& forward) {
        return forward.addresses &&
               std::ranges::find(*forward.addresses, look.address) != forward.addresses->end();
    };
    const auto unanswered = [](const model::ReverseDns::Forward& forward) {
        return !forward.addresses && base::is_temporary(forward.addresses.error().code);
    };
    if (look.names->empty()) {
        reading.value = "missing";
    } else if (std::ranges::any_of(look.forward, leads_back)) {
        reading.value = "confirmed";
    } else if (std::ranges::any_of(look.forward, unanswered)) {
        reading.reason = model::Reason::dns_failure;
    } else {
        reading.value = "mismatch";
    }
    return {reading};
}

}  // namespace mailwatchd::observe
