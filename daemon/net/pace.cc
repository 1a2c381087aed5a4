#include "net/pace.h"

#include "model/world.h"
#include "net/async_event.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <list>
#include <utility>

namespace mailwatchd::net {

namespace asio = boost::asio;

using base::Deadline;
using base::Instant;
using base::Ticks;
using model::Address;

namespace {

struct Waiter {
    std::uint16_t port;
    Purpose purpose;
    Deadline deadline;
    std::shared_ptr<AsyncEvent> event;
    bool is_admitted = false;
};

struct PortTimes {
    std::optional<Ticks> last_end;
    std::optional<Ticks> last_scheduled;
};

/// The state of one address, and its waiters.
struct AddressQueue {
    bool is_busy = false;
    std::optional<Ticks> last_end;
    std::map<std::uint16_t, PortTimes> ports;
    std::optional<Ticks> blocked_until;
    base::Duration patience{};
    std::list<std::shared_ptr<Waiter>> queue;
    std::optional<Ticks> wakes_at;  ///< When the sleeper checks again.
    CancelHandle sleeper;
};

/// How often unneeded queues are removed.
constexpr base::Duration sweep_interval = std::chrono::minutes{10};
/// How long a patience is kept after its latest session. Without it the next slow greeting costs
/// one more session.
constexpr base::Duration patience_kept = std::chrono::hours{24 * 60};

}  // namespace

struct Lease::PaceTable : std::enable_shared_from_this<Lease::PaceTable> {
    PaceTable(Clock& clock_in, PaceRules rules_in) : clock{clock_in}, rules{rules_in} {}

    Clock& clock;
    PaceRules rules;
    std::map<Address, AddressQueue> queues;
    Ticks sweeps_at = Ticks::min();
    Executor executor;  ///< Of the latest waiter; all run on one loop.

