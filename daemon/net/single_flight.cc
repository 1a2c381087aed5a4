#include "net/single_flight.h"

#include "net/async_event.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <list>
#include <map>
#include <optional>

namespace mailwatchd::net {

namespace asio = boost::asio;

namespace {

struct Flight {
    base::Ticks began;
    base::Deadline deadline;
    std::optional<Flights::Value> value = {};
    std::list<std::shared_ptr<AsyncEvent>> waiters = {};
    CancelHandle stop = {};
};

bool serves(const Flight& flight, const FlightTerms& wanted) {
    return flight.began >= wanted.not_before &&
           flight.deadline.at - flight.began >= wanted.patience;
}

using Table = std::map<std::string, std::shared_ptr<Flight>, std::less<>>;

}  // namespace

struct Flights::State {
    Table flights;

    /// The flight of that key if it can be joined, else null.
    std::shared_ptr<Flight> serving(const std::string& key, const FlightTerms& wanted) const {
        const auto found = flights.find(key);
        return found != flights.end() && serves(*found->second, wanted) ? found->second : nullptr;
    }
    /// A newer flight may have taken the key meanwhile.
    void forget(const std::string& key, const std::shared_ptr<Flight>& flight) {
        if (const auto found = flights.find(key); found != flights.end() && found->second == flight)
            flights.erase(found);
    }
};

namespace {

Awaitable<void> fly(std::shared_ptr<Flights::State> state, std::string key,
                    std::shared_ptr<Flight> flight, Flights::Start start) {
    auto value = co_await start();
    flight->value = std::move(value);
    state->forget(key, flight);
    for (const auto& event : flight->waiters) event->set();
}

/// Waits until the flight ends. Fails on its own if its deadline passes first.
Awaitable<Flights::Value> wait_for(std::shared_ptr<Flight> flight, std::string key, Clock* clock,
                                   base::Deadline deadline) {
    if (flight->value) co_return *flight->value;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, key};
    const auto executor = co_await asio::this_coro::executor;
    const auto event = std::make_shared<AsyncEvent>(executor);
    const auto place = flight->waiters.insert(flight->waiters.end(), event);
    // The flight has a deadline; watch ours only if it is earlier.
    Woken woken = Woken::set;
    if (deadline.at < flight->deadline.at) {
        woken = co_await wait_until(event, *clock, deadline);
    } else {
        const bool is_set = co_await event->wait();
        woken = is_set ? Woken::set : Woken::cancelled;
    }
    flight->waiters.erase(place);
    if (flight->value) co_return *flight->value;
    const auto code = woken == Woken::timed_out ? base::Errc::timed_out : base::Errc::cancelled;
    co_return base::Failure{code, key};
}

}  // namespace

Flights::Flights(Clock& clock) : clock_{&clock}, state_{std::make_shared<State>()} {}

std::size_t Flights::under_way() const { return state_->flights.size(); }

Awaitable<Flights::Value> Flights::join(std::string key, FlightTerms wanted,
                                        base::Deadline deadline, Start start) {
    const auto state = state_;
    auto* const clock = clock_;
    for (;;) {
        auto flight = state->serving(key, wanted);
        const bool is_joined = flight != nullptr;
        if (!is_joined) {
            flight = std::make_shared<Flight>(Flight{clock->ticks(), deadline});
            state->flights[key] = flight;
            const auto executor = co_await asio::this_coro::executor;
            spawn(executor, fly(state, key, flight, start), flight->stop);
        }
        auto value = co_await wait_for(flight, key, clock, deadline);
        if (!flight->value && flight->waiters.empty()) {
            state->forget(key, flight);
            flight->stop.cancel();
        }
        const bool is_anothers = is_joined && !value && flight->value &&
                                 (value.error().code == base::Errc::timed_out ||
                                  value.error().code == base::Errc::cancelled);
        if (!is_anothers || clock->ticks() >= deadline.at) co_return value;
    }
}

}  // namespace mailwatchd::net
