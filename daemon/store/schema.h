// The tables, and the migration of older files.
#pragma once

#include <array>

namespace mailwatchd::store {

/// `migrations[n]` upgrades user_version n to n + 1. Never change a released one: append.
inline constexpr std::array migrations{
    // 1: times are Unix milliseconds, those of standings seconds; `seal` detects bit errors (S5).
    R"sql(
create table meta(key text primary key, value) without rowid;
create table subject(id integer primary key, kind, text unique, seal);
create table argument(id integer primary key, text unique, seal);
create table text(id integer primary key, body, seal);
create table target(subject integer primary key, kind, interval, next_due, last_round, paused,
    score);
create table rests_on(target, subject, roles, preference,
    primary key(target, subject)) without rowid;
create table observation(subject, kind, argument, taken_at, body,
    primary key(subject, kind, argument)) without rowid;
create table standing(subject, name, argument, value, candidate, streak, since, looked_at, run_at,
    reason, generation, flapping, born, recent, told, seal,
    primary key(subject, name, argument)) without rowid;
create table doubt(subject, name, argument, next_look, looks,
    primary key(subject, name, argument)) without rowid;
create table report(target, name, place, body, primary key(target, name)) without rowid;
create table score_history(target, at, score, primary key(target, at)) without rowid;
create table transition(seq integer primary key autoincrement, id text unique, at, subject, name,
    argument, kind, old, new, priority, evidence, targets_total, told);
create index transition_untold on transition(seq) where told = 0;
create index transition_at on transition(at);
create table transition_target(seq, target, what, unique(seq, target, what));
create table pace(address text primary key, last_session, blocked_until, patience) without rowid;
create table pace_port(address text, port, last_session, last_scheduled,
    primary key(address, port)) without rowid;
)sql",
    // 2: who paused a target, and since when one is no longer configured (failure F5).
    R"sql(
alter table target add column paused_at;
alter table target add column paused_why;
alter table target add column gone_at;
)sql",
    // 3: providers whose hosts get no active tests.
    R"sql(
create table kept_off(provider text primary key, until) without rowid;
)sql",
    // 4: findings acknowledged by operators.
    R"sql(
create table accepted(target, tag, subject, who, at, until, why,
    primary key(target, tag, subject)) without rowid;
)sql",
    // 5: subjects are unique by kind and text. A transition numbers its members, so that the first
    // of them can be read without the others. A row is in the queue until it is delivered.
    R"sql(
create table subject_of_kind(id integer primary key, kind, text, seal, unique(kind, text));
insert into subject_of_kind select id, kind, text, seal from subject;
drop table subject;
alter table subject_of_kind rename to subject;
create table transition_member(seq, role, place, text,
    primary key(seq, role, place)) without rowid;
insert into transition_member select seq, what <> '',
    row_number() over (partition by seq, what <> '' order by rowid),
    case what when '' then target else what end from transition_target;
create unique index transition_member_text on transition_member(seq, role, text);
drop table transition_target;
drop index transition_untold;
alter table transition rename column told to delivered;
alter table transition add column consequences_total;
create index transition_undelivered on transition(seq) where delivered = 0;
)sql",
    // 6: the words of version 0.2. A row whose checksum is wrong is left for `load` to find.
    R"sql(
update subject set text = 'dnsbl:' || substr(text, 6),
    seal = row_checksum(id * 16 + kind, 'dnsbl:' || substr(text, 6))
    where kind = 3 and substr(text, 1, 5) = 'zone:' and seal = row_checksum(id * 16 + kind, text);
update subject set text = 'prober', seal = row_checksum(id * 16 + kind, 'prober')
    where kind = 4 and seal = row_checksum(id * 16 + kind, text);
update transition set old = case old when 'well' then 'healthy' when 'ill' then 'unhealthy' else old end,
    new = case new when 'well' then 'healthy' when 'ill' then 'unhealthy' else new end
    where name = 13;
alter table accepted rename to acknowledged;
update acknowledged set subject = 'dnsbl:' || substr(subject, 6)
    where substr(subject, 1, 5) = 'zone:';
