#include "store/database.h"

#include <sqlite3.h>

#include <vector>

namespace mailwatchd::store {

namespace {

base::Errc errc_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return base::Errc::malformed;
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG: return base::Errc::refused;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN: return base::Errc::not_allowed;
        default: return base::Errc::no_resources;  // Full, I/O error, busy, out of memory.
    }
}

/// After these errors the file may lack what the connection holds in memory.
bool suggests_damage(int code) {
    switch (code & 0xFF) {
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return true;
        default: return false;
    }
}

/// SQLite's error code. A file that ends early is not one of the disk.
int read_all(sqlite3_file& file) {
    constexpr int piece_bytes = 65536;
    std::vector<char> piece(piece_bytes);
    sqlite3_int64 size = 0;
    if (const int code = file.pMethods->xFileSize(&file, &size); code != SQLITE_OK) return code;
    for (sqlite3_int64 at = 0; at < size; at += piece_bytes) {
        const int code = file.pMethods->xRead(&file, piece.data(), piece_bytes, at);
        if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return code;
    }
    return SQLITE_OK;
}

/// "" if the error says nothing that helps.
std::string_view remedy_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL: return "free space on its file system";
        case SQLITE_IOERR:
            return "look for errors of its disk in the kernel log, and for a full file system";
        case SQLITE_NOMEM: return "free memory or raise the limit of the service";
        case SQLITE_CANTOPEN:
            return "check the permissions of its directory and the limit of open files";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH: return "make the file and its directory writable for the daemon";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL: return "end the other program that has it open";
        default: return "";
    }
}

}  // namespace

base::Failure failure_of(int code, std::string_view message) {
    auto detail = "store: " + std::string{message} + " (" + std::to_string(code) + ")";
    if (const auto remedy = remedy_of(code); !remedy.empty()) detail.append(": ").append(remedy);
    return {errc_of(code), detail};
}

Query::~Query() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Query::next() {
    if (statement_ == nullptr || !database_.ok()) return false;
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code);
    return code == SQLITE_ROW;
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string{} : std::string{bytes, size};
}

bool Query::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Query::damaged() const { database_.fail_as_damaged("a number out of range"); }

bool Database::open(const std::string& path) {
    close();
    failure_.reset();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr); code != SQLITE_OK)
        fail(code);
    return ok();
}

void Database::close() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    statements_.clear();
    sqlite3_close(handle_);
    handle_ = nullptr;
}

sqlite3_stmt* Database::prepare(const char* sql) {
    if (!ok()) return nullptr;
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        fail(code);
        return nullptr;
    }
    statements_.emplace(sql, statement);
    return statement;
}

void Database::bind(sqlite3_stmt* statement, int index, std::int64_t value) {
    if (statement == nullptr) return;
    if (const int code = sqlite3_bind_int64(statement, index, value); code != SQLITE_OK) fail(code);
}

void Database::bind(sqlite3_stmt* statement, int index, std::string_view text) {
    if (statement == nullptr) return;
    const char* const bytes = text.data() != nullptr ? text.data() : "";
    const int code =
        sqlite3_bind_text64(statement, index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) fail(code);
}

void Database::bind(sqlite3_stmt* statement, int index, Blob blob) {
    if (statement == nullptr) return;
    const char* const bytes = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
    const int code =
        sqlite3_bind_blob64(statement, index, bytes, blob.bytes.size(), SQLITE_TRANSIENT);
    if (code != SQLITE_OK) fail(code);
}

void Database::script(const char* sql) {
    if (!ok()) return;
    if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail(code);
}

void Database::fail(int code) {
    if (suggests_damage(code)) suspect_ = true;
    if (failure_) return;
    failure_ =
        failure_of(code, handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
}

bool Database::read_through() {
    for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
        sqlite3_file* file = nullptr;
        sqlite3_file_control(handle_, "main", which, static_cast<void*>(&file));
        if (file == nullptr || file->pMethods == nullptr) continue;
        if (const int code = read_all(*file); code != SQLITE_OK) fail(code);
    }
    return ok();
}

void Database::keep_journal() {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::fail_as_damaged(std::string_view what) {
    if (!ok()) return;
    failure_ = base::Failure{base::Errc::malformed, "store: " + std::string{what}};
}

base::Outcome Database::finish() {
    if (handle_ != nullptr && sqlite3_get_autocommit(handle_) == 0)
        sqlite3_exec(handle_, "rollback", nullptr, nullptr, nullptr);
    if (auto failure = take_failure()) return *failure;
    return {};
}

}  // namespace mailwatchd::store
