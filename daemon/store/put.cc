// Writes batches, observations and targets, each inside a transaction that the caller opened.
#include "store/codec.h"
#include "store/parts.h"
#include "store/stored_report.h"

#include <array>

namespace mailwatchd::store {

namespace {

using std::string_view;

void put_words(Database& db, const watch::WordList& words) {
    for (const auto& [id, subject] : words.subjects) {
        const auto kind = static_cast<int>(subject.kind);
        db.run("insert or ignore into subject values(?, ?, ?, ?, ?)", id, kind,
               string_view{subject.text},
               row_checksum(id * 16LL + kind, subject.text + subject.known_as),
               string_view{subject.known_as});
    }
    for (const auto& [id, text] : words.arguments)
        db.run("insert or ignore into argument values(?, ?, ?)", id, string_view{text},
               row_checksum(id, text));
    for (const auto& [id, text] : words.texts)
        db.run("insert or ignore into text values(?, ?, ?)", id, Blob{text},
               row_checksum(id, text));
}

/// As the columns change_1 to change_4 hold it.
std::int64_t packed(const watch::PastChange& change) {
    return (std::int64_t{change.at} << 32) | change.from;
}

void put_standing(Database& db, const watch::Row& row) {
    const auto& s = row.standing;
    const auto& h = row.history;
    db.run("insert or replace into standing values(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
           s.subject, s.reading, s.argument, s.value, s.candidate, s.streak, s.since, s.looked_at,
           s.run_at, static_cast<int>(s.reason), s.generation, s.flapping, h.born, h.reported,
           h.reported_at, packed(h.changes[0]), packed(h.changes[1]), packed(h.changes[2]),
           packed(h.changes[3]), row_checksum(row));
}

/// Each once, in order of arrival.
void put_member(Database& db, const std::string& id, Member role, const std::string& text) {
    db.run(
        "insert or ignore into transition_member select seq, ?2,"
        " 1 + coalesce((select max(place) from transition_member m where m.seq = t.seq"
        " and m.role = ?2), 0), ?3 from transition t where id = ?1",
        string_view{id}, static_cast<int>(role), string_view{text});
}

void put_transition(Database& db, const model::Transition& made) {
    db.run(
        "insert or ignore into transition(id, at, subject, name, argument, kind, old, new,"
        " priority, evidence, targets_total, consequences_total, delivered, part_of, is_open)"
        " values(?, ?, (select id from subject where kind = ? and text = ?), ?,"
        " (select id from argument where text = ?), ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?)",
        string_view{made.id}, made.at, static_cast<int>(made.subject.kind),
        string_view{made.subject.text}, made.reading->number, string_view{made.argument},
        made.kind->number, Blob{made.old_value}, Blob{made.new_value}, made.priority,
        Blob{made.evidence}, made.targets_total, made.consequences_total, !made.part_of.empty(),
        string_view{made.part_of}, made.is_open);
    const auto& entry = made.part_of.empty() ? made.id : made.part_of;
    for (const auto& target : made.targets) put_member(db, entry, Member::target, target);
    if (!made.part_of.empty())
        put_member(db, entry, Member::change, model::full_place(made.subject, made.argument));
    for (const auto& what : made.consequences) put_member(db, entry, Member::consequence, what);
}

/// Moves an open entry to the end of the history, where it is read.
void close_entry(Database& db, const watch::ClosedEntry& entry) {
    const string_view id{entry.id};
    constexpr auto next = "(select seq + 1 from sqlite_sequence where name = 'transition')";
    static const auto move_members =
        "update transition_member set seq = " + std::string{next} +
        " where seq = (select seq from transition where id = ? and is_open = 1)";
    static const auto move_entry = "update transition set seq = " + std::string{next} +
                                   ", is_open = 0, targets_total = max(targets_total, ?)"
                                   " where id = ? and is_open = 1";
    db.run(move_members.c_str(), id);
    db.run(move_entry.c_str(), entry.targets_total, id);
    db.run(
        "update sqlite_sequence set seq = max(seq, (select seq from transition where id = ?))"
        " where name = 'transition'",
        id);
}

void put_key(Database& db, const char* sql, const watch::Key& key) {
    db.run(sql, key.subject, key.reading, key.argument);
}

StoredReport stored(const model::CheckState& check) {
    const auto& report = check.report;
    StoredReport kept;
    kept.verdict = report.verdict;
    kept.reason = report.reason;
    kept.score = report.score;
    for (const auto& finding : report.findings)
        kept.findings.push_back(
            {std::string{finding.kind->tag}, finding.subject, finding.evidence, finding.detail});
    for (const auto& [subject, name, value, unit] : report.measurements)
        kept.measurements.push_back({subject, std::string{name}, value, std::string{unit}});
    kept.concluded = check.concluded;
    kept.concluded_at = check.concluded_at;
    kept.last_reason = check.last_reason;
    kept.last_run = check.last_run;
    return kept;
}

void put_reports(Database& db, const TargetRecord& record) {
    db.run("delete from report where target = ?", record.target);
    int place = 0;
    for (const auto& check : record.state.checks) {
        const auto body = encode(stored(check));
        db.run("insert or replace into report values(?, ?, ?, ?, ?, ?)", record.target,
               string_view{check.check}, ++place, Blob{body}, check.inconclusive_since,
               check.inconclusive_runs);
    }
}

void put_acknowledged(Database& db, const TargetRecord& record) {
    db.run("delete from acknowledged where target = ?", record.target);
    for (const auto& [tag, subject, who, at, until, why] : record.state.acknowledged)
        db.run("insert or replace into acknowledged values(?, ?, ?, ?, ?, ?, ?)", record.target,
               string_view{tag}, string_view{subject}, string_view{who}, at, until,
               string_view{why});
}

}  // namespace

std::int64_t row_checksum(std::span<const std::int64_t> numbers) {
    Writer writer;
    for (const auto number : numbers) writer.number(static_cast<std::uint64_t>(number));
    return static_cast<std::int64_t>(checksum_of(writer.take()));
}

std::int64_t row_checksum(std::int64_t number, string_view text) {
    return row_checksum(std::array{number, static_cast<std::int64_t>(checksum_of(text))});
}

std::int64_t row_checksum(const watch::Row& row) {
    const auto& s = row.standing;
    const auto& h = row.history;
    return row_checksum(std::array<std::int64_t, 19>{
        s.subject, s.reading, s.argument, s.value, s.candidate, s.streak, s.since, s.looked_at,
        s.run_at, static_cast<int>(s.reason), s.generation, s.flapping, h.born, h.reported,
        h.reported_at, packed(h.changes[0]), packed(h.changes[1]), packed(h.changes[2]),
        packed(h.changes[3])});
}

void put_batch(Database& db, const watch::Batch& batch) {
    put_words(db, batch.words);
    for (const auto& row : batch.standings) put_standing(db, row);
    for (const auto& key : batch.settled)
        put_key(db, "delete from pending_change where subject = ? and name = ? and argument = ?",
                key);
    for (const auto& pending : batch.pending_changes)
        db.run("insert or replace into pending_change values(?, ?, ?, ?, ?)", pending.key.subject,
               pending.key.reading, pending.key.argument, pending.stored_as, pending.rechecks);
    for (const auto& transition : batch.transitions) put_transition(db, transition);
    for (const auto& entry : batch.closed_entries) close_entry(db, entry);
}

void close_open_entries(Database& db) {
    std::vector<watch::ClosedEntry> open;
    {
        auto rows = db.query("select id from transition where is_open = 1 order by seq");
        while (rows.next()) open.push_back({rows.text(0), nullptr, 0});
    }
    for (const auto& entry : open) close_entry(db, entry);
}

void put_observed(Database& db, std::span<const Observed> seen) {
    for (const auto& [subject, argument, kind, taken_at, value, encode] : seen) {
        const auto body = encode(value.get());
        db.run("insert or replace into observation values(?, ?, ?, ?, ?)", subject, kind, argument,
               taken_at, Blob{body});
    }
}

void put_target(Database& db, const TargetRecord& record) {
    const auto& state = record.state;
    db.run(
        "insert or replace into target(subject, kind, interval, next_due, last_round, paused,"
        " score, paused_at, paused_why) values(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        record.target, static_cast<int>(state.target.kind), state.interval, state.next_due,
        state.last_round, state.paused, state.score, state.paused_at,
        string_view{state.paused_why});
    db.run("delete from rests_on where target = ?", record.target);
    for (const auto& [subject, roles, preference] : record.rests_on)
        db.run("insert or replace into rests_on values(?, ?, ?, ?)", record.target, subject,
               roles.bits, preference);
    put_reports(db, record);
    put_acknowledged(db, record);
    if (record.scored)
        db.run("insert or replace into score_history values(?, ?, ?)", record.target,
               *record.scored, state.score);
    for (const auto& [id, what, priority] : record.consequences) {
        put_member(db, id, Member::consequence, what);
        db.run("update transition set priority = min(priority, ?) where id = ?", priority,
               string_view{id});
    }
}

}  // namespace mailwatchd::store
