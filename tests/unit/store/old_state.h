// State files of version 0.1: written by its statements, not by ours.
#pragma once

#include "hosts.h"
#include "raw.h"
#include "store/schema.h"
#include "support/readings.h"

#include <string>
#include <vector>

namespace mailwatchd::store {

/// A state with the tables of `schema` and the rows written by `fill(file)`.
template <class Fill>
void write_state(const std::string& path, std::size_t schema, const Fill& fill) {
    const Raw file{path};
    file.run("pragma auto_vacuum = incremental; pragma journal_mode = wal; begin");
    for (std::size_t step = 0; step < schema; ++step) file.run(migrations.at(step));
    file.run("insert into meta values('install_id', '0123456789abcdef0123456789abcdef')");
    fill(file);
    file.run("pragma user_version = " + std::to_string(schema) + "; commit");
}

/// Of a row of `standing` before schema 7, with all its columns but the last.
inline std::string old_standing_checksum(const std::vector<std::int64_t>& columns) {
    return std::to_string(row_checksum(columns));
}

inline constexpr int old_standings = 40;

inline void fill_schema_3(const Raw& file) {
    for (int id = 1; id <= old_standings; ++id) {
        const auto text = host(id);
        file.run("insert into subject values(" + std::to_string(id) + ", 0, '" + text + "', " +
                 std::to_string(row_checksum(id * 16LL, text)) + ")");
        file.run("insert into standing values(" + std::to_string(id) +
                 ", 7, 0, 15, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, " +
                 old_standing_checksum({id, 7, 0, 15, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0}) + ")");
    }
}

inline void old_state(const std::string& path) { write_state(path, 3, fill_schema_3); }

}  // namespace mailwatchd::store