update acknowledged set tag = 'DNSBL_UNPROVEN' where tag = 'DNSBL_ZONE_UNPROVEN';
alter table doubt rename to pending_change;
alter table pending_change rename column next_look to next_recheck;
alter table pending_change rename column looks to rechecks;
alter table kept_off rename to provider_backoff;
alter table standing rename column told to reported;
alter table standing rename column seal to checksum;
alter table subject rename column seal to checksum;
alter table argument rename column seal to checksum;
alter table text rename column seal to checksum;
)sql",
    // 7: an address is one subject, whatever its hosts are called; the name by which it was seen
    // first is kept for people. Of several rows of an address, the first one's standings stay.
    R"sql(
alter table subject add column known_as;
update subject set known_as = '';
create table placed(id integer primary key, kind, text, known_as, stays);
insert into placed select id, kind,
    case when kind = 2 and instr(address, ':') > 0 then '[' || address || ']' else address end || rest,
    host, null
    from (select id, kind, substr(text, 1, instr(text, '[') - 1) as host,
        substr(text, instr(text, '[') + 1, instr(text, ']') - instr(text, '[') - 1) as address,
        substr(text, instr(text, ']') + 1) as rest
        from subject where kind in (1, 2) and instr(text, '[') > 1 and instr(text, ']') > 0
        and checksum = row_checksum(id * 16 + kind, text));
update placed set stays =
    (select min(id) from placed other where other.kind = placed.kind and other.text = placed.text);
delete from standing where subject in (select id from placed where id <> stays);
delete from pending_change where subject in (select id from placed where id <> stays);
delete from observation where subject in (select id from placed where id <> stays);
insert or ignore into rests_on select target, stays, roles, preference
    from rests_on join placed on placed.id = rests_on.subject where id <> stays;
delete from rests_on where subject in (select id from placed where id <> stays);
update transition set subject = (select stays from placed where id = transition.subject)
    where subject in (select id from placed where id <> stays);
delete from subject where id in (select id from placed where id <> stays);
update subject set (text, known_as, checksum) = (select p.text, p.known_as,
    row_checksum(p.id * 16 + p.kind, p.text || p.known_as) from placed p where p.id = subject.id)
    where id in (select id from placed);
drop table placed;
)sql",
    // 8: changes of one cause are one entry. The entry is the first change; it is open until no
    // other can join it.
    R"sql(
alter table transition add column part_of;
alter table transition add column is_open;
update transition set is_open = 0;
create index transition_part_of on transition(part_of) where part_of is not null;
create index transition_open on transition(id) where is_open = 1;
)sql",
    // 9: the times of a standing's latest changes instead of the order of its latest observations;
    // since when and how often a check has been inconclusive. A change is at * 2^32 + the number of
    // the value that it ended. A row whose checksum is wrong stays so.
    R"sql(
create table standing_with_times(subject, name, argument, value, candidate, streak, since, looked_at,
    run_at, reason, generation, flapping, born, reported, reported_at, change_1, change_2, change_3,
    change_4, checksum, primary key(subject, name, argument)) without rowid;
insert into standing_with_times select subject, name, argument, value, candidate, streak, since,
    looked_at, run_at, reason, generation, flapping, born, reported, 0, 0, 0, 0, 0,
    case checksum when row_checksum(subject, name, argument, value, candidate, streak, since,
        looked_at, run_at, reason, generation, flapping, born, recent, reported)
    then row_checksum(subject, name, argument, value, candidate, streak, since, looked_at, run_at,
        reason, generation, flapping, born, reported, 0, 0, 0, 0, 0)
    else ~row_checksum(subject, name, argument, value, candidate, streak, since, looked_at, run_at,
        reason, generation, flapping, born, reported, 0, 0, 0, 0, 0) end
    from standing;
drop table standing;
alter table standing_with_times rename to standing;
alter table report add column inconclusive_since;
alter table report add column inconclusive_runs;
)sql",
};

}  // namespace mailwatchd::store
