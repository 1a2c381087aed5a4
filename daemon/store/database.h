// A thin wrapper around SQLite. The first failure sticks until it is taken; until then queries
// return nothing, so that callers check once, at the end of a transaction. The failure's code tells
// the cause: malformed, the file is damaged; refused, the statement can never succeed; any other,
// it can succeed later.
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace mailwatchd::store {

class Database;

struct Blob {
    std::string_view bytes;
};

/// A running statement; its rows are read one by one.
class Query {
public:
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Moves to the next row. False at the end and after a failure.
    bool next();
    std::int64_t integer(int column) const;
    /// As `T`. A value that does not fit means that the file is damaged.
    template <std::integral T>
    T number(int column) const {
        const auto value = integer(column);
        if (!std::in_range<T>(value)) damaged();
        return static_cast<T>(value);
    }
    base::Instant instant(int column) const {
        return base::Instant{base::Duration{integer(column)}};
    }
    std::string text(int column) const;
    bool is_null(int column) const;

private:
    friend class Database;
    Query(Database& database, sqlite3_stmt* statement)
        : database_{database}, statement_{statement} {}
    void damaged() const;
    Database& database_;
    sqlite3_stmt* statement_;
};

/// SQLite's error in words, and what a person does about it.
base::Failure failure_of(int code, std::string_view message);

class Database {
public:
    Database() = default;
    ~Database() { close(); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    bool open(const std::string& path);
    void close();

    template <class... Values>
    Query query(const char* sql, const Values&... values) {
        auto* const statement = prepare(sql);
        int index = 0;
        (bind(statement, ++index, values), ...);
        return Query{*this, statement};
    }
    template <class... Values>
    void run(const char* sql, const Values&... values) {
        auto rows = query(sql, values...);
        while (rows.next()) {
        }
    }
    /// Runs several statements without parameters.
    void script(const char* sql);

    /// Runs all of `work` in one transaction, or nothing.
    template <class Work>
    base::Outcome transaction(const Work& work) {
        script("begin immediate");
        if (ok()) work();
        if (ok()) script("commit");
        return finish();
    }

    bool ok() const { return !failure_; }
    /// Reports unreadable data as damage, unless an earlier failure of the disk explains it.
    void fail_as_damaged(std::string_view what);
    std::optional<base::Failure> take_failure() { return std::exchange(failure_, std::nullopt); }
    bool is_refused() const { return failure_ && failure_->code == base::Errc::refused; }
    /// Reads all bytes of the file and its journal. False if the disk cannot.
    bool read_through();
    /// Closing leaves the journal as it is instead of merging it into the file.
    void keep_journal();
    /// Restores the failure that a transaction returned.
    void fail_with(base::Failure failure) { failure_ = std::move(failure); }
    /// The connection can no longer be trusted: close and open the file again (failure S4).
    bool is_suspect() const { return suspect_; }
    /// The file was checked again.
    void trust() { suspect_ = false; }
    /// For functions that need SQLite itself; null while closed.
    sqlite3* handle() const { return handle_; }

private:
    friend class Query;
    sqlite3_stmt* prepare(const char* sql);
    void bind(sqlite3_stmt* statement, int index, std::int64_t value);
    void bind(sqlite3_stmt* statement, int index, std::string_view text);
    void bind(sqlite3_stmt* statement, int index, Blob blob);
    template <std::integral T>
    void bind(sqlite3_stmt* statement, int index, T value) {
        bind(statement, index, static_cast<std::int64_t>(value));
    }
    void bind(sqlite3_stmt* statement, int index, base::Instant value) {
        bind(statement, index, std::int64_t{value.time_since_epoch().count()});
    }
    void bind(sqlite3_stmt* statement, int index, base::Duration value) {
        bind(statement, index, std::int64_t{value.count()});
    }
    template <class T>
    void bind(sqlite3_stmt* statement, int index, const std::optional<T>& value) {
        if (value) bind(statement, index, *value);  // Unbound is NULL.
    }
    void fail(int code);
    base::Outcome finish();

    sqlite3* handle_ = nullptr;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;  ///< By the literal's address.
    std::optional<base::Failure> failure_;
    bool suspect_ = false;
};

}  // namespace mailwatchd::store
