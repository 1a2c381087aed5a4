// Opens a file: is it a database, is it intact, can this version read it (failures S5, S6)? Only
// what SQLite or our checksums report as damage counts as damage. A full disk, an I/O error or a
// lock leaves the file in place, whatever was being done.
#include "store/create.h"
#include "store/parts.h"
#include "store/schema.h"

#include <cstdlib>

namespace mailwatchd::store {

namespace {

constexpr const char* restore_or_move =
    "restore a backup (mailwatchctl restore FILE), or move the file away to begin anew";
/// If SQLite refuses what should work.
constexpr const char* restore_or_report =
    "restore a backup (mailwatchctl restore FILE), or keep the file and report a bug";

/// There is one owner (the lock), so the WAL's index is kept in memory. FULL: failure S2.
constexpr const char* pragmas = R"sql(
pragma locking_mode = exclusive;
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

/// A page that cannot be read appears in the result of the check like one that is damaged. So the
/// result counts only if it is the same twice and the disk can read everything after each.
bool Store::Parts::check() {
    std::string verdict;
    for (int pass = 0; pass < 2; ++pass) {
        verdict = first_text(db, "pragma quick_check(1)");
        if (verdict == "ok" || !db.ok() || !db.read_through()) return db.ok();
    }
    db.fail_as_damaged(verdict);
    return false;
}

/// Damage is the only reason to move a file aside; whatever else goes wrong leaves it as it is.
Connected Store::Parts::abandon(std::string& problem, std::string_view during) {
    const auto failure = db.take_failure();
    problem = failure ? failure->detail : "unknown";
    db.close();
    if (failure && failure->code == base::Errc::malformed) return Connected::damaged;
    if (failure) problem = refusal(*failure, during);
    return Connected::unusable;
}

std::string Store::Parts::refusal(const base::Failure& failure, std::string_view during) const {
    const bool may_pass = failure.code != base::Errc::refused;
    return path + ": " + std::string{during} +
           " failed, and the file is unchanged: " + failure.detail + "; " +
           (may_pass ? "correct this" : restore_or_report) + ", then start again";
}

Connected Store::Parts::leave(std::string& problem, std::string_view found) {
    db.take_failure();
    db.close();
    problem = path + ": " + std::string{found} + ", and unchanged; " + restore_or_move +
              ", then start again";
    return Connected::not_ours;
}

/// The file is opened without a write to it: what a refused start leaves is what it found.
Connected Store::Parts::inspect(std::string& problem, int& version) {
    const bool had_journal = has_journal(path);
    if (!db.open(path)) return abandon(problem, "opening it");
    if (had_journal) db.keep_journal();
    db.script(pragmas);
    version = std::atoi(first_text(db, "pragma user_version").c_str());
    if (!db.ok()) return abandon(problem, "opening it");
    if (version > static_cast<int>(migrations.size())) {
        db.close();
        problem = path + ": written by a newer version (schema " + std::to_string(version) +
                  "), and unchanged; install that version, or restore a backup of this one";
        return Connected::newer_schema;
    }
    if (!check()) return abandon(problem, "checking it");
    // Ours are created with version 1 or higher.
    if (version <= 0) return leave(problem, "a database, but without a version of mailwatchd");
    const auto id = first_text(db, "select value from meta where key = 'install_id'");
    const auto aside = first_text(db, "select value from meta where key = 'recovered_from'");
    // The statements are valid in every version, so another program made the tables.
    if (db.is_refused()) return leave(problem, "a database, but without the tables of mailwatchd");
    if (!db.ok()) return abandon(problem, "reading it");
    if (!is_install_id(id)) return leave(problem, "a database, but without an install id");
    install_id = id;
    if (!aside.empty()) recovered_from = aside;
    return Connected::yes;
}

Connected Store::Parts::connect(std::string& problem) {
    backup.reset();
    int version = 0;
    if (const auto found = inspect(problem, version); found != Connected::yes) return found;
    if (version < static_cast<int>(migrations.size())) {
        if (!migrate(version)) return abandon(problem, "upgrading it");
        if (!db.open(path)) return abandon(problem, "opening it");
        db.script(pragmas);
    }
    db.script("pragma journal_mode = wal");
    list_known_numbers();
    if (!db.ok()) return abandon(problem, "opening it");
    db.trust();
    state = State::connected;
    return Connected::yes;
}

/// Works on a copy that takes the file's place when it is complete (failures E5, E14). A step that
/// SQLite refuses ("no such table") is not damage: the file passed its check, so the step may be
/// wrong.
bool Store::Parts::migrate(int version) {
    auto done = upgrade_copy(db, path, static_cast<std::size_t>(version));
    if (!done) db.fail_with(std::move(done).error());
    return db.ok();
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
