// The state on disk, in SQLite: subjects, standings, observations, transitions, reports. Calls
// block and must come from one thread at a time. WAL and synchronous=FULL: what a call has
// confirmed survives a power failure (failures S1-S6). Only the .cc files of store/ see SQLite.
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

/// The damaged files of the state at `path` that were moved aside and still exist, sorted. Who
/// takes one away has taken note of it (S5).
std::vector<std::string> moved_aside(const std::string& path);

/// Why the store could not be opened.
struct OpenFailure {
    enum class Kind {
        locked,        ///< Another daemon uses it: exit 75 (S7).
        newer_schema,  ///< Written by a newer version; nothing was changed (S6).
        not_ours,      ///< An intact database that is no state of mailwatchd; left as it is.
        unusable,  ///< No permission, a symbolic link, a disk that is full or fails (S3, S8, E5).
    };
    Kind kind = Kind::unusable;
    std::string detail;
};

/// Found by ADL: `.value()` throws if a caller cannot continue (tests, start of a tool).
[[noreturn]] inline void throw_exception_from_error(const OpenFailure& failure,
                                                    const boost::source_location&) {
    throw std::runtime_error{failure.detail};
}

/// What a failed call means to its caller.
enum class Fault {
    transient,  ///< A full disk, an I/O error, a lock: the same call can succeed later.
    never,    ///< The database is intact but refuses the batch (a constraint, a bug): set it aside.
    damaged,  ///< The file is damaged: begin again with a new Store.
};
Fault fault_of(const base::Failure& failure);

class Store {
public:
    using Opened = boost::system::result<std::unique_ptr<Store>, OpenFailure>;

    /// Creates the file (mode 0600) if there is none, completely or not at all. A damaged database
    /// is moved aside with its journal and replaced by a new one: `recovered_from` gives the path
    /// to report, and everything starts from a silent baseline (S5). `kinds` are the known ones;
    /// they must outlive the store.
    static Opened open(const std::string& path, const model::ReadingKinds& kinds);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Where the damaged file was moved; empty if none was. Repeated at each start until a commit
    /// has succeeded.
    const std::string& recovered_from() const;

    enum class State {
        connected,
        degraded,  ///< The disk failed: each call first tries to open the file again.
        broken,    ///< Found damaged in use and moved aside: every call fails until a restart.
    };
    State state() const;

    /// Loads everything that the engine starts from, with the observations of `kinds`. Views in
    /// reports live as long as the store. Damage that `open` could not detect is handled in the
    /// same way: the file is moved aside, and nothing is loaded.
    base::Result<Loaded> load(const KindOf& kind_of, std::span<const std::uint16_t> kinds = {});

    /// One transaction. Committing the same batch twice has the same effect as once (S3, S4).
    base::Outcome commit(const watch::Batch& batch, std::span<const Observed> seen = {});
    /// One transaction; `batch` holds the standings of their verdicts. At most about 500 targets.
    base::Outcome commit_targets(std::span<const TargetRecord> targets, const watch::Batch& batch);
    base::Outcome commit_pace(std::span<const Pace> pace);
    /// Replaces all stored ones.
    base::Outcome commit_backoffs(std::span<const ProviderBackoff> providers);
    /// Records since when the target is no longer configured, or that it is again. Its data stays
    /// (F5).
    base::Outcome set_gone(watch::SubjectId target, std::optional<base::Instant> since);
    /// Deletes targets that are gone since before `before`, and subjects that no target has rested
    /// on since. Returns the subjects that have no standings any more.
    base::Result<std::vector<watch::SubjectId>> prune_gone(base::Instant before);

    base::Result<std::vector<model::Transition>> events(const EventQuery& query);

    /// Transitions that were not delivered yet, in order of commit. Skips those with numbers of a
    /// newer version.
    base::Result<std::vector<model::Transition>> undelivered(std::size_t limit);
    base::Result<std::size_t> undelivered_count();
    base::Outcome mark_delivered(std::span<const std::string> ids);

    /// The existing ones, in the order of the keys. Skips those that cannot be read now.
    std::vector<Stored> observations(std::span<const ObservationKey> keys);

    /// Deletes delivered transitions and scores from before `before` (S9); the file shrinks.
    base::Outcome prune(base::Instant before);

    /// Makes a consistent copy in steps; it includes commits made in between. `path` must not
    /// exist. Only one copy at a time. The copy is not synced. A failed copy is removed, and so is
    /// one that is unfinished when the store ends or has to open its file again.
    base::Outcome begin_backup(const std::string& path);
    enum class BackupStep { more, done };
    /// Copies at most `pages` (of 4 KiB).
    base::Result<BackupStep> step_backup(int pages);
    bool backup_under_way() const;

    /// Writes a batch that can never be committed to "FILE.rejected-N", for people to read. Keeps
    /// the newest ten, at most 1 MiB each. Returns the file's path.
    base::Result<std::string> set_aside(std::string_view description);

    /// For a restored copy: from now on transitions get ids that no earlier copy of this state
    /// used, even if more was delivered after the copy was made.
    base::Outcome renew_install_id();

    struct Parts;  ///< In parts.h: used by store/ only.

private:
    explicit Store(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailwatchd::store
