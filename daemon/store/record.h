// What is handed to the store and what comes back: plain values.
#pragma once

#include "base/time.h"
#include "model/active_series.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "model/state.h"
#include "model/topology.h"
#include "model/transition.h"
#include "watch/batch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailwatchd::store {

/// The observations that are stored, each by reference to an immutable value.
using Observation =
    std::variant<std::shared_ptr<const model::MailSession>, std::shared_ptr<const model::Topology>,
                 std::shared_ptr<const model::ReverseDns>, std::shared_ptr<const model::Listing>,
                 std::shared_ptr<const model::ZoneHealth>, std::shared_ptr<const model::SpfLook>,
                 std::shared_ptr<const model::Reputation>,
                 std::shared_ptr<const model::DomainReputation>,
                 std::shared_ptr<const model::ActiveSeries>>;

/// The latest observation of its kind of a subject; `argument` tells those of one kind apart (the
/// zone of a Listing; the family, 4 or 6, of a ZoneHealth; the kind of an ActiveSeries), 0
/// elsewhere.
struct Observed {
    watch::SubjectId subject = 0;
    watch::ArgumentId argument = 0;
    Observation what;
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
        model::TargetState state;  ///< `interval` and `topology` too.
        std::vector<Rest> rests_on;
        std::optional<base::Instant> gone_at;  ///< No longer configured since then.
    };
    std::vector<Target> targets;
    std::vector<model::ZoneHealth> zones;
    std::vector<Pace> pace;
    std::vector<KeptOff> kept_off;
    std::vector<model::Transition> untold;  ///< To be told first of all, with the ids they have.
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