    Ticks earliest(const AddressQueue& queue, std::uint16_t port, Purpose purpose) const;
    void begin(AddressQueue& queue, std::uint16_t port, Purpose purpose);
    void finish(const Address& address, std::uint16_t port);
    void attend(const Address& address);
    void admit_next(AddressQueue& queue);
    void drop_late(AddressQueue& queue) const;
    void arm(const Address& address, AddressQueue& queue);
    void sweep();
    bool is_needed(const AddressQueue& queue) const;
    void restore(const PaceRecord& record);
    PaceRecord record(const Address& address, const AddressQueue& queue) const;
    Instant instant(Ticks when) const { return base::wall_of(when, clock.moment()); }
    base::Duration longest_gap() const {
        return std::max({rules.gap, rules.port_gap, rules.scheduled_gap});
    }
    Ticks past(Instant when) const;
    Ticks end_of_block(Instant until) const;
};

/// A stored time as ticks: at most now, and no longer ago than any rule needs.
Ticks Lease::PaceTable::past(Instant when) const {
    return base::ticks_of(std::max(when, clock.now() - longest_gap()), clock.moment());
}

Ticks Lease::PaceTable::end_of_block(Instant until) const {
    const auto now = clock.now();
    return clock.ticks() + (std::clamp(until, now, now + block_max) - now);
}

Ticks Lease::PaceTable::earliest(const AddressQueue& queue, std::uint16_t port,
                                 Purpose purpose) const {
    Ticks when = Ticks::min();
    if (queue.last_end) when = std::max(when, *queue.last_end + rules.gap);
    const auto found = queue.ports.find(port);
    if (found == queue.ports.end()) return when;
    const auto& times = found->second;
    if (times.last_end) when = std::max(when, *times.last_end + rules.port_gap);
    if (purpose == Purpose::scheduled && times.last_scheduled)
        when = std::max(when, *times.last_scheduled + rules.scheduled_gap);
    return when;
}

void Lease::PaceTable::begin(AddressQueue& queue, std::uint16_t port, Purpose purpose) {
    queue.is_busy = true;
    auto& times = queue.ports[port];
    if (purpose == Purpose::scheduled) times.last_scheduled = clock.ticks();
}

void Lease::PaceTable::finish(const Address& address, std::uint16_t port) {
    auto& queue = queues[address];
    queue.is_busy = false;
    queue.last_end = clock.ticks();
    queue.ports[port].last_end = clock.ticks();
    attend(address);
    sweep();
}

/// Admits the next waiter if it is due, drops waiters that are too late, and arms the next check.
void Lease::PaceTable::attend(const Address& address) {
    auto& queue = queues[address];
    if (!queue.is_busy) admit_next(queue);
    drop_late(queue);
    arm(address, queue);
}

void Lease::PaceTable::admit_next(AddressQueue& queue) {
    const auto due = std::ranges::find_if(queue.queue, [&](const auto& waiter) {
        return earliest(queue, waiter->port, waiter->purpose) <= clock.ticks();
    });
    if (due == queue.queue.end()) return;
    const auto waiter = *due;
    queue.queue.erase(due);
    begin(queue, waiter->port, waiter->purpose);
    waiter->is_admitted = true;
    waiter->event->set();
}

void Lease::PaceTable::drop_late(AddressQueue& queue) const {
    std::erase_if(queue.queue, [&](const auto& waiter) {
        if (waiter->deadline.at > clock.ticks()) return false;
        waiter->event->set();
        return true;
    });
}

namespace {

Awaitable<void> attend_later(std::shared_ptr<Lease::PaceTable> table, Address address, Ticks when) {
    co_await table->clock.sleep_until(when);
    if (table->clock.ticks() < when) co_return;  // Cancelled: another sleeper took over.
    const auto queue = table->queues.find(address);
    if (queue == table->queues.end()) co_return;
    queue->second.wakes_at.reset();
    table->attend(address);
}

}  // namespace

void Lease::PaceTable::arm(const Address& address, AddressQueue& queue) {
    Ticks next = Ticks::max();
    for (const auto& waiter : queue.queue) {
        next = std::min(next, waiter->deadline.at);
        if (!queue.is_busy) next = std::min(next, earliest(queue, waiter->port, waiter->purpose));
    }
    if (queue.wakes_at && *queue.wakes_at <= next && !queue.queue.empty()) return;
    if (queue.wakes_at) queue.sleeper.cancel();
    queue.wakes_at.reset();
    if (queue.queue.empty()) return;
    queue.wakes_at = next;
    queue.sleeper = CancelHandle{};
    spawn(executor, attend_later(shared_from_this(), address, next), queue.sleeper);
}

void Lease::PaceTable::sweep() {
    if (clock.ticks() < sweeps_at) return;
    std::erase_if(queues, [this](const auto& entry) { return !is_needed(entry.second); });
    sweeps_at = clock.ticks() + sweep_interval;
}

/// Whether it is in use or still affects any future session.
bool Lease::PaceTable::is_needed(const AddressQueue& queue) const {
    const auto now = clock.ticks();
    const auto gap = longest_gap();
    const auto counts = [&](std::optional<Ticks> at, base::Duration kept) {
        return at && *at + kept > now;
    };
    return queue.is_busy || !queue.queue.empty() || queue.wakes_at ||
           counts(queue.blocked_until, {}) || counts(queue.last_end, gap) ||
           (queue.patience.count() > 0 && counts(queue.last_end, patience_kept)) ||
           std::ranges::any_of(queue.ports, [&](const auto& port) {
               return counts(port.second.last_end, gap) || counts(port.second.last_scheduled, gap);
           });
}

void Lease::PaceTable::restore(const PaceRecord& record) {
    auto& queue = queues[record.address];
    if (record.last_session) queue.last_end = past(*record.last_session);
    if (record.blocked_until) queue.blocked_until = end_of_block(*record.blocked_until);
    queue.patience = std::clamp(record.patience, base::Duration{0}, model::greeting_patience_max);
    for (const auto& port : record.ports) {
        auto& times = queue.ports[port.port];
        if (port.last_session) times.last_end = past(*port.last_session);
        if (port.last_scheduled) times.last_scheduled = past(*port.last_scheduled);
    }
}

PaceRecord Lease::PaceTable::record(const Address& address, const AddressQueue& queue) const {
    PaceRecord out{.address = address};
    if (queue.last_end) out.last_session = instant(*queue.last_end);
    // Keeps the gap even if we crash from here on.
    if (queue.is_busy) out.last_session = clock.now();
    if (queue.blocked_until) out.blocked_until = instant(*queue.blocked_until);
    out.patience = queue.patience;
    for (const auto& [port, times] : queue.ports) {
        PaceRecord::Port kept{.port = port};
        if (times.last_end) kept.last_session = instant(*times.last_end);
        if (times.last_scheduled) kept.last_scheduled = instant(*times.last_scheduled);
        out.ports.push_back(kept);
    }
    return out;
}

Lease::Lease(std::shared_ptr<PaceTable> table, const Address& address, std::uint16_t port)
    : table_{std::move(table)}, address_{address}, port_{port} {}
Lease::Lease(Lease&& other) noexcept
    : table_{std::exchange(other.table_, nullptr)}, address_{other.address_}, port_{other.port_} {}
Lease& Lease::operator=(Lease&& other) noexcept {
    if (this == &other) return *this;
    end();
    table_ = std::exchange(other.table_, nullptr);
    address_ = other.address_;
    port_ = other.port_;
    return *this;
}
Lease::~Lease() { end(); }

void Lease::end() {
    if (const auto table = std::exchange(table_, nullptr)) table->finish(*address_, port_);
}

Pace::Pace(Clock& clock, PaceRules rules)
    : table_{std::make_shared<Lease::PaceTable>(clock, rules)} {}

Awaitable<base::Result<Lease>> Pace::lease(Address address, std::uint16_t port, Purpose purpose,
                                           Deadline deadline) {
    const auto table = table_;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, "pace"};
    table->executor = co_await asio::this_coro::executor;
    const std::string detail = "no session allowed before the deadline: " + address.text();
    const auto queue = table->queues.try_emplace(address).first;
    const auto when = table->earliest(queue->second, port, purpose);
    if (when > deadline.at) co_return base::Failure{base::Errc::not_allowed, detail};

