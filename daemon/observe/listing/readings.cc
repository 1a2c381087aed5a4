#include "observe/listing/readings.h"

#include "observe/joined.h"

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::Listing& listing, const std::string& host) {
    using State = model::Listing::State;
    std::string value;
    if (listing.state != State::unknown)
        value = listing.state == State::listed ? "listed" : "clear";
    const auto codes =
        joined(listing.answers, " ", [](const model::Address& code) { return code.text(); });
    return {Reading{.subject = model::Subject::address(host, listing.address),
                    .kind = &reading::listed,
                    .argument = listing.dnsbl,
                    .value = value,
                    .reason = listing.reason,
                    .taken_at = listing.taken_at,
                    .evidence = listing.text.empty() ? codes : codes + " " + listing.text}};
}

}  // namespace mailwatchd::observe
