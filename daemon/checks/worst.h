// The verdict of checks in which the worst address counts, decided in one place.
#pragma once

#include "checks/hosts.h"
#include "model/report.h"

#include <cstdint>
#include <span>
#include <vector>

namespace mailwatchd::checks {

/// What one address, or one of its ports, adds to a verdict.
struct Part {
    enum class Kind : std::uint8_t {
        passed,
        failed,
        nothing,    ///< Conclusively nothing there to judge.
        undecided,  ///< `reason` says why.
    };
    const model::Host* host = nullptr;
    Kind kind = Kind::undecided;
    int score = 0;
    model::Reason reason = model::Reason::none;

    static Part passed(const model::Host& host, int score) {
        return {&host, Kind::passed, score, {}};
    }
    static Part failed(const model::Host& host, int score) {
        return {&host, Kind::failed, score, {}};
    }
    static Part nothing(const model::Host& host) { return {&host, Kind::nothing, 0, {}}; }
    static Part undecided(const model::Host& host, model::Reason why) {
        return {&host, Kind::undecided, 0, why};
    }
    bool is_judged() const { return kind == Kind::passed || kind == Kind::failed; }
};

/// Failed where any part failed, however little is known of the others. Passed only where no part
/// is undecided. The score is the lowest. Where all is conclusive and nothing could be judged:
/// `empty`.
///
/// Two reasons do not hold a verdict up, because waiting would not end: `no_route`, of a host that
/// concluded at another address (IPv6 without a route here, failure P13), and `address_refused`,
/// where any other address concluded.
model::Report worst_of(std::span<const Part> parts, model::Reason empty);

/// For checks whose failed score is a share: of those judged, the passed ones, of `most`.
/// Requires that a part was judged.
int share_of_good(std::span<const Part> parts, int most);

/// A part for each host of `topology` whose addresses are not all known.
void add_unseen(std::vector<Part>& parts, const model::Topology& topology, HostFilter filter);

}  // namespace mailwatchd::checks
