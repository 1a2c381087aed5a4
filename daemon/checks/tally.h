// What the proven lists say of one address, counted.
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
    std::string meaning;            ///< What the list's operator says that they mean.
};

struct Tally {
    std::vector<Hit> hits;
    std::int64_t answered = 0;  ///< Proven lists that said listed or clear.
    /// Where ourselves are why lists did not answer: a resolver that may not ask, an interrupted
    /// run.
    model::Reason own_fault = model::Reason::none;

    bool is_listed_by_majority() const {
        return 2 * static_cast<std::int64_t>(hits.size()) > answered;
    }
    /// 100 less the weight of each hit, at least 0.
    int score() const;
};

/// Only lists count that are proven for the address's family (promise 8, failure D12).
Tally count(const model::World& world, const model::Address& address);

}  // namespace mailwatchd::checks
