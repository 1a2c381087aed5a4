// Single flight: a caller that wants something already being fetched waits for
// that fetch. A cancelled waiter leaves; the last one to leave cancels the flight.
#pragma once

#include "net/seam.h"

#include <functional>
#include <memory>
#include <string>

namespace mailwatchd::net {

/// Conditions for joining a flight in progress.
struct FlightTerms {
    base::Ticks not_before = base::Ticks::min();  ///< It began at or after this.
    base::Duration patience{};                    ///< It began with at least this much.
};

/// The core without types; use `SingleFlight`.
class Flights {
public:
    using Value = base::Result<std::shared_ptr<const void>>;
    using Start = std::function<Awaitable<Value>()>;

    explicit Flights(Clock& clock);
    Awaitable<Value> join(std::string key, FlightTerms wanted, base::Deadline deadline,
                          Start start);
    std::size_t under_way() const;

    struct State;  ///< In single_flight.cc; flights keep it alive.

private:
    Clock* clock_;
    std::shared_ptr<State> state_;
};

template <class T>
class SingleFlight {
public:
    using Value = base::Result<std::shared_ptr<const T>>;
    /// Called if no flight can be joined. It must respect the deadline that `join` got, and its
    /// captures must outlive the flight, which may outlive the caller.
    using Start = std::function<Awaitable<Value>()>;

    explicit SingleFlight(Clock& clock) : flights_{clock} {}

    /// Joins the flight of that key or starts one. If a flight timed out at its starter's earlier
    /// deadline, it is started again for a joiner whose deadline has not passed. Does not suspend
    /// if `start` does not.
    Awaitable<Value> join(std::string key, FlightTerms wanted, base::Deadline deadline,
                          Start start) {
        Flights::Start erased = [start = std::move(start)] { return erase(start); };
        const auto value =
            co_await flights_.join(std::move(key), wanted, deadline, std::move(erased));
        if (!value) co_return value.error();
        co_return std::static_pointer_cast<const T>(*value);
    }

    std::size_t under_way() const { return flights_.under_way(); }

private:
    static Awaitable<Flights::Value> erase(Start start) {
        auto value = co_await start();
        if (!value) co_return value.error();
        co_return std::shared_ptr<const void>{*std::move(value)};
    }

    Flights flights_;
};

}  // namespace mailwatchd::net
