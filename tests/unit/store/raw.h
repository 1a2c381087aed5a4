// A state file that is modified without the store.
#pragma once

#include "store/parts.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

namespace mailwatchd::store {

class Raw {
public:
    explicit Raw(const std::string& path) {
        EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
        run("pragma locking_mode = exclusive");
    }
    ~Raw() { sqlite3_close(handle_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    void run(const std::string& sql) const {
        char* problem = nullptr;
        EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
            << (problem != nullptr ? problem : "");
        sqlite3_free(problem);
    }
    /// The first value of each row.
    std::vector<std::string> column(const std::string& sql) const {
        sqlite3_stmt* rows = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &rows, nullptr), SQLITE_OK) << sql;
        std::vector<std::string> found;
        while (sqlite3_step(rows) == SQLITE_ROW) {
            const auto* const text = sqlite3_column_text(rows, 0);
            found.emplace_back(text != nullptr ? reinterpret_cast<const char*>(text) : "");
        }
        sqlite3_finalize(rows);
        return found;
    }
    /// The first value of the first row.
    std::string value(const std::string& sql) const {
        const auto found = column(sql);
        return found.empty() ? "" : found.front();
    }

private:
    sqlite3* handle_ = nullptr;
};

}  // namespace mailwatchd::store
