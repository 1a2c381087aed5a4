// Verdicts that are shares: so many good items of all. An item is a block list for an address, a
// relay case of an endpoint, a mail exchanger, an address. What a round did not see counts as it is
// confirmed from earlier rounds. If that is not known either, the item is undecided, and there is a
// verdict only if it is the same whatever the undecided ones are. So a verdict never changes
// because something was not seen.
#pragma once

#include "model/subject.h"
#include "model/world.h"

#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::checks {

struct Share {
    int good = 0;
    int bad = 0;
    int undecided = 0;

    int decided() const { return good + bad; }
    int all() const { return decided() + undecided; }
};

/// `passes(good, bad)` must not fail with more good items and fewer bad ones. Nothing if the
/// undecided ones matter.
template <class Passes>
std::optional<bool> judge_share(const Share& share, const Passes& passes) {
    const bool at_best = passes(share.good + share.undecided, share.bad);
    const bool at_worst = passes(share.good, share.bad + share.undecided);
    return at_best == at_worst ? std::optional{at_best} : std::nullopt;
}

/// The confirmed value of a reading of `subject`; "" if there is none, or in a one-off audit.
std::string standing(const model::World& world, const model::Subject& subject,
                     std::string_view reading, std::string_view argument = {});

}  // namespace mailwatchd::checks
