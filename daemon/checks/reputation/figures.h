// The figures of the customer's address table: what the sources say of each address, of the domain,
// and of the pair of both. Pure. Percentages are of good; the rest is bad.
#pragma once

#include "checks/hosts.h"
#include "checks/tally.h"
#include "model/reputation.h"
#include "model/world.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::checks::reputation {

/// Receives or sends for the target. Other hosts' addresses are strangers': shown, never counted.
bool is_own(const model::Host& host);

/// What lists of domains say of the target's domain.
struct DomainFigure {
    std::optional<double> percent;  ///< Mean of those that answered; none where none did.
    int sources = 0;
    std::vector<const model::SourceWord*> listings;  ///< Those that name the domain.
};
DomainFigure domain_figure(const model::World& world);

/// Fewer lists of domains than these know too little about the pair of domain and address.
inline constexpr int domain_sources_min = 2;

/// One row of the table.
struct AddressRow {
    Spot spot;
    const model::Reputation* look = nullptr;  ///< Null where it was not looked at.
    Tally lists;                              ///< What the block lists say: one source together.
    bool lists_count = false;                 ///< Enough of them answered.
    std::optional<double> overall;  ///< Mean of all sources, which weigh equally; none without any.
    std::optional<double> pair;     ///< Of domain and address; none where there is neither.
    bool is_averaged = false;  ///< Too little was known of the pair: the address's figure is in it.
    int sources = 0;
};

/// Of every own address, in the topology's order.
std::vector<AddressRow> rows_of(const model::World& world, std::int64_t min_proven);

/// The row in words: "AS64500 EXAMPLE-AS, country DE (registration); overall 80 % good, …".
std::string in_words(const AddressRow& row);

/// "70 %", or "no data".
std::string percent_text(const std::optional<double>& percent);

}  // namespace mailwatchd::checks::reputation
