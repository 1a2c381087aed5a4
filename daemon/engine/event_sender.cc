#include "engine/event_sender.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::engine {

namespace {

/// Events per page. A page is held in memory and marked in one transaction.
constexpr std::size_t page_events_max = 100;

}  // namespace

/// The first events of the queue, and the result of delivering them.
struct EventSender::Page {
    std::vector<model::Transition> events;
    std::size_t waiting = 0;  ///< Length of the whole queue.
    std::vector<std::string> delivered;
    std::optional<base::Failure> failure;

    /// Delivers in order, up to the first event that the sink refuses. Blocks if the sink blocks.
    void deliver(publish::EventSink& sink, const std::set<std::string>& before) {
        for (const auto& event : events) {
            const auto outcome = before.contains(event.id) ? base::Outcome{} : sink.deliver(event);
            if (!outcome) {
                failure = outcome.error();
                return;
            }
            delivered.push_back(event.id);
        }
    }
};

EventSender::Hold& EventSender::Hold::operator=(Hold&& other) noexcept {
    release();
    sender_ = std::move(other.sender_);
    ids_ = std::move(other.ids_);
    return *this;
}

void EventSender::Hold::release() {
    const auto sender = std::exchange(sender_, nullptr);
    if (!sender || *sender == nullptr) return;
    auto& held = (*sender)->held_;
    for (const auto& id : ids_) held.erase(id);
    (*sender)->wake();
}

EventSender::EventSender(Tools tools)
    : tools_{std::move(tools)},
      self_{std::make_shared<EventSender*>(this)},
      tasks_{tools_.executor} {}

EventSender::~EventSender() { *self_ = nullptr; }

EventSender::Hold EventSender::hold(std::vector<std::string> ids) {
    Hold hold;
    if (ids.empty()) return hold;
    held_.insert(ids.begin(), ids.end());
    hold.sender_ = self_;
    hold.ids_ = std::move(ids);
    return hold;
}

void EventSender::start() {
    has_started_ = true;
    wake();
}

void EventSender::wake() {
    ++news_;
    is_awake_ = true;
    if (!has_started_ || is_running_ || is_stopping_ || is_paused_) return;
    is_running_ = true;
    tasks_.begin(run());
}

void EventSender::resume() {
    is_paused_ = false;
    wake();
}

net::Awaitable<void> EventSender::stop() {
    is_stopping_ = true;
    co_await tasks_.stop(tools_.clock);
}

net::Awaitable<void> EventSender::run() {
    while (!is_stopping_ && !is_paused_) {
        is_awake_ = false;
        const auto sent = co_await send_page();
        if (sent == Sent::all && !is_awake_) break;
        if (sent != Sent::failed || is_stopping_) continue;
        const auto pause = std::exchange(pause_, std::min(2 * pause_, deliver_retry_max));
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + pause);
    }
    is_running_ = false;
}

net::Awaitable<EventSender::Sent> EventSender::send_page() {
    const auto page = co_await read_page();
    if (page->failure) {
        failed(delivering(), *page->failure);
        co_return Sent::failed;
    }
    tools_.metrics.set_events_undelivered(tools_.sink.name(), page->waiting);
    if (page->waiting == 0) succeeded();
    if (page->events.empty()) co_return Sent::all;
    const auto before = std::make_shared<const std::set<std::string>>(unmarked_);
    std::function<void()> deliver = [page, before, &sink = tools_.sink] {
        page->deliver(sink, *before);
    };
    co_await tools_.run_blocking("delivering events", std::move(deliver));
    unmarked_.insert(page->delivered.begin(), page->delivered.end());
    const auto marked = co_await mark(page->delivered);
    if (marked) {
        if (!page->delivered.empty()) pause_ = deliver_retry_min;
        tools_.metrics.set_events_undelivered(tools_.sink.name(),
                                              page->waiting - page->delivered.size());
    }
    if (page->failure) {
        tools_.metrics.count_event_delivery_failure(tools_.sink.name());
        failed(delivering(), *page->failure);
    } else if (!marked) {
        failed("marking events as delivered", marked.error());
    } else {
        succeeded();
    }
    if (page->failure || !marked) co_return Sent::failed;
    co_return page->delivered.size() == page->waiting ? Sent::all : Sent::some;
}

/// Ends before the first event that is held, to keep the order.
net::Awaitable<std::shared_ptr<EventSender::Page>> EventSender::read_page() {
    const auto page = std::make_shared<Page>();
    DbExecutor::Job job = [page](store::Store& store) -> base::Outcome {
        auto waiting = store.undelivered_count();
        if (!waiting) return waiting.error();
        page->waiting = *waiting;
        if (page->waiting == 0) return {};
        auto events = store.undelivered(page_events_max);
        if (!events) return events.error();
        page->events = *std::move(events);
        return {};
    };
    const auto outcome = co_await tools_.db.run("reading events to deliver", std::move(job));
    if (!outcome) page->failure = outcome.error();
    const auto held = std::ranges::find_if(
        page->events, [this](const auto& event) { return held_.contains(event.id); });
    page->events.erase(held, page->events.end());
    co_return page;
}

/// Events that could not be marked are marked when their page is read again.
net::Awaitable<base::Outcome> EventSender::mark(std::vector<std::string> ids) {
    if (ids.empty()) co_return base::Outcome{};
    const auto shared = std::make_shared<const std::vector<std::string>>(std::move(ids));
    DbExecutor::Job job = [shared](store::Store& store) { return store.mark_delivered(*shared); };
    const auto outcome = co_await tools_.db.run("marking events as delivered", std::move(job));
    if (!outcome) {
        tools_.metrics.count_state_write_error();
        co_return outcome;
    }
    for (const auto& id : *shared) unmarked_.erase(id);
    co_return outcome;
}

std::string EventSender::delivering() const {
    return "delivering events to " + std::string{tools_.sink.name()};
}

/// Logs the first failure only; the gauge shows that it continues. The loss of the state is not
/// logged here: the code that ends the daemon logs it (damage_watch.h).
void EventSender::failed(std::string what, const base::Failure& why) {
    if (store::fault_of(why) == store::Fault::damaged) return;
    if (!failing_.empty()) return;
    failing_ = std::move(what);
    tools_.log.write(base::Severity::error, failing_ + " failed, retrying: " + why.detail);
}

void EventSender::succeeded() {
    pause_ = deliver_retry_min;
    const auto failing = std::exchange(failing_, "");
    if (!failing.empty()) tools_.log.write(base::Severity::info, failing + " works again");
}

}  // namespace mailwatchd::engine
