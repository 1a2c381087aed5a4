#include "net/pace.h"

#include "model/world.h"
#include "net/bell.h"

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
    std::shared_ptr<Bell> bell;
    bool is_admitted = false;
};

struct PortTimes {
    std::optional<Ticks> last_end;
    std::optional<Ticks> last_scheduled;
};

/// The state of one address, and its waiters.
struct Line {
    bool is_busy = false;
    std::optional<Ticks> last_end;
    std::map<std::uint16_t, PortTimes> ports;
    std::optional<Ticks> blocked_until;
    base::Duration patience{};
    std::list<std::shared_ptr<Waiter>> queue;
    std::optional<Ticks> wakes_at;  ///< When the sleeper checks again.
    Stop sleeper;
};

/// How often unneeded queues are removed.
constexpr base::Duration sweep_interval = std::chrono::minutes{10};
/// How long a patience is kept after its latest session. Without it the next slow greeting costs
/// one more session.
constexpr base::Duration patience_kept = std::chrono::hours{24 * 60};

}  // namespace

struct Turn::Book : std::enable_shared_from_this<Turn::Book> {
    Book(Clock& clock_in, PaceRules rules_in) : clock{clock_in}, rules{rules_in} {}

    Clock& clock;
    PaceRules rules;
    std::map<Address, Line> lines;
    Ticks sweeps_at = Ticks::min();
    Executor executor;  ///< Of the latest waiter; all run on one loop.

    Ticks earliest(const Line& line, std::uint16_t port, Purpose purpose) const;
    void begin(Line& line, std::uint16_t port, Purpose purpose);
    void finish(const Address& address, std::uint16_t port);
    void attend(const Address& address);
    void admit_next(Line& line);
    void drop_late(Line& line) const;
    void arm(const Address& address, Line& line);
    void sweep();
    bool is_needed(const Line& line) const;
    void restore(const PaceRecord& record);
    PaceRecord record(const Address& address, const Line& line) const;
    Instant instant(Ticks when) const { return base::wall_of(when, clock.moment()); }
    base::Duration longest_gap() const {
        return std::max({rules.gap, rules.port_gap, rules.scheduled_gap});
    }
    Ticks past(Instant when) const;
    Ticks end_of_block(Instant until) const;
};

/// A stored time as ticks: at most now, and no longer ago than any rule needs.
Ticks Turn::Book::past(Instant when) const {
    return base::ticks_of(std::max(when, clock.now() - longest_gap()), clock.moment());
}

Ticks Turn::Book::end_of_block(Instant until) const {
    const auto now = clock.now();
    return clock.ticks() + (std::clamp(until, now, now + block_max) - now);
}

Ticks Turn::Book::earliest(const Line& line, std::uint16_t port, Purpose purpose) const {
    Ticks when = Ticks::min();
    if (line.last_end) when = std::max(when, *line.last_end + rules.gap);
    const auto found = line.ports.find(port);
    if (found == line.ports.end()) return when;
    const auto& times = found->second;
    if (times.last_end) when = std::max(when, *times.last_end + rules.port_gap);
    if (purpose == Purpose::scheduled && times.last_scheduled)
        when = std::max(when, *times.last_scheduled + rules.scheduled_gap);
    return when;
}

void Turn::Book::begin(Line& line, std::uint16_t port, Purpose purpose) {
    line.is_busy = true;
    auto& times = line.ports[port];
    if (purpose == Purpose::scheduled) times.last_scheduled = clock.ticks();
}

void Turn::Book::finish(const Address& address, std::uint16_t port) {
    auto& line = lines[address];
    line.is_busy = false;
    line.last_end = clock.ticks();
    line.ports[port].last_end = clock.ticks();
    attend(address);
    sweep();
}

/// Admits the next waiter if it is due, drops waiters that are too late, and arms the next check.
void Turn::Book::attend(const Address& address) {
    auto& line = lines[address];
    if (!line.is_busy) admit_next(line);
    drop_late(line);
    arm(address, line);
}

void Turn::Book::admit_next(Line& line) {
    const auto due = std::ranges::find_if(line.queue, [&](const auto& waiter) {
        return earliest(line, waiter->port, waiter->purpose) <= clock.ticks();
    });
    if (due == line.queue.end()) return;
    const auto waiter = *due;
    line.queue.erase(due);
    begin(line, waiter->port, waiter->purpose);
    waiter->is_admitted = true;
    waiter->bell->ring();
}

void Turn::Book::drop_late(Line& line) const {
    std::erase_if(line.queue, [&](const auto& waiter) {
        if (waiter->deadline.at > clock.ticks()) return false;
        waiter->bell->ring();
        return true;
    });
}

namespace {

Awaitable<void> look_again(std::shared_ptr<Turn::Book> book, Address address, Ticks when) {
    co_await book->clock.sleep_until(when);
    if (book->clock.ticks() < when) co_return;  // Cancelled: another sleeper took over.
    const auto line = book->lines.find(address);
    if (line == book->lines.end()) co_return;
    line->second.wakes_at.reset();
    book->attend(address);
}

}  // namespace

void Turn::Book::arm(const Address& address, Line& line) {
    Ticks next = Ticks::max();
    for (const auto& waiter : line.queue) {
        next = std::min(next, waiter->deadline.at);
        if (!line.is_busy) next = std::min(next, earliest(line, waiter->port, waiter->purpose));
    }
    if (line.wakes_at && *line.wakes_at <= next && !line.queue.empty()) return;
    if (line.wakes_at) line.sleeper.now();
    line.wakes_at.reset();
    if (line.queue.empty()) return;
    line.wakes_at = next;
    line.sleeper = Stop{};
    spawn(executor, look_again(shared_from_this(), address, next), line.sleeper);
}

