#include "engine/commit_queue.h"

#include "engine/batch_text.h"
#include "net/spawn.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// Pause before a refused commit is retried: a full disk must be emptied by a person.
constexpr base::Duration retry_min = 1s;
constexpr base::Duration retry_max = 1min;

std::string commits(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " commit" : " commits");
}

/// The words alone of a batch that was installed and can never be stored: later ones use them.
CommitQueue::Work words_of(const watch::Batch& batch) {
    auto words = std::make_shared<watch::Batch>();
    words->words = batch.words;
    return {.what = "writing words",
            .how = [words](store::Store& store) { return store.commit(*words); },
            .batch = words};
}

bool has_only_words(const watch::Batch& batch) {
    return batch.standings.empty() && batch.transitions.empty();
}

}  // namespace

net::Awaitable<Written> CommitQueue::commit(Work work) {
    const bool has_room = co_await wait_for_room();
    if (!has_room) co_return Written::cancelled;
    if (waiting_.empty()) {
        const auto written = co_await attempt(work);
        if (written) co_return *written;
    }
    defer(std::move(work));
    co_return Written::deferred;
}

/// Returns false if it was cancelled.
net::Awaitable<bool> CommitQueue::wait_for_room() {
    if (waiting_.size() < waiting_commits_max) co_return true;
    tools_.log.write(base::Severity::error, commits(waiting_.size()) +
                                                " wait until the state can be written:"
                                                " auditing waits as well");
    while (waiting_.size() >= waiting_commits_max) {
        const bool cancelled = co_await net::is_cancelled();
        if (cancelled) co_return false;
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + retry_min);
    }
    co_return true;
}

net::Awaitable<std::optional<Written>> CommitQueue::attempt(Work work) {
    DbExecutor::Job job = std::move(work.how);
    const auto outcome = co_await tools_.db.run(work.what, std::move(job));
    if (outcome) co_return Written::recorded;
    tools_.metrics.count_state_write_error();
    switch (store::fault_of(outcome.error())) {
        case store::Fault::damaged: co_return Written::damaged;
        case store::Fault::never:
            co_await set_aside(outcome.error(), std::move(work.batch));
            co_return Written::set_aside;
        case store::Fault::transient: break;
    }
    refused(outcome.error());
    co_return std::nullopt;
}

/// A bug of ours or of the database. It is logged in full and does not block the rest.
net::Awaitable<void> CommitQueue::set_aside(base::Failure why,
                                            std::shared_ptr<const watch::Batch> batch) {
    const auto text = std::make_shared<const std::string>(batch ? text_of(*batch) : std::string{});
    tools_.log.write(base::Severity::error,
                     "a change that cannot be written is set aside: " + why.detail + ": " + *text);
    const auto path = std::make_shared<std::string>();
    DbExecutor::Job job = [text, path](store::Store& store) -> base::Outcome {
        auto file = store.set_aside(*text);
        if (!file) return file.error();
        *path = *std::move(file);
        return {};
    };
    const auto kept = co_await tools_.db.run("setting aside a batch", std::move(job));
    tools_.log.write(base::Severity::error,
                     kept ? "the set-aside change is kept in " + *path : kept.error().detail);
}

void CommitQueue::defer(Work work) {
    waiting_.push_back(std::move(work));
    if (is_running_ || is_stopping_) return;
    is_running_ = true;
    tasks_.begin(run());
}

net::Awaitable<void> CommitQueue::run() {
    for (auto pause = retry_min; !waiting_.empty(); pause = std::min(2 * pause, retry_max)) {
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + pause);
        co_await write_waiting();
        if (is_stopping_) break;
    }
    is_running_ = false;
}

/// In order, up to the first that the disk refuses.
net::Awaitable<void> CommitQueue::write_waiting() {
    while (!waiting_.empty()) {
        auto first = waiting_.front();
        const auto batch = first.batch;
        const auto written = co_await attempt(std::move(first));
        if (!written) co_return;
        if (written == Written::damaged) {
            waiting_.clear();
            co_return;
        }
        waiting_.pop_front();
        ++written_late_;
        if (written == Written::set_aside && batch && !has_only_words(*batch))
            waiting_.push_front(words_of(*batch));
    }
    accepted();
}

net::Awaitable<void> CommitQueue::stop() {
    is_stopping_ = true;
    co_await tasks_.stop(tools_.clock);
    co_await write_waiting();
    if (waiting_.empty()) co_return;
    tools_.log.write(base::Severity::error,
                     commits(waiting_.size()) +
                         " could not be written: what they hold is found again after the start");
}

void CommitQueue::refused(const base::Failure& why) {
    const auto since = refusal_ ? refusal_->since : tools_.clock.now();
    const bool is_news = !refusal_;
    refusal_ = {why.detail, since};
    tools_.metrics.set_state_writable(false);
    tools_.sender.pause();
    if (is_news)
        tools_.log.write(base::Severity::error, "cannot write the state, retrying: " + why.detail +
                                                    "; auditing continues in memory, and changes"
                                                    " are reported when they are stored");
}

void CommitQueue::accepted() {
    if (!std::exchange(refusal_, std::nullopt)) return;
    tools_.metrics.set_state_writable(true);
    tools_.log.write(
        base::Severity::info,
        "the state can be written again: " + commits(std::exchange(written_late_, 0)) + " written");
    tools_.sender.resume();
}

}  // namespace mailwatchd::engine
