// The state on disk: subjects, standings, observations, transitions, reports in SQLite.
// Blocks and holds no thread: one worker calls it, one call at a time. WAL and synchronous=FULL:
// what a call acknowledged survives a power cut (FAILURES S1-S6). Only store/'s .cc files see
// SQLite.
#pragma once

#include "base/result.h"
#include "store/record.h"
#include "watch/batch.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::store {

/// The database in the state directory.
inline constexpr const char* file_name = "mailwatchd.db";

/// Why there is no store.
struct OpenFailure {
    enum class Kind {
        locked,        ///< Another daemon has it: exit 75 (S7).
        newer_schema,  ///< Written by a newer version; nothing was touched (S6).
        unusable,      ///< No permission, a symbolic link, a read-only or full file system (S8).
    };
    Kind kind = Kind::unusable;
    std::string detail;
};

/// Found by ADL: makes `.value()` throw where a caller cannot go on (tests, a tool's start).
[[noreturn]] inline void throw_exception_from_error(const OpenFailure& failure,
                                                    const boost::source_location&) {
    throw std::runtime_error{failure.detail};
}

class Store {
public:
    using Opened = boost::system::result<std::unique_ptr<Store>, OpenFailure>;

    /// Makes the file (mode 0600) where there is none. A file that is no sound database is moved
    /// aside, with its journal, and a new one begins: `recovered_from` says so, loudly to be told;
    /// everything then starts from a silent baseline (S5).
    static Opened open(const std::string& path);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Where the unsound file was moved; "" where all was well.
    const std::string& recovered_from() const;

    /// Everything that the engine starts from. Views in reports live as long as the store. Damage
    /// that open could not see is met as open meets it: moved aside, nothing loaded.
    base::Result<Loaded> load(const KindOf& kind_of);

    /// One transaction. Committing the same batch twice is committing it once (S3, S4).
    base::Outcome commit(const watch::Batch& batch, std::span<const Observed> seen = {});
    /// One transaction; `batch` holds the standings of their verdicts. About 500 targets at most.
    base::Outcome commit_targets(std::span<const TargetRecord> targets, const watch::Batch& batch);
    base::Outcome commit_pace(std::span<const Pace> pace);
    /// Replaces all that were there.
    base::Outcome commit_kept_off(std::span<const KeptOff> providers);
    /// After the delivery (promise 4).
    base::Outcome mark_delivered(std::span<const std::string> ids);
    /// Those that are not marked yet, the oldest first, at most so many.
    base::Result<std::vector<model::Transition>> undelivered(std::size_t limit);
    base::Result<std::size_t> undelivered_count();
    /// The target is no longer configured since then, or is again. All of it stays (F5).
    base::Outcome set_gone(watch::SubjectId target, std::optional<base::Instant> since);
    /// Removes targets that are gone since before `before`, and what no target has rested on since.
    /// Gives the subjects of which nothing is believed any more.
    base::Result<std::vector<watch::SubjectId>> prune_gone(base::Instant before);

    base::Result<std::vector<model::Transition>> events(const EventQuery& query);

    /// Null where there is none, or where another version stored it and it can't be read.
    std::shared_ptr<const model::MailSession> session(watch::SubjectId endpoint);
    std::shared_ptr<const model::Topology> topology(watch::SubjectId target);
    std::shared_ptr<const model::ReverseDns> reverse(watch::SubjectId address);
    std::shared_ptr<const model::Listing> listing(watch::SubjectId address, watch::ArgumentId zone);
    std::shared_ptr<const model::SpfLook> spf(watch::SubjectId domain);
    std::shared_ptr<const model::Reputation> reputation(watch::SubjectId address);
    std::shared_ptr<const model::DomainReputation> domain_reputation(watch::SubjectId target);

    std::shared_ptr<const model::ActiveSeries> series(watch::SubjectId endpoint,
                                                      model::SeriesKind kind);

    /// Removes told transitions and scores from before `before` (S9); the file shrinks.
    base::Outcome prune(base::Instant before);
    /// A consistent copy; `path` must not exist.
    base::Outcome backup(const std::string& path);
    /// From here on another life: transitions get ids that no earlier one of this state ever had,
    /// whatever was told after this copy of it was made.
    base::Outcome renew_install_id();

    struct Parts;  ///< In parts.h: known to store/ only.

private:
    explicit Store(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailwatchd::store
