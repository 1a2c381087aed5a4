#include "support/simulated_clock.h"

#include "net/async_event.h"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace mailwatchd::test {

using Sleepers = std::multimap<base::Ticks, net::AsyncEvent*>;

struct SimulatedClock::State {
    std::unique_ptr<boost::asio::io_context> own_loop;
    boost::asio::io_context& loop;
    /// Shared with the sleeping frames: a loop may outlive the clock.
    std::shared_ptr<Sleepers> sleepers = std::make_shared<Sleepers>();
};

namespace {

/// A place among the sleepers, released however the sleep ends.
class Place {
public:
    Place(const std::shared_ptr<Sleepers>& sleepers, base::Ticks when, net::AsyncEvent& event)
        : sleepers_{sleepers}, event_{event}, it_{sleepers->emplace(when, &event)} {}
    ~Place() {
        if (!event_.is_set()) sleepers_->erase(it_);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    std::shared_ptr<Sleepers> sleepers_;
    net::AsyncEvent& event_;
    Sleepers::iterator it_;
};

}  // namespace

SimulatedClock::SimulatedClock(base::Instant start) : wall_{start} {
    auto loop = std::make_unique<boost::asio::io_context>(1);
    auto& reference = *loop;
    state_.reset(new State{std::move(loop), reference});
}

SimulatedClock::SimulatedClock(boost::asio::io_context& loop, base::Instant start)
    : state_{new State{nullptr, loop}}, wall_{start} {}

SimulatedClock::~SimulatedClock() {
    state_->own_loop.reset();  // Frames that still sleep release their places.
}

net::Awaitable<void> SimulatedClock::sleep_until(base::Ticks when) {
    if (when <= ticks_) co_return;
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return;
    net::AsyncEvent event{executor()};
    const Place place{state_->sleepers, when, event};
    co_await event.wait();
}

net::Executor SimulatedClock::executor() const { return state_->loop.get_executor(); }
boost::asio::io_context& SimulatedClock::loop() const { return state_->loop; }
std::size_t SimulatedClock::sleepers() const { return state_->sleepers->size(); }

void SimulatedClock::start(net::Awaitable<void> work, const net::CancelHandle& stop) {
    net::spawn(executor(), std::move(work), stop);
    settle();
}

void SimulatedClock::settle() {
    state_->loop.restart();
    state_->loop.poll();
}

void SimulatedClock::move_to(base::Ticks when) {
    if (when <= ticks_) return;
    wall_ += when - ticks_;
    ticks_ = when;
}

void SimulatedClock::reboot(base::Duration off) {
    wall_ += off;
    ticks_ = base::Ticks{std::chrono::minutes{1}};
}

bool SimulatedClock::wake_next(base::Ticks until) {
    auto& sleepers = *state_->sleepers;
    if (sleepers.empty() || sleepers.begin()->first > until) return false;
    auto& event = *sleepers.begin()->second;
    move_to(sleepers.begin()->first);
    sleepers.erase(sleepers.begin());
    event.set();
    settle();
    return true;
}

void SimulatedClock::run_until(base::Ticks when) {
    settle();
    while (wake_next(when)) continue;
    move_to(when);
}

void SimulatedClock::advance(base::Duration step) { run_until(ticks_ + step); }

bool SimulatedClock::run_while_waiting(const std::function<bool()>& done, base::Duration limit) {
    const auto until = ticks_ + limit;
    settle();
    while (!done()) {
        if (wake_next(until)) continue;
        if (sleepers() > 0) move_to(until);
        return false;
    }
    return true;
}

void SimulatedClock::finish(const std::function<bool()>& done, const net::CancelHandle& stop,
                            base::Duration limit) {
    if (run_while_waiting(done, limit)) return;
    stop.cancel();  // Its frame must not outlive what it refers to.
    settle();
    throw std::runtime_error{"SimulatedClock: the work waits for something that never comes"};
}

namespace {

net::Awaitable<void> mark_done(net::Awaitable<void> work, bool& is_done) {
    co_await std::move(work);
    is_done = true;
}

}  // namespace

void SimulatedClock::run(net::Awaitable<void> work, base::Duration limit) {
    bool is_done = false;
    const net::CancelHandle stop;
    start(mark_done(std::move(work), is_done), stop);
    finish([&is_done] { return is_done; }, stop, limit);
}

}  // namespace mailwatchd::test