void Turn::Book::sweep() {
    if (clock.ticks() < sweeps_at) return;
    std::erase_if(lines, [this](const auto& entry) { return !is_needed(entry.second); });
    sweeps_at = clock.ticks() + sweep_interval;
}

/// Whether it is in use or still affects any future session.
bool Turn::Book::is_needed(const Line& line) const {
    const auto now = clock.ticks();
    const auto gap = longest_gap();
    const auto counts = [&](std::optional<Ticks> at, base::Duration kept) {
        return at && *at + kept > now;
    };
    return line.is_busy || !line.queue.empty() || line.wakes_at || counts(line.blocked_until, {}) ||
           counts(line.last_end, gap) ||
           (line.patience.count() > 0 && counts(line.last_end, patience_kept)) ||
           std::ranges::any_of(line.ports, [&](const auto& port) {
               return counts(port.second.last_end, gap) || counts(port.second.last_scheduled, gap);
           });
}

void Turn::Book::restore(const PaceRecord& record) {
    auto& line = lines[record.address];
    if (record.last_session) line.last_end = past(*record.last_session);
    if (record.blocked_until) line.blocked_until = end_of_block(*record.blocked_until);
    line.patience = std::clamp(record.patience, base::Duration{0}, model::greeting_patience_max);
    for (const auto& port : record.ports) {
        auto& times = line.ports[port.port];
        if (port.last_session) times.last_end = past(*port.last_session);
        if (port.last_scheduled) times.last_scheduled = past(*port.last_scheduled);
    }
}

PaceRecord Turn::Book::record(const Address& address, const Line& line) const {
    PaceRecord out{.address = address};
    if (line.last_end) out.last_session = instant(*line.last_end);
    // Keeps the gap even if we crash from here on.
    if (line.is_busy) out.last_session = clock.now();
    if (line.blocked_until) out.blocked_until = instant(*line.blocked_until);
    out.patience = line.patience;
    for (const auto& [port, times] : line.ports) {
        PaceRecord::Port kept{.port = port};
        if (times.last_end) kept.last_session = instant(*times.last_end);
        if (times.last_scheduled) kept.last_scheduled = instant(*times.last_scheduled);
        out.ports.push_back(kept);
    }
    return out;
}

Turn::Turn(std::shared_ptr<Book> book, const Address& address, std::uint16_t port)
    : book_{std::move(book)}, address_{address}, port_{port} {}
Turn::Turn(Turn&& other) noexcept
    : book_{std::exchange(other.book_, nullptr)}, address_{other.address_}, port_{other.port_} {}
Turn& Turn::operator=(Turn&& other) noexcept {
    if (this == &other) return *this;
    end();
    book_ = std::exchange(other.book_, nullptr);
    address_ = other.address_;
    port_ = other.port_;
    return *this;
}
Turn::~Turn() { end(); }

void Turn::end() {
    if (const auto book = std::exchange(book_, nullptr)) book->finish(*address_, port_);
}

Pace::Pace(Clock& clock, PaceRules rules) : book_{std::make_shared<Turn::Book>(clock, rules)} {}

Awaitable<base::Result<Turn>> Pace::turn(Address address, std::uint16_t port, Purpose purpose,
                                         Deadline deadline) {
    const auto book = book_;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, "pace"};
    book->executor = co_await asio::this_coro::executor;
    const std::string detail = "no session allowed before the deadline: " + address.text();
    const auto line = book->lines.try_emplace(address).first;
    const auto when = book->earliest(line->second, port, purpose);
    if (when > deadline.at) co_return base::Failure{base::Errc::not_allowed, detail};

    const auto bell = std::make_shared<Bell>(book->executor);
    const auto waiter = std::make_shared<Waiter>(Waiter{port, purpose, deadline, bell});
    line->second.queue.push_back(waiter);
    book->attend(address);
    bool is_rung = bell->is_rung();
    if (!is_rung) is_rung = co_await bell->wait();
    if (waiter->is_admitted) co_return Turn{book, address, port};
    const auto left = book->lines.find(address);
    if (left != book->lines.end()) std::erase(left->second.queue, waiter);
    if (is_rung) co_return base::Failure{base::Errc::not_allowed, detail};
    co_return base::Failure{base::Errc::cancelled, "pace"};
}

void Pace::block(const Address& address, Instant until) {
    book_->lines[address].blocked_until = book_->end_of_block(until);
}

std::optional<Instant> Pace::blocked_until(const Address& address) const {
    const auto found = book_->lines.find(address);
    if (found == book_->lines.end()) return std::nullopt;
    const auto until = found->second.blocked_until;
    if (!until || *until <= book_->clock.ticks()) return std::nullopt;
    return book_->instant(*until);
}

void Pace::remember_patience(const Address& address, base::Duration patience) {
    book_->lines[address].patience = patience;
}

base::Duration Pace::patience(const Address& address) const {
    const auto found = book_->lines.find(address);
    return found == book_->lines.end() ? base::Duration{} : found->second.patience;
}

std::vector<PaceRecord> Pace::snapshot() const {
    std::vector<PaceRecord> out;
    for (const auto& [address, line] : book_->lines) out.push_back(book_->record(address, line));
    return out;
}

std::optional<PaceRecord> Pace::snapshot(const Address& address) const {
    const auto found = book_->lines.find(address);
    if (found == book_->lines.end()) return std::nullopt;
    return book_->record(address, found->second);
}

void Pace::restore(const std::vector<PaceRecord>& records) {
    for (const auto& record : records) book_->restore(record);
}

void Pace::set_rules(PaceRules rules) { book_->rules = rules; }

std::size_t Pace::waiting() const {
    std::size_t count = 0;
    for (const auto& [address, line] : book_->lines) count += line.queue.size();
    return count;
}

}  // namespace mailwatchd::net
