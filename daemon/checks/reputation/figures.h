// The figures of the customer's address table: the grades of each address, of the domain, and of
// both together. Pure. Percentages are the good share; the rest is bad. A source that did not
// answer this time counts as it did before (checks/share.h).
#pragma once

#include "checks/hosts.h"
#include "checks/tally.h"
#include "model/reputation.h"
#include "model/world.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::checks::reputation {

/// Receives or sends for the target. Addresses of other hosts are shown but never counted.
bool is_own(const model::Host& host);

/// What domain block lists say about the target's domain.
struct DomainFigure {
    std::optional<double> percent;  ///< Mean of the lists that are known; empty if none is.
    int sources = 0;
    std::vector<const model::SourceWord*> listings;  ///< Those that list the domain.
    bool is_seen = false;                            ///< A list answered this time.
    std::string unanswered;  ///< The lists of which nothing is known, joined by commas.
};
DomainFigure domain_figure(const model::World& world);

/// If fewer domain block lists answered, the figure of domain and address is averaged.
inline constexpr int domain_sources_min = 2;

/// One row of the table.
struct AddressRow {
    HostAddress host_address;
    const model::Reputation* look = nullptr;  ///< Null if it was not looked up.
    Tally lists;                              ///< The block lists' listings: together one source.
    Counted counted;
    bool lists_count = false;       ///< Enough of them are known.
    std::optional<double> overall;  ///< Mean of all sources, with equal weight; empty without any.
    double worst = 0;               ///< `overall`, if all unanswered sources were bad.
    double best = 0;                ///< `overall`, if they all were good.
    std::string unanswered;         ///< The sources of which nothing is known, joined by commas.
    std::optional<double> pair;     ///< Of domain and address; empty if neither has a figure.
    bool is_averaged = false;       ///< `pair` is averaged with the address's figure.
    int sources = 0;

    /// Of the block lists together, 0 to 100.
    int lists_score() const { return std::max(lists.score() - counted.deduction, 0); }
};

/// One row per own address, in the topology's order.
std::vector<AddressRow> rows_of(const model::World& world, std::int64_t min_proven);

/// The row as text: "AS64500 EXAMPLE-AS, country DE (registration); overall 80 % good, …".
std::string in_words(const AddressRow& row);

/// "70 %", or "no data".
std::string percent_text(const std::optional<double>& percent);

}  // namespace mailwatchd::checks::reputation
