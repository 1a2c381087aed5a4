// Delivers confirmed changes (promise 4). The queue is the rows that no sink has accepted yet. They
// are read in order, delivered on a thread that may block, and marked. Nothing else sends events.
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

/// Pause before a failed delivery is retried; doubles up to the maximum.
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

    /// Holds back incomplete events: while it exists, they and all later events wait.
    class Hold {
    public:
        Hold() = default;
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        Hold(Hold&& other) noexcept = default;
        Hold& operator=(Hold&& other) noexcept;
        ~Hold() { release(); }
        void release();

    private:
        friend class EventSender;
        std::shared_ptr<EventSender*> sender_;  ///< Points to null when the sender is gone.
        std::vector<std::string> ids_;
    };
    /// Begins before the events are committed and ends when everything that belongs to them is.
    Hold hold(std::vector<std::string> ids);

    /// Sends the events left by a crash or a restart. Nothing is sent before this call.
    void start();
    /// New events were committed.
    void wake();
    /// Delivers nothing until `resume`: an event may be stored before what belongs to it.
    void pause() { is_paused_ = true; }
    void resume();
    /// Returns when the current page is delivered or refused. The rest stays in the queue.
    net::Awaitable<void> stop();

    /// Increases when events are recorded; followers then read the store.
    std::uint64_t news() const { return news_; }

private:
    struct Page;
    /// `all`: only held events are left.
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
    std::set<std::string> unmarked_;  ///< Delivered but not marked yet; of one page at most.
    TaskGroup tasks_;
    std::uint64_t news_ = 0;
    base::Duration pause_ = deliver_retry_min;
    std::string failing_;  ///< The first failure, as it was logged; empty if there is none.
    bool has_started_ = false;
    bool is_running_ = false;
    bool is_awake_ = false;
    bool is_paused_ = false;
    bool is_stopping_ = false;
};

}  // namespace mailwatchd::engine
