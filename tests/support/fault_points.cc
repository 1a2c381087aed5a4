#include "support/fault_points.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>
#include <utility>

namespace mailwatchd::test {

using base::Errc;
using base::Failure;

namespace {

class HeldClock final : public net::Clock {
public:
    HeldClock(FaultPoints& faults, net::Clock& clock)
        : faults_{faults}, clock_{clock}, apart_{apart()} {}
    base::Instant now() const override { return clock_.now(); }
    base::Ticks ticks() const override { return clock_.ticks() + lie(); }
    std::optional<bool> is_kept() const override { return clock_.is_kept(); }
    net::Awaitable<void> sleep_until(base::Ticks when) override {
        const auto wait = faults_.count(Wait::time);
        co_await faults_.hold(wait, Side::before);
        co_await clock_.sleep_until(when - lie());
        co_await faults_.hold(wait, Side::after);
    }

private:
    base::Duration apart() const {
        return clock_.now().time_since_epoch() - clock_.ticks().time_since_epoch();
    }
    base::Duration lie() const {
        return faults_.waits_follow_wall ? apart() - apart_ : base::Duration{};
    }

    FaultPoints& faults_;
    net::Clock& clock_;
    base::Duration apart_;  ///< The initial difference of the two clocks.
};

class HeldResolver final : public net::Resolver {
public:
    HeldResolver(FaultPoints& faults, net::Resolver& resolver)
        : faults_{faults}, resolver_{resolver} {}
    net::Awaitable<base::Result<dns::Answer>> ask(dns::Question question, net::AskOptions options,
                                                  base::Deadline deadline) override {
        const auto wait = faults_.count(Wait::dns);
        co_await faults_.hold(wait, Side::before);
        auto answer = co_await resolver_.ask(std::move(question), std::move(options), deadline);
        co_await faults_.hold(wait, Side::after);
        co_return answer;
    }

private:
    FaultPoints& faults_;
    net::Resolver& resolver_;
};

class HeldStream final : public net::Stream {
public:
    HeldStream(FaultPoints& faults, FaultPoints::Port port, std::unique_ptr<net::Stream> stream)
        : faults_{faults}, port_{std::move(port)}, stream_{std::move(stream)} {
        faults_.count_session(port_, 1);
    }
    ~HeldStream() override { faults_.count_session(port_, -1); }
    net::Awaitable<base::Result<std::size_t>> read_some(std::span<char> into,
                                                        base::Deadline deadline) override {
        const auto wait = faults_.count(Wait::session);
        co_await faults_.hold(wait, Side::before);
        auto size = co_await stream_->read_some(into, deadline);
        co_await faults_.hold(wait, Side::after);
        co_return size;
    }
    net::Awaitable<base::Outcome> write(std::string bytes, base::Deadline deadline) override {
        const auto wait = faults_.count(Wait::session);
        co_await faults_.hold(wait, Side::before);
        auto outcome = co_await stream_->write(std::move(bytes), deadline);
        co_await faults_.hold(wait, Side::after);
        co_return outcome;
    }
    net::Awaitable<base::Result<model::TlsFacts>> start_tls(std::string host,
                                                            base::Deadline deadline) override {
        const auto wait = faults_.count(Wait::session);
        co_await faults_.hold(wait, Side::before);
        auto facts = co_await stream_->start_tls(std::move(host), deadline);
        co_await faults_.hold(wait, Side::after);
        co_return facts;
    }
    void close() override { stream_->close(); }

private:
    FaultPoints& faults_;
    FaultPoints::Port port_;
    std::unique_ptr<net::Stream> stream_;
};

class HeldConnector final : public net::Connector {
public:
    HeldConnector(FaultPoints& faults, net::Connector& connector)
        : faults_{faults}, connector_{connector} {}
    net::Awaitable<base::Result<std::unique_ptr<net::Stream>>> connect(
        model::Address address, std::uint16_t port, base::Deadline deadline) override {
        const auto wait = faults_.count(Wait::session);
        co_await faults_.hold(wait, Side::before);
        auto stream = co_await connector_.connect(address, port, deadline);
        co_await faults_.hold(wait, Side::after);
        if (!stream) co_return stream.error();
        FaultPoints::Port at{address, port};
        std::unique_ptr<net::Stream> held =
            std::make_unique<HeldStream>(faults_, std::move(at), *std::move(stream));
        co_return held;
    }
    std::optional<model::Address> source_towards(const model::Address& address) const override {
        return connector_.source_towards(address);
    }

private:
    FaultPoints& faults_;
    net::Connector& connector_;
};

/// Only the event wakes the waiter: a job that a thread has begun is not cancelled.
net::Awaitable<void> wait_for(std::shared_ptr<net::AsyncEvent> event) {
    for (bool rang = false; !rang;) rang = co_await event->wait();
}

/// To the other thread, or back; other coroutines run meanwhile.
net::Awaitable<void> change_threads(net::Executor loop) {
    co_await boost::asio::post(loop, boost::asio::use_awaitable);
}

}  // namespace

struct FaultPoints::Seam {
    HeldClock clock;
    HeldResolver resolver;
    HeldConnector connector;
};

FaultPoints::FaultPoints(SimulatedClock& clock, net::Resolver& resolver, net::Connector& connector)
    : loop_{clock}, seam_{new Seam{{*this, clock}, {*this, resolver}, {*this, connector}}} {}

FaultPoints::~FaultPoints() = default;

net::Clock& FaultPoints::clock() { return seam_->clock; }
net::Resolver& FaultPoints::resolver() { return seam_->resolver; }
net::Connector& FaultPoints::connector() { return seam_->connector; }

void FaultPoints::arm(std::size_t at, Side side, std::function<void()> act) {
    before_ += waits_.size();
    waits_.clear();
    at_ = at == 0 ? 0 : before_ + at;
    side_ = side;
    act_ = std::move(act);
}

void FaultPoints::watch_for_spin() {
    const auto minute =
        std::chrono::duration_cast<std::chrono::minutes>(loop_.ticks().time_since_epoch());
    if (minute != std::exchange(minute_, minute)) waits_this_minute_ = 0;
    ++waits_this_minute_;
    if (waits_a_minute_max_ != 0 && waits_this_minute_ > waits_a_minute_max_)
        throw std::runtime_error{"it spins"};
}

std::size_t FaultPoints::count(Wait kind) {
    waits_.push_back({kind});
    watch_for_spin();
    if (at_each_wait) at_each_wait();
    return before_ + waits_.size();
}

net::Awaitable<void> FaultPoints::hold(std::size_t wait, Side side) {
    if (side == Side::after && wait > before_) waits_[wait - before_ - 1].has_ended = true;
    if (wait != at_ || side != side_) co_return;
    at_ = 0;
    is_reached_ = true;
    const auto event = std::make_shared<net::AsyncEvent>(loop_.executor());
    held_ = event;
    if (is_deaf) {
        co_await wait_for(event);
        co_return;
    }
    co_await event->wait();  // If cancelled it continues immediately, as from any wait.
}

void FaultPoints::act() {
    is_reached_ = false;
    const auto held = held_;
    if (const auto act = std::exchange(act_, nullptr)) act();
    held->set();
    loop_.settle();
}

void FaultPoints::let_go() {
    if (held_ && !is_deaf) held_->set();
}

net::Awaitable<void> FaultPoints::run_blocking(std::function<void()> job) {
    const auto wait = count(Wait::sink);
    co_await change_threads(loop_.executor());
    co_await hold(wait, Side::before);
    job();
    co_await change_threads(loop_.executor());
    co_await hold(wait, Side::after);
}

net::Awaitable<base::Outcome> FaultyExecutor::run(std::string_view, Job job) {
    const auto wait = faults_.count(Wait::store);
    const auto lease = std::make_shared<net::AsyncEvent>(clock_.executor());
    queue_.push_back(lease);
    if (queue_.size() == 1) lease->set();
    co_await wait_for(lease);
    co_await change_threads(clock_.executor());
    co_await faults_.hold(wait, Side::before);
    auto outcome = faults_.run(job, store_);
    queue_.pop_front();
    if (!queue_.empty()) queue_.front()->set();
    co_await change_threads(clock_.executor());
    co_await faults_.hold(wait, Side::after);
    co_return outcome;
}

base::Outcome FaultPoints::run(const engine::DbExecutor::Job& job, store::Store& store) {
    if (disk == DiskFault::none) return job(store);
    if (disk == DiskFault::fails_once) disk = DiskFault::none;
    if (disk_lies) return {};
    return Failure{Errc::no_resources, "the disk is full"};
}

}  // namespace mailwatchd::test
