// What is handed to the store and what comes back: plain values.
#pragma once

#include "base/time.h"
#include "model/state.h"
#include "model/transition.h"
#include "watch/batch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::store {

/// Which observation: the latest of its kind of a subject. `argument` tells those of one kind
/// apart, 0 where there is one only.
struct ObservationKey {
    watch::SubjectId subject = 0;
    std::uint16_t kind = 0;  ///< Pinned by whoever encodes it.
    watch::ArgumentId argument = 0;
    bool operator==(const ObservationKey&) const = default;
};

/// An observation to be stored, by reference to an immutable value. `encode` gets that value and
/// runs inside the commit, on the thread that commits.
struct Observed {
    watch::SubjectId subject = 0;
    watch::ArgumentId argument = 0;
    std::uint16_t kind = 0;
    base::Instant taken_at;
    std::shared_ptr<const void> value;
    std::string (*encode)(const void*) = nullptr;
};

/// An observation as it was stored: whoever encoded the body can tell whether it is whole.
struct Stored {
    ObservationKey key;
    base::Instant taken_at;
    std::string body;
};

/// A verdict change that a transition caused: told inside its entry.
struct Consequence {
    std::string transition_id;
    std::string what;  ///< "example.org pop3: passed, now failed".
};

/// A subject that a target's verdicts rest on.
struct Rest {
    watch::SubjectId subject = 0;
    model::Roles roles;
    std::optional<int> preference;
};

/// Everything of one target that changes together.
struct TargetRecord {
    watch::SubjectId target = 0;  ///< Of Subject::name(state.target.name).
    model::TargetState state;     ///< Its topology is stored as an Observed, not from here.
    std::vector<Rest> rests_on;
    std::vector<Consequence> consequences;
    std::optional<base::Instant> scored;  ///< Add the score to the history with this time.
};

/// Manners towards one address, for all who speak to it: net::PaceRecord, without net/.
struct Pace {
    model::Address address;
    std::optional<base::Instant> last_session;
    std::optional<base::Instant> blocked_until;
    base::Duration patience{};  ///< What its greeting needed, where that was long.
    struct Port {
        std::uint16_t port = 0;
        std::optional<base::Instant> last_session;
        std::optional<base::Instant> last_scheduled;
        bool operator==(const Port&) const = default;
    };
    std::vector<Port> ports;
    bool operator==(const Pace&) const = default;
};

/// A provider that sent us away: no active tests at its hosts before then.
struct KeptOff {
    std::string provider;
    base::Instant until;
    bool operator==(const KeptOff&) const = default;
};

struct Loaded {
    std::string install_id;  ///< 32 hex digits, made when the store was.
    watch::Memory memory;
    struct Target {
        watch::SubjectId id = 0;
        model::TargetState state;  ///< `interval` too; the topology is an observation.
        std::vector<Rest> rests_on;
        std::optional<base::Instant> gone_at;  ///< No longer configured since then.
    };
    std::vector<Target> targets;
    std::vector<Stored> observations;  ///< All of the kinds that were asked for.
    std::vector<Pace> pace;
    std::vector<KeptOff> kept_off;
    /// Rows with a number that this version does not know: a newer one wrote them. They stay in the
    /// file, for it, and are not among the above.
    std::size_t unknown_rows = 0;
};

/// Finds a finding's kind by its tag; nullptr where there is none of that tag (any more).
using KindOf = std::function<const model::FindingKind*(std::string_view tag)>;

/// Which transitions: after one (the cursor of --follow) or since a time; oldest first.
struct EventQuery {
    base::Instant since;
    std::string after_id;        ///< Exclusive; wins over `since`. An unknown id counts as none.
    std::string subject_prefix;  ///< "" is every subject; "mx1.example.org" has its endpoints too.
    std::string target;   ///< "" is every target; else what it rests on, and its own verdicts.
    bool newest = false;  ///< The limit cuts the oldest, not the newest.
    std::size_t limit = 1000;
};

}  // namespace mailwatchd::store
