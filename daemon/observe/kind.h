// What the program knows of a kind of observation; it never sees the kind's own types. A kind is
// one folder here and one line in observations.def.
#pragma once

#include "model/reading.h"
#include "model/world.h"
#include "net/seam.h"
#include "observe/demand.h"

#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::observe {

/// Where the state keeps an observation: beside its subject, apart from others of its kind by an
/// argument, which is a text (a list's name) or a small number (a family), or neither.
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

/// An observation on its way into the state: encoded where it is written, not where it is decided.
struct ToStore {
    StoreKey key;
    base::Instant taken_at;
    std::shared_ptr<const void> value;
    std::string (*encode)(const void* value) = nullptr;
};

/// What was seen of a target or a subject: readings to be folded, and what they were made of.
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

/// Who wants a subject looked at again, and what the engine knows about it that no collector does.
struct Recheck {
    struct Asked {
        const model::ReadingKind* kind = nullptr;
        std::string argument;
    };
    model::Subject subject;
    std::vector<Asked> readings;      ///< Those that are to be seen again.
    std::vector<model::Needs> needs;  ///< Of the targets that rest on the subject.
    /// How a target is discovered; nothing where it is none.
    std::function<std::optional<DiscoveryScope>(const std::string& target)> scope;

    bool asks_for(const model::ReadingKind& kind) const;
};

/// What some target rests on.
struct Wanted {
    std::function<bool(const model::Subject& subject)> subject;
    std::function<bool(const model::Address& address)> address;
    /// The organisational domain of a name that some target rests on.
    std::function<bool(const std::string& domain)> domain;
};

/// One kind of observation at work: takes it, remembers it, shows it, keeps it. Subjects, needs and
/// worlds are those of one target unless it says otherwise.
class Collector {
public:
    using Work = std::vector<net::Awaitable<void>>;
    virtual ~Collector() = default;

    /// Adds what is to be taken: each piece ends with its observation remembered, or without.
    virtual void take(const model::Needs&, const Demand&, Work&) {}
    /// After all that was to be taken has been.
    virtual net::Awaitable<void> finish(Demand) { co_return; }
    /// After a reload.
    virtual void configure(const ObserverSettings&) {}
    /// What memory holds of it, newest of each.
    virtual void show(const model::Needs& needs, model::World& world) const = 0;
    /// The DNS failed in what the world shows: then we look at ourselves before we believe it.
    virtual bool dns_failed(const model::World&) const { return false; }
    /// What is to be folded and stored of what the world shows.
    virtual void see(const model::World& world, Seen& seen) const = 0;
    /// The same of what is no target's: lists, ourselves.
    virtual void see_our_own(Seen&) const {}
    /// Subjects that a target with these needs rests on because of it.
    virtual void add_subjects(const model::Needs&, std::vector<model::Subject>&) const {}
    /// Looks at a subject once more, past all caches, and adds what it saw; nothing where it
    /// cannot look. `what` and `seen` outlive it.
    virtual net::Awaitable<void> look_again(const Recheck& what, Demand demand, Seen& seen) = 0;

    /// Rows that a target with these needs would have in the state.
    virtual void add_stored(const model::Topology&, const model::Needs&,
                            std::vector<StoreKey>&) const {}
    /// A row of the state; bytes that are not its own are left alone.
    virtual void restore(std::string_view) {}

    /// Drops what was taken before then and belongs to no subject that is wanted.
    virtual void forget(base::Ticks before, const Wanted& wanted) = 0;
    /// Entries in memory, for tests and benchmarks.
    virtual std::size_t size() const = 0;
};

struct Kind {
    std::string_view name;
    std::span<const model::ReadingKind* const> readings;
    /// Made once, in the order of observations.def: those before it are there already.
    std::unique_ptr<Collector> (*open)(Observer& observer, std::uint16_t number);
    /// The engine starts from every row of it; of other kinds, from those that targets rest on.
    bool is_read_at_start = false;
};

struct NumberedKind {
    std::uint16_t number;  ///< In the state: never changed, never used again.
    const Kind* kind;
};

/// Every kind, in the order of observations.def.
std::span<const NumberedKind> kinds();
/// Those whose every row is given back at a start; the others as targets need them.
std::vector<std::uint16_t> kinds_at_start(std::span<const NumberedKind> kinds);
/// Their readings, and those that are of no observation (watch/own_readings.h).
model::ReadingKinds reading_kinds(std::span<const NumberedKind> kinds);

}  // namespace mailwatchd::observe
