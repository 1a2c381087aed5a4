// The interface of a kind of observation; the rest of the program never sees the kind's own types.
// A kind is one folder here and one line in observations.def.
#pragma once

#include "model/reading.h"
#include "model/world.h"
#include "net/seam.h"
#include "observe/freshness.h"

#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::observe {

/// Where the state keeps an observation: with its subject and, if there are several of a kind, an
/// argument, which is a text (a list's name) or a small number (a family).
struct StoreKey {
    model::Subject subject;
    std::uint16_t kind = 0;  ///< Kind::number.
    std::string argument_text;
    std::uint16_t argument_number = 0;
    auto operator<=>(const StoreKey&) const = default;
};

class Observer;
struct ObserverSettings;
struct DiscoveryScope;

/// An observation to be stored; it is encoded when it is written.
struct ToStore {
    StoreKey key;
    base::Instant taken_at;
    std::shared_ptr<const void> value;
    std::string (*encode)(const void* value) = nullptr;
};

/// The observations of a target or a subject, and the readings made from them.
struct Seen {
    std::vector<model::Reading> readings;
    std::vector<ToStore> observations;

    void add(Seen more) {
        readings.insert(readings.end(), std::make_move_iterator(more.readings.begin()),
                        std::make_move_iterator(more.readings.end()));
        observations.insert(observations.end(), std::make_move_iterator(more.observations.begin()),
                            std::make_move_iterator(more.observations.end()));
    }
};

/// A request to observe a subject again, with what only the engine knows.
struct RecheckRequest {
    struct Asked {
        const model::ReadingKind* kind = nullptr;
        std::string argument;
    };
    model::Subject subject;
    std::vector<Asked> readings;      ///< The readings to be made again.
    std::vector<model::Needs> needs;  ///< Of the targets that rest on the subject.
    /// How a target is discovered; nothing if it is not a target.
    std::function<std::optional<DiscoveryScope>(const std::string& target)> scope;

    bool asks_for(const model::ReadingKind& kind) const;
};

/// Tells which objects any target rests on.
struct Retained {
    std::function<bool(const model::Subject& subject)> subject;
    std::function<bool(const model::Address& address)> address;
    /// The host names that targets have for an address or endpoint.
    std::function<std::set<std::string, std::less<>>(const model::Subject& subject)> host_names;
};

/// Makes, caches, shows and stores one kind of observation. Unless stated otherwise, subjects,
/// needs and worlds are those of one target.
class Collector {
public:
    using Work = std::vector<net::Awaitable<void>>;
    virtual ~Collector() = default;

    /// Adds the work to do. Each piece of work stores its observation in the cache, if it made one.
    virtual void take(const model::Needs&, const Freshness&, Work&) {}
    /// Called after all of that work is done. `needs` outlives the call.
    virtual net::Awaitable<void> finish(const model::Needs&, Freshness) { co_return; }
    /// Called after a reload.
    virtual void configure(const ObserverSettings&) {}
    /// Adds the newest cached observations.
    virtual void show(const model::Needs& needs, model::World& world) const = 0;
    /// Adds the readings to fold and the observations to store.
    virtual void see(const model::World& world, Seen& seen) const = 0;
    /// The same for those that belong to no target: lists, the prober.
    virtual void see_our_own(Seen&) const {}
    /// Adds the subjects that a target with these needs rests on.
    virtual void add_subjects(const model::Needs&, std::vector<model::Subject>&) const {}
    /// Observes a subject again, past all caches, and adds the result; adds nothing if that is
    /// impossible. `what` and `seen` outlive the call.
    virtual net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                         Seen& seen) = 0;

    /// Adds the keys that a target with these needs has in the state.
    virtual void add_stored(const model::Topology&, const model::Needs&,
                            std::vector<StoreKey>&) const {}
    /// Restores a row of the state; ignores bytes that it cannot decode.
    virtual void restore(std::string_view) {}

    /// Removes what was taken before then and belongs to no wanted subject.
    virtual void forget(base::Ticks before, const Retained& wanted) = 0;
    /// Number of cached entries, for tests and benchmarks.
    virtual std::size_t size() const = 0;
};

struct Kind {
    std::string_view name;
    std::span<const model::ReadingKind* const> readings;
    /// Called once per kind, in the order of observations.def: earlier kinds exist already.
    std::unique_ptr<Collector> (*open)(Observer& observer, std::uint16_t number);
    /// Whether all of its rows are read at the start. For other kinds only those of targets are.
    bool is_read_at_start = false;
};

struct NumberedKind {
    std::uint16_t number;  ///< Stored: never change or reuse it.
    const Kind* kind;
};

/// Every kind, in the order of observations.def.
std::span<const NumberedKind> kinds();
/// Kinds whose rows are all read at the start; the others are read as targets need them.
std::vector<std::uint16_t> kinds_at_start(std::span<const NumberedKind> kinds);
/// The readings of these kinds, and those without an observation (watch/own_readings.h).
model::ReadingKinds reading_kinds(std::span<const NumberedKind> kinds);

}  // namespace mailwatchd::observe
