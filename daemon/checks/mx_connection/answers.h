// Whether a mail host answers: the best of its addresses counts.
#pragma once

#include "checks/hosts.h"
#include "model/world.h"

#include <cstdint>
#include <vector>

namespace mailwatchd::checks::mx_connection {

struct Answer {
    enum class Kind : std::uint8_t {
        answers,
        silent,     ///< Closed or filtered, conclusively.
        undecided,  ///< Inconclusive: `reason` says why.
    };
    Kind kind = Kind::silent;
    model::Reason reason = model::Reason::none;

    bool answers() const { return kind == Kind::answers; }
    bool is_silent() const { return kind == Kind::silent; }
    bool is_undecided() const { return kind == Kind::undecided; }
};

/// One port of one address. A session that was cut off between the greeting and the answer to EHLO
/// shows nothing, a greeting that refuses may apply only to us (5yz) or only for now (4yz), and an
/// accepted connection without a greeting proves nothing: all of them are undecided.
Answer answer_of(const model::SeenPort* port);

/// One mail exchanger and its answer on each port.
struct Exchanger {
    const model::Host* host;
    Answer on_25;
    Answer on_465;
    Answer on_587;

    bool answers() const { return on_25.answers() || on_465.answers() || on_587.answers(); }
};

/// The hosts that receive the target's mail: its MX hosts, or itself if it has none. A port that
/// was not seen counts as it is confirmed from earlier, unless port 25 was seen nowhere: only a
/// look can renew a verdict.
std::vector<Exchanger> exchangers(const model::World& world);

}  // namespace mailwatchd::checks::mx_connection
