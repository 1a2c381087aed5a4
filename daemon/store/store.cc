#include "store/store.h"

#include "store/parts.h"

namespace mailwatchd::store {

namespace {

OpenFailure unusable(std::string detail) {
    return {OpenFailure::Kind::unusable, std::move(detail)};
}

}  // namespace

Store::Store(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}
Store::~Store() = default;

Store::Opened Store::open(const std::string& path) {
    auto parts = std::make_unique<Parts>();
    parts->path = path;
    switch (parts->lock.take(path + ".lock")) {
        case Lock::Taken::yes: break;
        case Lock::Taken::by_another:
            return OpenFailure{OpenFailure::Kind::locked, path + ": another daemon has it"};
        case Lock::Taken::impossible: return unusable(parts->lock.problem());
    }
    const auto file = prepare_file(path);
    if (!file.usable) return unusable(file.problem);
    std::string problem = path + " is empty";
    auto connected = Connected::damaged;
    if (!file.existed || !file.is_empty) connected = parts->connect(problem);
    if (connected == Connected::damaged) connected = parts->start_over(problem);
    switch (connected) {
        case Connected::yes: return std::unique_ptr<Store>{new Store{std::move(parts)}};
        case Connected::newer_schema: return OpenFailure{OpenFailure::Kind::newer_schema, problem};
        case Connected::damaged:
        case Connected::unusable: break;
    }
    return unusable(problem);
}

const std::string& Store::recovered_from() const { return parts_->recovered_from; }

base::Result<Loaded> Store::load(const KindOf& kind_of) {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    auto loaded = load_all(*parts_, kind_of);
    auto failure = parts_->db.take_failure();
    if (!failure) return loaded;
    if (failure->code != base::Errc::malformed) return base::failed<Loaded>(std::move(*failure));
    std::string problem = failure->detail;
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

base::Outcome Store::commit_kept_off(std::span<const KeptOff> providers) {
    auto& db = parts_->db;
    return parts_->transaction([&] {
        db.run("delete from kept_off");
        for (const auto& [provider, until] : providers)
            db.run("insert into kept_off values(?, ?)", std::string_view{provider}, until);
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

base::Outcome Store::mark_delivered(std::span<const std::string> ids) {
    return parts_->transaction([&] {
        for (const auto& id : ids)
            parts_->db.run("update transition set told = 1 where id = ?", std::string_view{id});
    });
}

base::Result<std::vector<model::Transition>> Store::undelivered(std::size_t limit) {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    TransitionFilter filter;
    filter.untold_only = true;
    filter.limit = limit;
    auto found = read_transitions(parts_->db, filter);
    if (auto failure = parts_->db.take_failure()) return *failure;
    return found;
}

base::Result<std::size_t> Store::undelivered_count() {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    std::size_t count = 0;
    {
        auto row = parts_->db.query("select count(*) from transition where told = 0");
        if (row.next()) count = row.number<std::size_t>(0);
    }
    if (auto failure = parts_->db.take_failure()) return *failure;
    return count;
}

base::Result<std::vector<model::Transition>> Store::events(const EventQuery& query) {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    auto& db = parts_->db;
    TransitionFilter filter;
    filter.since = query.since;
    filter.subject_prefix = query.subject_prefix;
    filter.target = query.target;
    filter.newest = query.newest;
    filter.limit = query.limit;
    if (!query.after_id.empty()) {
        auto row =
            db.query("select seq from transition where id = ?", std::string_view{query.after_id});
        if (row.next()) {
            filter.after = row.integer(0);
            filter.since = {};
        }
    }
    auto found = read_transitions(db, filter);
    if (auto failure = db.take_failure()) return *failure;
    return found;
}

base::Outcome Store::prune(base::Instant before) {
    auto& db = parts_->db;
    auto done = parts_->transaction([&] {
        db.run("delete from transition where told = 1 and at < ?", before);
        db.run("delete from transition_target where seq not in (select seq from transition)");
        db.run("delete from score_history where at < ?", before);
    });
    if (!done) return done;
    db.script("pragma incremental_vacuum");
    if (auto failure = db.take_failure()) return *failure;
    return {};
}

base::Outcome Store::backup(const std::string& path) {
    if (auto fit = parts_->ready(); !fit) return fit;
    // Ours from the first byte on, whatever the umask; an empty file may be written into.
    if (const auto file = prepare_file(path); !file.usable)
        return base::Failure{base::Errc::no_resources, file.problem};
    parts_->db.run("vacuum into ?", std::string_view{path});
    if (auto failure = parts_->db.take_failure()) return *failure;
    return {};
}

}  // namespace mailwatchd::store
