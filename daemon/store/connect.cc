// Opens a file: is it a database, is it intact, can this version read it (failures S5, S6)? Only
// what SQLite or our checksums report as damage counts as damage. A full disk, an I/O error or a
// lock leaves the file in place, whatever was being done.
#include "store/create.h"
#include "store/parts.h"
#include "store/schema.h"

#include <cstdlib>

namespace mailwatchd::store {

namespace {

/// There is one owner (the lock), so the WAL's index is kept in memory. FULL: failure S2.
constexpr const char* pragmas = R"sql(
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = full;
pragma foreign_keys = off;
pragma trusted_schema = off;
pragma cell_size_check = on;
pragma temp_store = memory;
)sql";

bool is_install_id(std::string_view id) {
    return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Its query ends before the database can be closed.
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

/// A step that SQLite refuses ("no such table") is not damage: the file passed its check, so the
/// step may be wrong, and an intact state must not be moved aside for that.
void Store::Parts::migrate(int version) {
    auto done = db.transaction([&] { upgrade(db, static_cast<std::size_t>(version)); });
    if (done) return;
    auto failure = done.error();
    failure.detail += "; upgrading " + path + " failed";
    db.fail_with(std::move(failure));
}

Connected Store::Parts::abandon(std::string& problem) {
    const auto failure = db.take_failure();
    problem = failure ? failure->detail : "unknown";
    db.close();
    const bool damaged = failure && failure->code == base::Errc::malformed;
    return damaged ? Connected::damaged : Connected::unusable;
}

Connected Store::Parts::connect(std::string& problem) {
    backup.reset();
    if (!db.open(path)) return abandon(problem);
    const int version = std::atoi(first_text(db, "pragma user_version").c_str());
    if (!db.ok()) return abandon(problem);
    if (version > static_cast<int>(migrations.size())) {
        db.close();
        problem = path + ": written by a newer version (schema " + std::to_string(version) + ")";
        return Connected::newer_schema;
    }
    // Created with version 1 or higher.
    if (version <= 0) db.fail_as_damaged("no schema version of mailwatchd");
    db.script(pragmas);
    if (!db.ok() || !check()) return abandon(problem);
    const auto id = first_text(db, "select value from meta where key = 'install_id'");
    const auto aside = first_text(db, "select value from meta where key = 'recovered_from'");
    // The statement is valid in every version, so another program made the tables.
    if (db.is_refused()) db.fail_as_damaged("not the tables of mailwatchd");
    if (db.ok() && !is_install_id(id)) db.fail_as_damaged("no install id");
    if (db.ok() && version < static_cast<int>(migrations.size())) migrate(version);
    if (db.ok()) list_known_numbers();
    if (!db.ok()) return abandon(problem);
    db.trust();
    install_id = id;
    if (!aside.empty()) recovered_from = aside;
    state = State::connected;
    return Connected::yes;
}

/// For statements that skip rows of a newer version.
void Store::Parts::list_known_numbers() {
    db.script(
        "create temp table known_reading(number integer primary key);"
        "create temp table known_change(number integer primary key)");
    for (const auto* const kind : kinds->all())
        db.run("insert into temp.known_reading values(?)", kind->number);
    for (const auto* const kind : kinds->changes())
        db.run("insert into temp.known_change values(?)", kind->number);
}

Connected Store::Parts::create(std::string& problem) {
    if (const auto done = create_state(path, {}); !done) {
        problem = done.error().detail;
        return Connected::unusable;
    }
    return connect(problem);
}

bool Store::Parts::replace(std::string& problem) {
    backup.reset();
    db.close();
    const auto aside = free_name_aside(path);
    if (const auto done = create_state(path, aside); !done) {
        problem += "; moving it aside failed: " + done.error().detail;
        return false;
    }
    recovered_from = aside;
    return true;
}

Connected Store::Parts::start_over(std::string& problem) {
    return replace(problem) ? connect(problem) : Connected::unusable;
}

base::Outcome Store::renew_install_id() {
    const auto id = new_install_id();
    auto done = parts_->transaction([&] {
        parts_->db.run("update meta set value = ? where key = 'install_id'", std::string_view{id});
    });
    if (done) parts_->install_id = id;
    return done;
}

}  // namespace mailwatchd::store
