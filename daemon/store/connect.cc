// Opening: is it a database, is it sound, is it of a version that we can read (FAILURES S5, S6)?
#include "store/parts.h"
#include "store/schema.h"

#include <cstdlib>
#include <random>

namespace mailwatchd::store {

namespace {

/// One owner (the lock), so the WAL's index lives in memory; FULL: FAILURES S2.
constexpr const char* pragmas = R"sql(
pragma auto_vacuum = incremental;
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = full;
pragma foreign_keys = off;
pragma trusted_schema = off;
pragma cell_size_check = on;
pragma temp_store = memory;
)sql";

std::string new_install_id() {
    std::random_device random;
    std::string id;
    for (int digit = 0; digit < 32; ++digit) id.push_back("0123456789abcdef"[random() & 0xFU]);
    return id;
}

bool is_install_id(std::string_view id) {
    return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Ends its query before anybody can close the database under it.
std::string first_text(Database& db, const char* sql) {
    auto row = db.query(sql);
    return row.next() ? row.text(0) : std::string{};
}

}  // namespace

bool Store::Parts::check() {
    const auto verdict = first_text(db, "pragma quick_check(1)");
    if (verdict != "ok") db.fail_as_damaged(verdict);
    return db.ok();
}

bool Store::Parts::migrate(int version) {
    const auto done = db.transaction([&] {
        for (auto step = static_cast<std::size_t>(version); step < migrations.size(); ++step)
            db.script(migrations.at(step));
        db.script(("pragma user_version = " + std::to_string(migrations.size())).c_str());
        if (version == 0)
            db.run("insert into meta values('install_id', ?)", std::string_view{new_install_id()});
    });
    if (!done) db.fail_as_damaged(done.error().detail);
    return db.ok();
}

Connected Store::Parts::give_up(std::string& problem) {
    const auto failure = db.take_failure();
    problem = failure ? failure->detail : "unknown";
    db.close();
    const bool damaged = failure && failure->code == base::Errc::malformed;
    return damaged ? Connected::damaged : Connected::unusable;
}

Connected Store::Parts::connect(std::string& problem) {
    if (!db.open(path)) return give_up(problem);
    const int version = std::atoi(first_text(db, "pragma user_version").c_str());
    if (!db.ok()) return give_up(problem);
    if (version > static_cast<int>(migrations.size())) {
        db.close();
        problem = path + ": written by a newer version (schema " + std::to_string(version) + ")";
        return Connected::newer_schema;
    }
    if (version < 0) db.fail_as_damaged("schema version below 0");
    db.script(pragmas);
    if (!db.ok() || !check()) return give_up(problem);
    if (version < static_cast<int>(migrations.size()) && !migrate(version)) return give_up(problem);
    install_id = first_text(db, "select value from meta where key = 'install_id'");
    if (db.ok() && !is_install_id(install_id)) db.fail_as_damaged("no install id");
    return db.ok() ? Connected::yes : give_up(problem);
}

Connected Store::Parts::start_over(std::string& problem) {
    db.close();
    recovered_from = move_aside(path);
    if (recovered_from.empty()) {
        problem += "; and it can't be moved aside";
        return Connected::unusable;
    }
    const auto file = prepare_file(path);
    if (file.usable) return connect(problem);
    problem = file.problem;
    return Connected::unusable;
}

base::Outcome Store::renew_install_id() {
    const auto id = new_install_id();
    const auto done = parts_->transaction([&] {
        parts_->db.run("update meta set value = ? where key = 'install_id'", std::string_view{id});
    });
    if (done) parts_->install_id = id;
    return done;
}

base::Outcome Store::Parts::ready() {
    if (!db.is_suspect()) return {};
    std::string problem;
    if (connect(problem) == Connected::yes) return {};
    return base::Failure{base::Errc::no_resources,
                         "store: reopening after an I/O error: " + problem};
}

}  // namespace mailwatchd::store
