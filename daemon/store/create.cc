#include "store/create.h"

#include "store/backup.h"
#include "store/files.h"
#include "store/parts.h"
#include "store/schema.h"

#include <sqlite3.h>

#include <random>
#include <vector>

namespace mailwatchd::store {

namespace {

std::string unfinished(const std::string& path) { return path + ".new"; }

/// Its journal is gone at the end, so the file is complete by itself.
base::Outcome build(const std::string& path, const std::string& recovered_from) {
    if (const auto file = prepare_file(path); !file.usable)
        return base::Failure{base::Errc::no_resources, file.problem};
    Database db;
    db.open(path);
    db.script(
        "pragma locking_mode = exclusive; pragma synchronous = full;"
        " pragma auto_vacuum = incremental");
    return db.transaction([&] {
        upgrade(db, 0);
        db.run("insert into meta values('install_id', ?)", std::string_view{new_install_id()});
        if (!recovered_from.empty())
            db.run("insert into meta values('recovered_from', ?)",
                   std::string_view{recovered_from});
    });
}

/// As SQL calls it.
void sql_row_checksum(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* const bytes = static_cast<const char*>(sqlite3_value_blob(values[1]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[1]));
    sqlite3_result_int64(context,
                         row_checksum(sqlite3_value_int64(values[0]),
                                      bytes == nullptr ? "" : std::string_view{bytes, size}));
}

/// Of a row of integers; their number is not 2.
void sql_row_checksum_of_integers(sqlite3_context* context, int count, sqlite3_value** values) {
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(sqlite3_value_int64(values[i]));
    sqlite3_result_int64(context, row_checksum(numbers));
}

}  // namespace

void upgrade(Database& db, std::size_t version) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    sqlite3_create_function_v2(db.handle(), "row_checksum", 2, flags, nullptr, sql_row_checksum,
                               nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(db.handle(), "row_checksum", -1, flags, nullptr,
                               sql_row_checksum_of_integers, nullptr, nullptr, nullptr);
    for (auto step = version; step < migrations.size(); ++step) db.script(migrations.at(step));
    db.script(("pragma user_version = " + std::to_string(migrations.size())).c_str());
}

namespace {

base::Outcome copy_to(const Database& db, const std::string& made) {
    auto copy = Backup::begin(db, made);
    if (!copy) return copy.error();
    constexpr int all_pages = -1;
    const auto done = (*copy)->step(all_pages);
    if (!done) return done.error();
    if (*done) return {};
    return base::Failure{base::Errc::no_resources, "store: another program has it open"};
}

base::Outcome upgrade_at(const std::string& made, std::size_t version) {
    Database copy;
    copy.open(made);
    copy.script("pragma locking_mode = exclusive; pragma synchronous = full");
    return copy.transaction([&] { upgrade(copy, version); });
}

/// What the copy took over from the journal must not be replayed into it.
base::Outcome end_journal(Database& db, const std::string& path) {
    db.script("pragma wal_checkpoint(truncate)");
    if (auto failure = db.take_failure()) return *failure;
    db.close();
    if (!has_journal(path)) return {};
    return base::Failure{base::Errc::no_resources, "store: its journal cannot be merged"};
}

}  // namespace

base::Outcome upgrade_copy(Database& db, const std::string& path, std::size_t version) {
    const auto made = unfinished(path);
    remove_unfinished(path);
    auto done = copy_to(db, made);
    if (done) done = upgrade_at(made, version);
    if (done) done = end_journal(db, path);
    if (done) done = take_place(made, path);
    if (!done) remove_unfinished(path);
    return done;
}

std::string new_install_id() {
    std::random_device random;
    std::string id;
    for (int digit = 0; digit < 32; ++digit) id.push_back("0123456789abcdef"[random() & 0xFU]);
    return id;
}

void remove_unfinished(const std::string& path) { remove_database(unfinished(path)); }

base::Outcome create_state(const std::string& path, const std::string& aside) {
    const auto made = unfinished(path);
    remove_unfinished(path);
    auto done = build(made, aside);
    // Journals without a database were left by a kill while the state was moved aside.
    if (done) done = move_aside(path, aside.empty() ? free_name_aside(path) : aside);
    if (done) done = take_place(made, path);
    if (!done) remove_unfinished(path);
    return done;
}

}  // namespace mailwatchd::store
