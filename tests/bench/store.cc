// A commit of 60 standings, compared with the same 60 rows through plain SQLite.
#include "store/store.h"

#include "support/readings.h"
#include "watch/standing_table.h"

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <filesystem>
#include <unistd.h>

namespace mailwatchd::store {
namespace {

constexpr std::uint32_t rows = 60;

/// On the disk of the temporary folder, because the syncs take the time.
std::string folder() {
    const auto path =
        std::filesystem::temp_directory_path() / ("mailwatchd-bench-" + std::to_string(::getpid()));
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    return path;
}

void store_commit_60(benchmark::State& state) {
    const auto path = folder();
    {
        const auto store = Store::open(path + "/state.db", test::reading_kinds()).value();
        watch::Batch batch;
        batch.standings.resize(rows);
        for (auto _ : state) {
            for (std::uint32_t i = 0; i < rows; ++i) {
                batch.standings[i].standing.subject = i + 1;
                ++batch.standings[i].standing.run_at;
            }
            if (!store->commit(batch)) state.SkipWithError("commit");
        }
    }
    std::filesystem::remove_all(path);
}
BENCHMARK(store_commit_60)->Unit(benchmark::kMillisecond)->UseRealTime();

void store_commit_60_floor_sqlite(benchmark::State& state) {
    const auto path = folder();
    sqlite3* db = nullptr;
    sqlite3_open((path + "/floor.db").c_str(), &db);
    sqlite3_exec(db,
                 "pragma locking_mode=exclusive; pragma journal_mode=wal; pragma synchronous=full;"
                 "create table t(subject, name, argument, a, b, primary key(subject, name, "
                 "argument)) without rowid",
                 nullptr, nullptr, nullptr);
    sqlite3_stmt* put = nullptr;
    sqlite3_prepare_v2(db, "insert or replace into t values(?, 1, 0, ?, 3)", -1, &put, nullptr);
    sqlite3_int64 round = 0;
    for (auto _ : state) {
        sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
        for (std::uint32_t i = 0; i < rows; ++i) {
            sqlite3_bind_int64(put, 1, i + 1);
            sqlite3_bind_int64(put, 2, ++round);
            sqlite3_step(put);
            sqlite3_reset(put);
        }
        sqlite3_exec(db, "commit", nullptr, nullptr, nullptr);
    }
    sqlite3_finalize(put);
    sqlite3_close(db);
    std::filesystem::remove_all(path);
}
BENCHMARK(store_commit_60_floor_sqlite)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace mailwatchd::store
