// Counts what the lists that passed their self-test answered for one address.
#pragma once

#include "checks/share.h"
#include "model/world.h"

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

    /// 100 minus the deduction for each hit, at least 0.
    int score() const;
};

/// What was seen. Counts only lists that are proven for the address's family (promise 8, failure
/// D12).
Tally count(const model::World& world, const model::Address& address);

/// What counts for a verdict: what was seen, and what is confirmed of lists that did not answer.
struct Counted {
    Share lists;              ///< Bad ones list the address.
    std::int64_t usable = 0;  ///< Proven lists that answered, now or as confirmed from earlier.
    int deduction = 0;        ///< For listings that are confirmed from earlier.
    int at_stake = 0;         ///< The deduction if all undecided lists listed the address.
    std::string unanswered;   ///< The names of the undecided lists, joined by commas.
    model::Reason reason = model::Reason::none;  ///< Of the first undecided list.
};
/// A list that did not pass its self-test only because it did not answer, or refused us, is one
/// that did not answer, as long as it is confirmed as proven.
Counted counted(const model::World& world, const model::Host& host, const model::Address& address);

}  // namespace mailwatchd::checks
