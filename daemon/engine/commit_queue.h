// Commits to the store, in order. While the disk refuses them they wait in memory, so that auditing
// continues; they are written as soon as the disk takes them (failure S3, docs/adr/0034).
#pragma once

#include "base/log.h"
#include "engine/event_sender.h"
#include "engine/task_group.h"
#include "watch/batch.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::engine {

/// The result of a commit.
enum class Written {
    recorded,
    deferred,   ///< It takes effect in memory; it is stored when the disk takes it.
    cancelled,  ///< Before it was committed; memory is unchanged.
    set_aside,  ///< It can never be written: logged, memory is unchanged, the rest continues.
    damaged,    ///< The state is lost; memory is unchanged, the daemon is exiting.
};
/// True if the change takes effect in memory.
constexpr bool is_installed(Written written) {
    return written == Written::recorded || written == Written::deferred;
}
/// True if the caller can stop: nothing later could be written either.
constexpr bool is_the_end(Written written) {
    return written == Written::cancelled || written == Written::damaged;
}

/// Maximum number of commits that wait in memory. An audit has two to four.
inline constexpr std::size_t waiting_commits_max = 2048;

class CommitQueue {
public:
    struct Tools {
        net::Executor executor;
        net::Clock& clock;
        DbExecutor& db;
        EventSender& sender;
        publish::OwnMetrics& metrics;
        base::Log& log;
    };
    explicit CommitQueue(Tools tools) : tools_{tools}, tasks_{tools_.executor} {}

    struct Work {
        std::string_view what;  ///< A literal that describes it for the log.
        std::function<base::Outcome(store::Store&)> how;
        std::shared_ptr<const watch::Batch> batch;  ///< May be null.
    };
    /// One at a time. If the disk refuses the work or something waits already, the work waits as
    /// well; if too much waits, so does the caller. A damaged state is not logged here: the code
    /// that ends the daemon logs it (damage_watch.h).
    net::Awaitable<Written> commit(Work work);
    /// Tries once more to write what waits.
    net::Awaitable<void> stop();

    struct Refusal {
        std::string why;
        base::Instant since;
    };
    /// Why and since when nothing can be written; nothing if it can.
    const std::optional<Refusal>& refusal() const { return refusal_; }

private:
    net::Awaitable<bool> wait_for_room();
    /// Returns nothing if the disk refused it.
    net::Awaitable<std::optional<Written>> attempt(Work work);
    net::Awaitable<void> set_aside(base::Failure why, std::shared_ptr<const watch::Batch> batch);
    void defer(Work work);
    net::Awaitable<void> run();
    net::Awaitable<void> write_waiting();
    void refused(const base::Failure& why);
    void accepted();

    Tools tools_;
    std::deque<Work> waiting_;
    std::size_t written_late_ = 0;  ///< Since the refusal.
    std::optional<Refusal> refusal_;
    TaskGroup tasks_;
    bool is_running_ = false;
    bool is_stopping_ = false;
};

}  // namespace mailwatchd::engine
