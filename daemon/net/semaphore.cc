#include "net/semaphore.h"

#include "net/async_event.h"

#include <boost/asio/this_coro.hpp>

#include <deque>

namespace mailwatchd::net {

namespace asio = boost::asio;

struct Permit::Pool {
    std::size_t places;
    std::size_t in_use = 0;
    std::deque<std::shared_ptr<AsyncEvent>> queue = {};

    /// Gives free places to waiters; each place is taken before its waiter runs.
    void admit() {
        while (in_use < places && !queue.empty()) {
            ++in_use;
            queue.front()->set();
            queue.pop_front();
        }
    }
    void give_back() {
        --in_use;
        admit();
    }
};

void Permit::release() {
    if (const auto pool = std::exchange(pool_, nullptr)) pool->give_back();
}

Semaphore::Semaphore(std::size_t places)
    : pool_{std::make_shared<Permit::Pool>(Permit::Pool{places})} {}

namespace {

/// Takes a place immediately if one is free and nobody waits.
bool take(Permit::Pool& pool) {
    if (pool.in_use >= pool.places || !pool.queue.empty()) return false;
    ++pool.in_use;
    return true;
}

/// Waits in the queue; false if it ended without a place.
Awaitable<bool> stand_in_line(std::shared_ptr<Permit::Pool> pool, Clock* clock,
                              base::Deadline deadline) {
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return false;
    const auto executor = co_await asio::this_coro::executor;
    const auto place = std::make_shared<AsyncEvent>(executor);
    pool->queue.push_back(place);
    if (clock == nullptr) {
        co_await place->wait();
    } else {
        co_await wait_until(place, *clock, deadline);
    }
    // An admitted waiter is no longer in the queue. If this one still is, it got no place.
    co_return std::erase(pool->queue, place) == 0;
}

}  // namespace

Awaitable<Permit> Semaphore::acquire() {
    const auto pool = pool_;
    if (take(*pool)) co_return Permit{pool};
    const base::Deadline never{base::Ticks::max()};
    const bool is_admitted = co_await stand_in_line(pool, nullptr, never);
    if (is_admitted) co_return Permit{pool};
    co_return Permit{};
}

Awaitable<Permit> Semaphore::acquire(Clock& clock, base::Deadline deadline) {
    const auto pool = pool_;
    if (take(*pool)) co_return Permit{pool};
    const bool is_admitted = co_await stand_in_line(pool, &clock, deadline);
    if (is_admitted) co_return Permit{pool};
    co_return Permit{};
}

Permit Semaphore::try_acquire() { return take(*pool_) ? Permit{pool_} : Permit{}; }

void Semaphore::resize(std::size_t places) {
    pool_->places = places;
    pool_->admit();
}

std::size_t Semaphore::in_use() const { return pool_->in_use; }
std::size_t Semaphore::waiting() const { return pool_->queue.size(); }

}  // namespace mailwatchd::net
