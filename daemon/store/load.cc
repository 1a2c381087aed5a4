// Reads the state at a start. Every row must match its checksum. A number unknown to this version
// is not damage: a newer version wrote it, and the row is left for that version.
#include "store/load.h"

#include <algorithm>

namespace mailwatchd::store {

namespace {

void hold(Database& db, const Query& row, int column, std::int64_t checksum) {
    if (row.integer(column) != checksum) db.fail_as_damaged("row checksum mismatch");
}

void load_subjects(Database& db, Known& known, watch::WordList& words) {
    auto rows = db.query("select id, kind, text, checksum, known_as from subject order by id");
    while (rows.next()) {
        const auto id = rows.number<std::uint32_t>(0);
        hold(db, rows, 3, row_checksum(id * 16LL + rows.integer(1), rows.text(2) + rows.text(4)));
        words.last_subject = std::max(words.last_subject, id);
        if (const auto kind = known.number<model::Subject::Kind>(rows, 1))
            words.subjects.push_back({id, {*kind, rows.text(2), rows.text(4)}});
        else
            known.unknown_subjects.insert(id);
    }
}

watch::WordList load_words(Database& db, Known& known) {
    watch::WordList words;
    load_subjects(db, known, words);
    auto arguments = db.query("select id, text, checksum from argument order by id");
    while (arguments.next()) {
        const auto id = arguments.number<watch::ArgumentId>(0);
        hold(db, arguments, 2, row_checksum(id, arguments.text(1)));
        words.arguments.push_back({id, arguments.text(1)});
    }
    auto texts = db.query("select id, body, checksum from text order by id");
    while (texts.next()) {
        const auto id = texts.number<watch::ValueId>(0);
        hold(db, texts, 2, row_checksum(id, texts.text(1)));
        words.texts.push_back({id, texts.text(1)});
    }
    return words;
}

/// Over the columns before `end`, in the way put.cc computes it.
std::int64_t checksum_of_columns(const Query& row, int end) {
    std::vector<std::int64_t> numbers;
    numbers.reserve(static_cast<std::size_t>(end));
    for (int column = 0; column < end; ++column) numbers.push_back(row.integer(column));
    return row_checksum(numbers);
}

/// Whether a value has a fixed number that this version does not know.
bool is_newer_value(watch::ValueId id) {
    return id >= watch::known_values.size() && id < watch::first_text_id;
}

/// Reads everything except the name and the reason, which may come from a newer version.
watch::Row read_standing(const Query& row) {
    watch::Row read;
    auto& [s, h] = read;
    s.subject = row.number<watch::SubjectId>(0);
    s.argument = row.number<watch::ArgumentId>(2);
    s.value = row.number<watch::ValueId>(3);
    s.candidate = row.number<watch::ValueId>(4);
    s.streak = row.number<std::uint8_t>(5);
    s.since = row.number<watch::Seconds>(6);
    s.looked_at = row.number<std::uint32_t>(7);
    s.run_at = row.number<watch::Seconds>(8);
    s.generation = row.number<std::uint16_t>(10);
    s.flapping = row.integer(11) != 0;
    h.born = row.number<watch::Seconds>(12);
    h.reported = row.number<watch::ValueId>(13);
    h.reported_at = row.number<watch::Seconds>(14);
    for (int column = 15; auto& change : h.changes) {
        const auto packed = static_cast<std::uint64_t>(row.integer(column++));  // schema.h
        change = {static_cast<watch::Seconds>(packed >> 32), static_cast<watch::ValueId>(packed)};
    }
    return read;
}

/// Whether this version knows all of a standing's numbers; counts the row if not.
bool is_known(const Query& row, watch::Row& read, Known& known) {
    auto& [s, h] = read;
    const auto name = known.reading(row, 1);
    if (!name) return false;
    s.reading = *name;
    const auto reason = known.number<model::Reason>(row, 9);
    const bool newer = is_newer_value(s.value) || is_newer_value(s.candidate) ||
                       is_newer_value(h.reported) ||
                       std::ranges::any_of(h.changes, is_newer_value, &watch::PastChange::from) ||
                       known.unknown_subjects.contains(s.subject);
    if (reason && newer) ++known.unknown_rows;
    if (reason && !newer)
        s.reason = *reason;
    else
        known.unknown_standings.insert(s.key().packed());
    return reason && !newer;
}

std::vector<watch::Row> load_standings(Database& db, Known& known) {
    std::vector<watch::Row> found;
    auto rows = db.query(
        "select subject, name, argument, value, candidate, streak, since, looked_at, run_at,"
        " reason, generation, flapping, born, reported, reported_at, change_1, change_2, change_3,"
        " change_4, checksum from standing order by subject, name, argument");
    constexpr int checksum = 19;
    while (rows.next()) {
        hold(db, rows, checksum, checksum_of_columns(rows, checksum));
        auto row = read_standing(rows);
        if (is_known(rows, row, known)) found.push_back(row);
    }
    return found;
}

std::vector<watch::PendingChange> load_pending_changes(Database& db, Known& known) {
    std::vector<watch::PendingChange> found;
    auto rows =
        db.query("select subject, name, argument, next_recheck, rechecks from pending_change");
    while (rows.next()) {
        const auto name = known.reading(rows, 1);
        if (!name) continue;
        const watch::Key key{rows.number<watch::SubjectId>(0), *name,
                             rows.number<watch::ArgumentId>(2)};
        if (known.unknown_subjects.contains(key.subject) ||
            known.unknown_standings.contains(key.packed()))
            ++known.unknown_rows;
        else
            found.push_back({key, {}, rows.instant(3), rows.number<std::uint8_t>(4)});
    }
    return found;
}

/// Checks that every number refers to an existing word, so that later lookups succeed.
void hold_together(Database& db, const watch::Memory& memory) {
    const auto known = [](const auto& words, std::uint32_t id) {
        const auto at =
            std::ranges::lower_bound(words, id, {}, [](const auto& word) { return word.id; });
        return at != words.end() && at->id == id;
    };
    const auto& words = memory.words;
    const auto value = [&](watch::ValueId id) {
        return id < watch::known_values.size() || known(words.texts, id);
    };
    const auto key = [&](const watch::Key& k) {
        return known(words.subjects, k.subject) &&
               (k.argument == 0 || known(words.arguments, k.argument));
    };
    for (const auto& [s, h] : memory.standings)
        if (!key(s.key()) || !value(s.value) || !value(s.candidate) || !value(h.reported) ||
            !std::ranges::all_of(h.changes, value, &watch::PastChange::from))
            db.fail_as_damaged("reference to a missing row");
    for (const auto& pending : memory.pending_changes)
        if (!key(pending.key)) db.fail_as_damaged("reference to a missing row");
}

void load_observations(Database& db, std::uint16_t kind, std::vector<Stored>& found) {
    auto rows =
        db.query("select subject, argument, taken_at, body from observation where kind = ?", kind);
    while (rows.next())
        found.push_back(
            {{rows.number<watch::SubjectId>(0), kind, rows.number<watch::ArgumentId>(1)},
             rows.instant(2),
             rows.text(3)});
}

/// Deletes words that nothing refers to. Possible only at the start: while the daemon runs, numbers
/// are never taken back.
void drop_unused_words(Database& db) {
    db.run(
        "delete from text where id not in (select value from standing union"
        " select candidate from standing union select reported from standing union"
        " select change_1 & 0xffffffff from standing union"
        " select change_2 & 0xffffffff from standing union"
        " select change_3 & 0xffffffff from standing union"
        " select change_4 & 0xffffffff from standing)");
    db.run(
        "delete from subject where id not in (select subject from standing union"
        " select subject from pending_change union select subject from observation union"
        " select subject from target union select subject from rests_on union"
        " select subject from transition)");
}

}  // namespace

Loaded load_all(Store::Parts& parts, const KindOf& kind_of, std::span<const std::uint16_t> kinds) {
    auto& db = parts.db;
    Known known{*parts.kinds};
    drop_unused_words(db);
    close_open_entries(db);
    Loaded loaded;
    loaded.install_id = parts.install_id;
    loaded.memory.words = load_words(db, known);
    loaded.memory.standings = load_standings(db, known);
    loaded.memory.pending_changes = load_pending_changes(db, known);
    if (db.ok()) hold_together(db, loaded.memory);
    loaded.targets = load_targets(parts, kind_of, known);
    for (const auto kind : kinds) load_observations(db, kind, loaded.observations);
    loaded.pace = load_pace(db);
    loaded.backoffs = load_backoffs(db);
    loaded.unknown_rows = known.unknown_rows + count_unknown_transitions(db);
    return loaded;
}

}  // namespace mailwatchd::store
