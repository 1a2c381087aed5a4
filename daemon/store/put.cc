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
        db.run("insert or ignore into subject values(?, ?, ?, ?)", id, kind,
               string_view{subject.text}, row_checksum(id * 16LL + kind, subject.text));
    }
    for (const auto& [id, text] : words.arguments)
        db.run("insert or ignore into argument values(?, ?, ?)", id, string_view{text},
               row_checksum(id, text));
    for (const auto& [id, text] : words.texts)
        db.run("insert or ignore into text values(?, ?, ?)", id, Blob{text},
               row_checksum(id, text));
}

void put_standing(Database& db, const watch::Row& row) {
    const auto& s = row.standing;
    const auto& h = row.history;
    db.run("insert or replace into standing values(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", s.subject,
           s.reading, s.argument, s.value, s.candidate, s.streak, s.since, s.looked_at, s.run_at,
           static_cast<int>(s.reason), s.generation, s.flapping, h.born, h.recent, h.reported,
           row_checksum(row));
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
        " priority, evidence, targets_total, consequences_total, delivered)"
        " values(?, ?, (select id from subject where kind = ? and text = ?), ?,"
        " (select id from argument where text = ?), ?, ?, ?, ?, ?, ?, ?, 0)",
        string_view{made.id}, made.at, static_cast<int>(made.subject.kind),
        string_view{made.subject.text}, made.reading->number, string_view{made.argument},
        made.kind->number, Blob{made.old_value}, Blob{made.new_value}, made.priority,
        Blob{made.evidence}, made.targets_total, made.consequences_total);
    for (const auto& target : made.targets) put_member(db, made.id, Member::target, target);
    for (const auto& what : made.consequences) put_member(db, made.id, Member::consequence, what);
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
        db.run("insert or replace into report values(?, ?, ?, ?)", record.target,
               string_view{check.check}, ++place, Blob{body});
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
    return row_checksum(std::array<std::int64_t, 15>{
        s.subject, s.reading, s.argument, s.value, s.candidate, s.streak, s.since, s.looked_at,
        s.run_at, static_cast<int>(s.reason), s.generation, s.flapping, h.born, h.recent,
        h.reported});
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
    for (const auto& [id, what] : record.consequences)
        put_member(db, id, Member::consequence, what);
}

}  // namespace mailwatchd::store
