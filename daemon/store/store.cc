#include "store/store.h"

#include "store/create.h"
#include "store/parts.h"

namespace mailwatchd::store {

namespace {

OpenFailure unusable_because(std::string detail) {
    return {OpenFailure::Kind::unusable, std::move(detail)};
}

}  // namespace

Store::Store(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}
Store::~Store() = default;

Store::Opened Store::open(const std::string& path, const model::ReadingKinds& kinds) {
    auto parts = std::make_unique<Parts>();
    parts->path = path;
    parts->kinds = &kinds;
    switch (parts->lock.take(path + ".lock")) {
        case Lock::Taken::yes: break;
        case Lock::Taken::by_another:
            return OpenFailure{OpenFailure::Kind::locked, path + ": in use by another daemon"};
        case Lock::Taken::impossible: return unusable_because(parts->lock.problem());
    }
    remove_unfinished(path);
    const auto file = look_at(path);
    if (!file.usable) return unusable_because(file.problem);
    std::string problem = path + " is empty";
    auto connected = Connected::damaged;
    if (!file.existed) connected = parts->create(problem);
    if (file.existed && !file.is_empty) connected = parts->connect(problem);
    if (connected == Connected::damaged) connected = parts->start_over(problem);
    switch (connected) {
        case Connected::yes: return std::unique_ptr<Store>{new Store{std::move(parts)}};
        case Connected::newer_schema: return OpenFailure{OpenFailure::Kind::newer_schema, problem};
        case Connected::not_ours: return OpenFailure{OpenFailure::Kind::not_ours, problem};
        case Connected::damaged:
        case Connected::unusable: break;
    }
    return unusable_because(problem);
}

const std::string& Store::recovered_from() const { return parts_->recovered_from; }

base::Result<Loaded> Store::load(const KindOf& kind_of, std::span<const std::uint16_t> kinds) {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    Loaded loaded;
    // All or nothing: what is refused or moved aside is what was found.
    const auto done = parts_->db.transaction([&] { loaded = load_all(*parts_, kind_of, kinds); });
    if (done) return loaded;
    const auto& failure = done.error();
    if (failure.code != base::Errc::malformed)
        return base::failed<Loaded>(failure.code, parts_->refusal(failure, "loading it"));
    std::string problem = failure.detail;
    if (parts_->start_over(problem) != Connected::yes)
        return base::failed<Loaded>(base::Errc::malformed, problem);
    Loaded nothing;
    nothing.install_id = parts_->install_id;
    return nothing;
}

base::Outcome Store::commit(const watch::Batch& batch, std::span<const Observed> seen) {
    return parts_->transaction([&] {
        put_batch(parts_->db, batch);
        put_observed(parts_->db, seen);
    });
}

base::Outcome Store::commit_targets(std::span<const TargetRecord> targets,
                                    const watch::Batch& batch) {
    return parts_->transaction([&] {
        put_batch(parts_->db, batch);
        for (const auto& record : targets) put_target(parts_->db, record);
    });
}

base::Outcome Store::commit_backoffs(std::span<const ProviderBackoff> providers) {
    auto& db = parts_->db;
    return parts_->transaction([&] {
        db.run("delete from provider_backoff");
        for (const auto& [provider, until] : providers)
            db.run("insert into provider_backoff values(?, ?)", std::string_view{provider}, until);
    });
}

base::Outcome Store::commit_pace(std::span<const Pace> pace) {
    auto& db = parts_->db;
    return parts_->transaction([&] {
        for (const auto& [address, last_session, blocked_until, patience, ports] : pace) {
            const auto text = address.text();
            db.run("insert or replace into pace values(?, ?, ?, ?)", std::string_view{text},
                   last_session, blocked_until, patience);
            db.run("delete from pace_port where address = ?", std::string_view{text});
            for (const auto& port : ports)
                db.run("insert into pace_port values(?, ?, ?, ?)", std::string_view{text},
                       port.port, port.last_session, port.last_scheduled);
        }
    });
}

base::Outcome Store::prune(base::Instant before) {
    auto& db = parts_->db;
    auto done = parts_->transaction([&] {
        db.run("delete from transition where delivered = 1 and at < ?", before);
        db.run("delete from transition_member where seq not in (select seq from transition)");
        db.run("delete from score_history where at < ?", before);
    });
    if (!done) return done;
    db.script("pragma incremental_vacuum");
    return parts_->end_of_read();
}

std::vector<Stored> Store::observations(std::span<const ObservationKey> keys) {
    std::vector<Stored> found;
    if (!parts_->ready()) return found;
    for (const auto& key : keys) {
        auto row = parts_->db.query(
            "select taken_at, body from observation where subject = ? and kind = ? and argument = "
            "?",
            key.subject, key.kind, key.argument);
        if (row.next()) found.push_back({key, row.instant(0), row.text(1)});
    }
    parts_->db.take_failure();  // What cannot be read counts as absent.
    return found;
}

base::Outcome Store::begin_backup(const std::string& path) {
    if (auto fit = parts_->ready(); !fit) return fit;
    if (parts_->backup) return base::Failure{base::Errc::no_resources, "another backup is running"};
    auto begun = Backup::begin(parts_->db, path);
    if (!begun) return begun.error();
    parts_->backup = *std::move(begun);
    return {};
}

base::Result<Store::BackupStep> Store::step_backup(int pages) {
    if (!parts_->backup)
        return base::failed<BackupStep>(base::Errc::cancelled, "store: backup: cancelled");
    const auto done = parts_->backup->step(pages);
    if (done && !*done) return BackupStep::more;
    parts_->backup.reset();
    if (!done) return base::failed<BackupStep>(done.error());
    return BackupStep::done;
}

bool Store::backup_under_way() const { return parts_->backup != nullptr; }

base::Result<std::string> Store::set_aside(std::string_view description) {
    return write_rejected(parts_->path, description);
}

}  // namespace mailwatchd::store
