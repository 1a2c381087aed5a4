// A state file as version 0.1 left it, with schema 3: written by its statements, not by ours.
#pragma once

#include "raw.h"
#include "store/schema.h"
#include "support/readings.h"

#include <string>

namespace mailwatchd::store {

inline constexpr int old_standings = 40;

inline void old_state(const std::string& path) {
    const Raw file{path};
    file.run("pragma auto_vacuum = incremental; pragma journal_mode = wal; begin");
    for (int version = 0; version < 3; ++version) file.run(migrations.at(version));
    file.run("insert into meta values('install_id', '0123456789abcdef0123456789abcdef')");
    for (int id = 1; id <= old_standings; ++id) {
        const auto text = "host" + std::to_string(id) + ".example.org";
        const watch::Row row{{.subject = static_cast<watch::SubjectId>(id),
                              .reading = reading::relay.number,
                              .value = watch::value::refused,
                              .since = 1000},
                             {}};
        file.run("insert into subject values(" + std::to_string(id) + ", 0, '" + text + "', " +
                 std::to_string(row_seal(id * 16LL, text)) + ")");
        file.run("insert into standing values(" + std::to_string(id) +
                 ", 7, 0, 15, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, " +
                 std::to_string(row_seal(row)) + ")");
    }
    file.run("pragma user_version = 3; commit");
}

}  // namespace mailwatchd::store
