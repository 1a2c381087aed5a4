// Counts what the lists that passed their self-test answered for one address.
#pragma once

#include "model/world.h"

#include <span>
#include <string>
#include <vector>

namespace mailwatchd::checks {

/// One listing that counts.
struct Hit {
    const model::Listing* listing;
    model::DnsblClass dnsbl_class;  ///< The most serious of its answers' classes.
    std::string meaning;            ///< What the answers mean, according to the list's operator.
};

struct Tally {
    std::vector<Hit> hits;
    std::int64_t answered = 0;  ///< Proven lists that answered listed or clear.
    /// Why lists did not answer, if the fault is on our side: an unfit resolver, an interrupted
    /// run.
    model::Reason own_fault = model::Reason::none;

    bool is_listed_by_majority() const {
        return 2 * static_cast<std::int64_t>(hits.size()) > answered;
    }
    /// 100 minus the deduction for each hit, at least 0.
    int score() const;
};

/// Counts only lists that are proven for the address's family (promise 8, failure D12).
Tally count(const model::World& world, const model::Address& address);

}  // namespace mailwatchd::checks
