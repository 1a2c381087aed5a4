// Confirmed changes on their way out (promise 4). The rows that no sink has taken yet are the
// queue: read in order, delivered on a thread that may block, marked. Nothing else sends events.
#pragma once

#include "base/log.h"
#include "engine/db_executor.h"
#include "engine/task_group.h"
#include "engine/thread.h"
#include "publish/event_sink.h"
#include "publish/metrics/own_metrics.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::engine {

/// Between two tries of a delivery that failed, doubling.
inline constexpr base::Duration deliver_retry_min = std::chrono::seconds{1};
inline constexpr base::Duration deliver_retry_max = std::chrono::minutes{5};

class EventSender {
public:
    struct Tools {
        net::Executor executor;
        net::Clock& clock;
        DbExecutor& db;
        publish::EventSink& sink;
        RunBlocking run_blocking;  ///< Not the thread that commits: the sink may block.
        publish::OwnMetrics& metrics;
        base::Log& log;
    };
    explicit EventSender(Tools tools);
    ~EventSender();
    EventSender(const EventSender&) = delete;
    EventSender& operator=(const EventSender&) = delete;

    /// Events that are not complete yet: while it lives, they and what comes after them wait.
    class Hold {
    public:
        Hold() = default;
        Hold(Hold&& other) noexcept = default;
        Hold& operator=(Hold&& other) noexcept;
        ~Hold() { release(); }
        void release();

    private:
        friend class EventSender;
        std::shared_ptr<EventSender*> sender_;  ///< Points to null when the sender is gone.
        std::vector<std::string> ids_;
    };
    /// From before they are committed until all that belongs into them is.
    Hold hold(std::vector<std::string> ids);

    /// Sends what a crash or a restart left. Before it nothing is sent.
    void start();
    /// Something was committed that is to be sent.
    void wake();
    /// Ends when the page under way is delivered or refused; the rest stays in the queue.
    net::Awaitable<void> stop();

    /// Rises when events were recorded: who follows them looks into the store when it did.
    std::uint64_t news() const { return news_; }

private:
    struct Page;
    /// `all`: nothing is left but what is held.
    enum class Sent { all, some, failed };
    net::Awaitable<void> run();
    net::Awaitable<Sent> send_page();
    net::Awaitable<std::shared_ptr<Page>> read_page();
    net::Awaitable<base::Outcome> mark(std::vector<std::string> ids);
    std::string delivering() const;
    void failed(std::string what, const base::Failure& why);
    void succeeded();

    Tools tools_;
    std::shared_ptr<EventSender*> self_;
    std::set<std::string> held_;
    std::set<std::string> unmarked_;  ///< Delivered, and not marked yet; of one page at most.
    TaskGroup tasks_;
    std::uint64_t news_ = 0;
    base::Duration pause_ = deliver_retry_min;
    std::string failing_;  ///< What failed first, as it was logged; "": nothing fails.
    bool has_started_ = false;
    bool is_running_ = false;
    bool is_awake_ = false;
    bool is_stopping_ = false;
};

}  // namespace mailwatchd::engine
