// A Clock that moves only on request: a day of schedule runs in a millisecond, always
// the same way. It owns the loop, so a test sees no Asio.
#pragma once

#include "net/seam.h"
#include "net/spawn.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace boost::asio {
class io_context;
}

namespace mailwatchd::test {

class SimulatedClock final : public net::Clock {
public:
    /// The start of the simulation unless a test sets another: 2027-01-01T00:00:00Z.
    static constexpr base::Instant epoch{std::chrono::seconds{1'798'761'600}};

    explicit SimulatedClock(base::Instant start = epoch);
    /// On a loop that the test owns; it must outlive this.
    explicit SimulatedClock(boost::asio::io_context& loop, base::Instant start = epoch);
    ~SimulatedClock() override;

    base::Instant now() const override { return wall_; }
    base::Ticks ticks() const override { return ticks_; }
    std::optional<bool> is_kept() const override { return is_kept_; }
    net::Awaitable<void> sleep_until(base::Ticks when) override;

    net::Executor executor() const;
    boost::asio::io_context& loop() const;

    /// Starts work that runs as time moves. Call it outside the loop; inside, use `net::spawn`.
    void start(net::Awaitable<void> work, const net::CancelHandle& stop = {});
    /// Runs everything that is ready, without moving time.
    void settle();
    /// Moves time; stops at every sleeper that becomes due and lets it run.
    void advance(base::Duration step);
    void run_until(base::Ticks when);
    /// Moves time until `done`, at most by `limit`; false if that was not enough.
    bool run_while_waiting(const std::function<bool()>& done, base::Duration limit);

    /// Runs `work` to its end and moves time as needed. Throws if it is not done and no coroutine
    /// sleeps, or the limit is reached: the test hangs.
    template <class T>
    T run(net::Awaitable<T> work, base::Duration limit = std::chrono::hours{24 * 400}) {
        std::optional<T> result;
        net::CancelHandle stop;
        start(keep(std::move(work), result), stop);
        finish([&result] { return result.has_value(); }, stop, limit);
        return *std::move(result);
    }
    void run(net::Awaitable<void> work, base::Duration limit = std::chrono::hours{24 * 400});

    /// Sets the wall clock; the ticks do not change (failure C3).
    void step_wall(base::Duration by) { wall_ += by; }

    /// Time passes, and nobody runs: a machine that is suspended.
    void sleep_through(base::Duration time) { move_to(ticks_ + time); }
    /// A machine that is off for a time and starts again: the ticks begin anew. What still sleeps
    /// belongs to a program that has ended.
    void reboot(base::Duration off);

    void set_kept(std::optional<bool> is_kept) { is_kept_ = is_kept; }

    std::size_t sleepers() const;

private:
    struct State;
    template <class T>
    static net::Awaitable<void> keep(net::Awaitable<T> work, std::optional<T>& result) {
        auto value = co_await std::move(work);
        result.emplace(std::move(value));
    }
    void finish(const std::function<bool()>& done, const net::CancelHandle& stop,
                base::Duration limit);
    void move_to(base::Ticks when);
    bool wake_next(base::Ticks until);

    std::unique_ptr<State> state_;
    base::Instant wall_;
    std::optional<bool> is_kept_;
    base::Ticks ticks_{std::chrono::hours{1}};  ///< The machine has been up for an hour.
};

}  // namespace mailwatchd::test