    const auto event = std::make_shared<AsyncEvent>(table->executor);
    const auto waiter = std::make_shared<Waiter>(Waiter{port, purpose, deadline, event});
    queue->second.queue.push_back(waiter);
    table->attend(address);
    bool is_set = event->is_set();
    if (!is_set) is_set = co_await event->wait();
    if (waiter->is_admitted) co_return Lease{table, address, port};
    const auto left = table->queues.find(address);
    if (left != table->queues.end()) std::erase(left->second.queue, waiter);
    if (is_set) co_return base::Failure{base::Errc::not_allowed, detail};
    co_return base::Failure{base::Errc::cancelled, "pace"};
}

void Pace::block(const Address& address, Instant until) {
    table_->queues[address].blocked_until = table_->end_of_block(until);
}

std::optional<Instant> Pace::blocked_until(const Address& address) const {
    const auto found = table_->queues.find(address);
    if (found == table_->queues.end()) return std::nullopt;
    const auto until = found->second.blocked_until;
    if (!until || *until <= table_->clock.ticks()) return std::nullopt;
    return table_->instant(*until);
}

void Pace::remember_patience(const Address& address, base::Duration patience) {
    table_->queues[address].patience = patience;
}

base::Duration Pace::patience(const Address& address) const {
    const auto found = table_->queues.find(address);
    return found == table_->queues.end() ? base::Duration{} : found->second.patience;
}

std::vector<PaceRecord> Pace::snapshot() const {
    std::vector<PaceRecord> out;
    for (const auto& [address, queue] : table_->queues)
        out.push_back(table_->record(address, queue));
    return out;
}

std::optional<PaceRecord> Pace::snapshot(const Address& address) const {
    const auto found = table_->queues.find(address);
    if (found == table_->queues.end()) return std::nullopt;
    return table_->record(address, found->second);
}

void Pace::restore(const std::vector<PaceRecord>& records) {
    for (const auto& record : records) table_->restore(record);
}

void Pace::set_rules(PaceRules rules) { table_->rules = rules; }

std::size_t Pace::waiting() const {
    std::size_t count = 0;
    for (const auto& [address, queue] : table_->queues) count += queue.queue.size();
    return count;
}

}  // namespace mailwatchd::net
