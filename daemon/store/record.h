// The plain values that go into the store and come back.
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

/// Identifies the latest observation of one kind for one subject. `argument` separates observations
/// of one kind; 0 if there is only one.
struct ObservationKey {
    watch::SubjectId subject = 0;
    std::uint16_t kind = 0;  ///< Fixed by the encoder.
    watch::ArgumentId argument = 0;
    bool operator==(const ObservationKey&) const = default;
};

/// An observation to be stored, by reference to an immutable value. `encode` gets that value and
/// runs inside the commit, on the committing thread.
struct Observed {
    watch::SubjectId subject = 0;
    watch::ArgumentId argument = 0;
    std::uint16_t kind = 0;
    base::Instant taken_at;
    std::shared_ptr<const void> value;
    std::string (*encode)(const void*) = nullptr;
};

/// A stored observation. Its encoder can tell whether the body is intact.
struct Stored {
    ObservationKey key;
    base::Instant taken_at;
    std::string body;
};

/// A verdict change caused by a transition; part of its entry.
struct Consequence {
    std::string transition_id;
    std::string what;  ///< "example.org pop3: passed, now failed".
    int priority = 6;  ///< The entry is at least as urgent.
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
    model::TargetState state;     ///< Its topology is stored as an Observed instead.
    std::vector<Rest> rests_on;
    std::vector<Consequence> consequences;
    std::optional<base::Instant> scored;  ///< The time to add the score to the history with.
};

/// Pacing of one address, shared by all sessions: net::PaceRecord, without depending on net/.
struct Pace {
    model::Address address;
    std::optional<base::Instant> last_session;
    std::optional<base::Instant> blocked_until;
    base::Duration patience{};  ///< What its greeting needed, if it was slow.
    struct Port {
        std::uint16_t port = 0;
        std::optional<base::Instant> last_session;
        std::optional<base::Instant> last_scheduled;
        bool operator==(const Port&) const = default;
    };
    std::vector<Port> ports;
    bool operator==(const Pace&) const = default;
};

/// A provider that rejected the prober: no active tests at its hosts before then.
struct ProviderBackoff {
    std::string provider;
    base::Instant until;
    bool operator==(const ProviderBackoff&) const = default;
};

struct Loaded {
    std::string install_id;  ///< 32 hex digits, generated with the store.
    watch::Memory memory;
    struct Target {
        watch::SubjectId id = 0;
        model::TargetState state;  ///< `interval` too; the topology is an observation.
        std::vector<Rest> rests_on;
        std::optional<base::Instant> gone_at;  ///< When it was removed from the configuration.
    };
    std::vector<Target> targets;
    std::vector<Stored> observations;  ///< All of the requested kinds.
    std::vector<Pace> pace;
    std::vector<ProviderBackoff> backoffs;
    /// Rows with a number that this version does not know: a newer version wrote them. They stay in
    /// the file and are not among the above.
    std::size_t unknown_rows = 0;
};

/// Finds a finding's kind by its tag; nullptr if there is no such tag (any more).
using KindOf = std::function<const model::FindingKind*(std::string_view tag)>;

/// Selects transitions after one (the cursor of --follow) or since a time; oldest first.
struct EventQuery {
    base::Instant since;
    std::string after_id;        ///< Exclusive; overrides `since`. An unknown id counts as none.
    std::string subject_prefix;  ///< Of the text or of the host; "" is every subject.
    /// "" is every target; else its own verdicts and the subjects it rests on.
    std::string target;
    bool newest = false;  ///< The limit drops the oldest, not the newest.
    std::size_t limit = 1000;
};

}  // namespace mailwatchd::store
