// The state on disk: subjects, standings, observations, transitions, reports in SQLite.
// Blocks and holds no thread: one worker calls it, one call at a time. WAL and synchronous=FULL:
// what a call acknowledged survives a power cut (failures S1-S6). Only store/'s .cc files see
// SQLite.
#pragma once

#include "base/result.h"
#include "store/record.h"
#include "watch/batch.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::store {

/// The database in the state directory.
inline constexpr const char* file_name = "mailwatchd.db";

/// Why there is no store.
struct OpenFailure {
    enum class Kind {
        locked,        ///< Another daemon has it: exit 75 (failure S7).
        newer_schema,  ///< Written by a newer version; nothing was touched (failure S6).
        unusable,      ///< No permission, a link, a read-only or full file system (failure S8).
    };
    Kind kind = Kind::unusable;
    std::string detail;
};

/// Found by ADL: makes `.value()` throw where a caller cannot go on (tests, a tool's start).
[[noreturn]] inline void throw_exception_from_error(const OpenFailure& failure,
                                                    const boost::source_location&) {
    throw std::runtime_error{failure.detail};
}

/// What a failed call of a Store means to whoever made it.
enum class Fault {
    transient,  ///< A full disk, an I/O error, a lock: the same call can succeed later.
    never,      ///< The database is well and refuses the batch (a constraint, a bug): set it aside.
    damaged,    ///< The file is no sound state any more: begin again with a new Store.
};
Fault fault_of(const base::Failure& failure);

class Store {
public:
    using Opened = boost::system::result<std::unique_ptr<Store>, OpenFailure>;

    /// Makes the file (mode 0600) where there is none, whole or not at all. A file that is no sound
    /// database is moved aside, with its journal, and a new one begins: `recovered_from` says so,
    /// loudly to be told; everything then starts from a silent baseline (failure S5).
    /// `kinds` are those whose numbers we know; it outlives the store.
    static Opened open(const std::string& path, const model::ReadingKinds& kinds);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Where the unsound file was moved; "" where all was well. Said at each start until something
    /// was committed after one.
    const std::string& recovered_from() const;

    enum class State {
        connected,
        degraded,  ///< The disk failed: each call tries to open the file again, and then goes on.
        broken,    ///< Found damaged in use and moved aside: every call fails, a restart is needed.
    };
    State state() const;

    /// Everything that the engine starts from, with the observations of `kinds`. Views in reports
    /// live as long as the store. Damage that open could not see is met as open meets it: moved
    /// aside, nothing loaded.
    base::Result<Loaded> load(const KindOf& kind_of, std::span<const std::uint16_t> kinds = {});

    /// One transaction. Committing the same batch twice is committing it once (failures S3, S4).
    base::Outcome commit(const watch::Batch& batch, std::span<const Observed> seen = {});
    /// One transaction; `batch` holds the standings of their verdicts. About 500 targets at most.
    base::Outcome commit_targets(std::span<const TargetRecord> targets, const watch::Batch& batch);
    base::Outcome commit_pace(std::span<const Pace> pace);
    /// Replaces all that were there.
    base::Outcome commit_kept_off(std::span<const KeptOff> providers);
    /// The target is no longer configured since then, or is again. All of it stays (failure F5).
    base::Outcome set_gone(watch::SubjectId target, std::optional<base::Instant> since);
    /// Removes targets that are gone since before `before`, and what no target has rested on since.
    /// Gives the subjects of which nothing is believed any more.
    base::Result<std::vector<watch::SubjectId>> prune_gone(base::Instant before);

    base::Result<std::vector<model::Transition>> events(const EventQuery& query);

    /// The transitions that were not delivered yet, in the order in which they were committed.
    /// Those with numbers of a newer version wait for it.
    base::Result<std::vector<model::Transition>> undelivered(std::size_t limit);
    base::Result<std::size_t> undelivered_count();
    base::Outcome mark_delivered(std::span<const std::string> ids);

    /// Those that there are, in the order of the keys. Not those that can't be read now.
    std::vector<Stored> observations(std::span<const ObservationKey> keys);

    /// Removes delivered transitions and scores from before `before` (failure S9); the file
    /// shrinks.
    base::Outcome prune(base::Instant before);

    /// A consistent copy, made in steps with commits in between, which it then contains. `path`
    /// must not exist; one copy at a time. It is not synced. A copy that failed is removed, as is
    /// one that was not done when the store ended or had to open its file again.
    base::Outcome begin_backup(const std::string& path);
    enum class BackupStep { more, done };
    /// Copies at most `pages` (of 4 KiB).
    base::Result<BackupStep> step_backup(int pages);
    bool backup_under_way() const;

    /// Writes what can never be committed to "FILE.rejected-N", for a person to read; the newest
    /// ten stay, a MiB of each. Gives the file's path.
    base::Result<std::string> set_aside(std::string_view description);

    /// From here on another life: transitions get ids that no earlier one of this state ever had,
    /// whatever was delivered after this copy of it was made.
    base::Outcome renew_install_id();

    struct Parts;  ///< In parts.h: known to store/ only.

private:
    explicit Store(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailwatchd::store
