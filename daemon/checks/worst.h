// The verdict of checks in which the worst address counts.
#pragma once

#include "checks/hosts.h"
#include "model/report.h"

#include <cstdint>
#include <span>
#include <vector>

namespace mailwatchd::checks {

/// The result of one address, or of one of its ports.
struct Part {
    enum class Kind : std::uint8_t {
        passed,
        failed,
        nothing,    ///< Conclusively nothing to judge.
        undecided,  ///< Inconclusive: `reason` says why.
    };
    const model::Host* host = nullptr;
    Kind kind = Kind::undecided;
    int score = 0;
    model::Reason reason = model::Reason::none;
    bool is_lasting = false;  ///< Undecided, and waiting does not end it.

    static Part passed(const model::Host& host, int score) {
        return {&host, Kind::passed, score, {}};
    }
    static Part failed(const model::Host& host, int score) {
        return {&host, Kind::failed, score, {}};
    }
    static Part nothing(const model::Host& host) { return {&host, Kind::nothing, 0, {}}; }
    /// Nothing to judge, because no port of the address answers: it prevents no verdict, but what
    /// the host offers is not known.
    static Part silent(const model::Host& host) {
        return {&host, Kind::nothing, 0, model::Reason::timeout};
    }
    static Part undecided(const model::Host& host, model::Reason why) {
        return {&host, Kind::undecided, 0, why};
    }
    bool is_judged() const { return kind == Kind::passed || kind == Kind::failed; }
};

/// Failed if any part failed, whatever is known of the others. Passed only if no part is undecided.
/// The score is the lowest. If everything is conclusive and there was nothing to judge: `empty`.
///
/// Three reasons do not prevent a verdict, because waiting would never end: `no_route`, if the host
/// is conclusive at another address (no IPv6 route here, failure P13); `address_refused`, and
/// `dns_failure` of a host whose addresses are no longer awaited, if any other address is
/// conclusive. `empty` is only said if every host answered: not beside a silent part, or a host of
/// which nothing is conclusive.
model::Report worst_of(std::span<const Part> parts, model::Reason empty);

/// For checks whose failed score is a share: passed parts / judged parts × `most`, rounded.
/// Requires at least one judged part.
int share_of_good(std::span<const Part> parts, int most);

/// The part of an address that does not offer the service.
Part absent(const model::World& world, const HostAddress& host_address);

/// `empty` of a check that looks for a service: not offered by any address, or there is no host
/// with an address at all.
model::Reason why_empty(std::span<const Part> parts, const model::Topology& topology);

/// Adds an undecided part for each host of `topology` whose addresses are not all known.
void add_unseen(std::vector<Part>& parts, const model::Topology& topology, HostFilter filter);

}  // namespace mailwatchd::checks
