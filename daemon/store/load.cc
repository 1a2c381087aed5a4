// Reading everything back at a start. Nothing is believed that its seal does not vouch for.
#include "store/parts.h"

#include <algorithm>

namespace mailwatchd::store {

namespace {

/// An enumerator from a column; damage where there is no such one.
template <class E>
E enumerator(Database& db, const Query& row, int column, E most) {
    const auto value = row.integer(column);
    if (value >= 0 && value <= static_cast<std::int64_t>(most)) return static_cast<E>(value);
    db.fail_as_damaged("no such enumerator");
    return {};
}

model::ReadingName reading_name(Database& db, const Query& row, int column) {
    const auto name = enumerator(db, row, column, model::last_reading_name);
    if (static_cast<int>(name) == 0) db.fail_as_damaged("no such reading");
    return name;
}

template <class T>
std::optional<T> nullable(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.number<T>(column)};
}

std::optional<base::Instant> nullable_instant(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.instant(column)};
}

void hold(Database& db, const Query& row, int column, std::int64_t seal) {
    if (row.integer(column) != seal) db.fail_as_damaged("a row was changed");
}

watch::WordList load_words(Database& db) {
    watch::WordList words;
    auto subjects = db.query("select id, kind, text, seal from subject order by id");
    while (subjects.next()) {
        const auto id = subjects.number<std::uint32_t>(0);
        const auto kind = enumerator(db, subjects, 1, model::Subject::Kind::vantage);
        hold(db, subjects, 3, row_seal(id * 16LL + static_cast<int>(kind), subjects.text(2)));
        if (db.ok()) words.subjects.push_back({id, {kind, subjects.text(2)}});
    }
    auto arguments = db.query("select id, text, seal from argument order by id");
    while (arguments.next()) {
        const auto id = arguments.number<watch::ArgumentId>(0);
        hold(db, arguments, 2, row_seal(id, arguments.text(1)));
        if (db.ok()) words.arguments.push_back({id, arguments.text(1)});
    }
    auto texts = db.query("select id, body, seal from text order by id");
    while (texts.next()) {
        const auto id = texts.number<watch::ValueId>(0);
        hold(db, texts, 2, row_seal(id, texts.text(1)));
        if (db.ok()) words.texts.push_back({id, texts.text(1)});
    }
    return words;
}

std::vector<watch::Row> load_standings(Database& db) {
    std::vector<watch::Row> found;
    auto rows = db.query(
        "select subject, name, argument, value, candidate, streak, since, looked_at, run_at, "
        "reason,"
        " generation, flapping, born, recent, told, seal from standing order by subject, name, "
        "argument");
    while (rows.next()) {
        auto& [s, h] = found.emplace_back();
        s.subject = rows.number<watch::SubjectId>(0);
        s.name = reading_name(db, rows, 1);
        s.argument = rows.number<watch::ArgumentId>(2);
        s.value = rows.number<watch::ValueId>(3);
        s.candidate = rows.number<watch::ValueId>(4);
        s.streak = rows.number<std::uint8_t>(5);
        s.since = rows.number<watch::Seconds>(6);
        s.looked_at = rows.number<watch::Seconds>(7);
        s.run_at = rows.number<watch::Seconds>(8);
        s.reason = enumerator(db, rows, 9, model::Reason::interrupted);
        s.generation = rows.number<std::uint16_t>(10);
        s.flapping = rows.integer(11) != 0;
        h.born = rows.number<watch::Seconds>(12);
        h.recent = rows.number<std::uint32_t>(13);
        h.told = rows.number<watch::ValueId>(14);
        hold(db, rows, 15, row_seal(found.back()));
    }
    return found;
}

std::vector<watch::Doubt> load_doubts(Database& db) {
    std::vector<watch::Doubt> found;
    auto rows = db.query("select subject, name, argument, next_look, looks from doubt");
    while (rows.next())
        found.push_back({{rows.number<watch::SubjectId>(0), reading_name(db, rows, 1),
                          rows.number<watch::ArgumentId>(2)},
                         rows.instant(3),
                         rows.number<std::uint8_t>(4)});
    return found;
}

/// Every number must be one of a word, or later look-ups would find none.
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
        if (!key(s.key()) || !value(s.value) || !value(s.candidate) || !value(h.told))
            db.fail_as_damaged("a word is missing");
    for (const auto& doubt : memory.doubts)
        if (!key(doubt.key)) db.fail_as_damaged("a word is missing");
}

class Reports {
public:
    Reports(Store::Parts& parts, const KindOf& kind_of) : parts_{parts}, kind_of_{kind_of} {}

    std::vector<model::CheckState> of(watch::SubjectId target) {
        std::vector<model::CheckState> checks;
        auto rows = parts_.db.query("select name, body from report where target = ? order by place",
                                    target);
        while (rows.next())
            if (const auto kept =
                    decode<StoredReport>(rows.text(1)))  // Else: run again soon enough.
                checks.push_back(restored(rows.text(0), *kept));
        return checks;
    }

private:
    model::CheckState restored(const std::string& name, const StoredReport& kept) {
        model::CheckState check;
        check.check = name;
        check.report.verdict = kept.verdict;
        check.report.reason = kept.reason;
        check.report.score = kept.score;
        for (const auto& [tag, subject, evidence] : kept.findings) {
            const auto* const kind = kind_of_ ? kind_of_(tag) : nullptr;
            check.report.findings.push_back(
                {kind != nullptr ? kind : parts_.arena.unknown_kind(tag), subject, evidence});
        }
        for (const auto& [subject, what, value, unit] : kept.measurements)
            check.report.measurements.push_back(
                {subject, parts_.arena.text(what), value, parts_.arena.text(unit)});
        check.concluded = kept.concluded;
        check.concluded_at = kept.concluded_at;
        check.last_reason = kept.last_reason;
        check.last_run = kept.last_run;
        return check;
    }

    Store::Parts& parts_;
    const KindOf& kind_of_;
};

std::vector<Rest> load_rests(Database& db, watch::SubjectId target) {
    std::vector<Rest> rests;
    auto rows =
        db.query("select subject, roles, preference from rests_on where target = ?", target);
    while (rows.next())
        rests.push_back({rows.number<watch::SubjectId>(0),
                         {rows.number<std::uint8_t>(1)},
                         nullable<int>(rows, 2)});
    return rests;
}

std::vector<model::Acceptance> load_accepted(Database& db, watch::SubjectId target) {
    std::vector<model::Acceptance> found;
    auto rows =
        db.query("select tag, subject, who, at, until, why from accepted where target = ?", target);
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.instant(3),
                         nullable_instant(rows, 4), rows.text(5)});
    return found;
}

template <class T>
std::shared_ptr<const T> read_observation(Database& db, std::size_t kind, watch::SubjectId subject,
                                          watch::ArgumentId argument = 0) {
    auto row =
        db.query("select body from observation where subject = ? and kind = ? and argument = ?",
                 subject, kind, argument);
    if (!row.next()) return nullptr;
    auto value = decode<T>(row.text(0));
    return value ? std::make_shared<const T>(std::move(*value)) : nullptr;
}

constexpr std::size_t session_kind = 1, topology_kind = 2, reverse_kind = 3, listing_kind = 4,
                      zone_kind = 5, spf_kind = 6, reputation_kind = 7, domain_reputation_kind = 8,
                      series_kind = 9;

std::vector<Loaded::Target> load_targets(Store::Parts& parts, const KindOf& kind_of) {
    std::vector<Loaded::Target> targets;
    Reports reports{parts, kind_of};
    auto& db = parts.db;
    auto rows = db.query(
        "select target.subject, target.kind, text, interval, next_due, last_round, paused, score,"
        " paused_at, paused_why, gone_at from target join subject on subject.id = target.subject "
        "order by "
        "target.subject");
    while (rows.next()) {
        auto& [id, state, rests, gone_at] = targets.emplace_back();
        id = rows.number<watch::SubjectId>(0);
        state.target = {enumerator(db, rows, 1, model::TargetKind::ipv6), rows.text(2)};
        state.interval = base::Duration{rows.integer(3)};
        state.next_due = rows.instant(4);
        state.last_round = rows.instant(5);
        state.paused = rows.integer(6) != 0;
        state.score = nullable<int>(rows, 7);
        gone_at = nullable_instant(rows, 10);
        if (state.paused) {
            state.paused_at = rows.instant(8);
            state.paused_why = rows.text(9);
        }
        state.checks = reports.of(id);
        state.accepted = load_accepted(db, id);
        state.topology = read_observation<model::Topology>(db, topology_kind, id);
        rests = load_rests(db, id);
    }
    return targets;
}

std::vector<model::ZoneHealth> load_zones(Database& db) {
    std::vector<model::ZoneHealth> zones;
    auto rows = db.query("select body from observation where kind = ?", zone_kind);
    while (rows.next())
        if (auto health = decode<model::ZoneHealth>(rows.text(0)))
            zones.push_back(std::move(*health));
    return zones;
}

std::vector<Pace> load_pace(Database& db) {
    std::vector<Pace> found;
    auto rows = db.query("select address, last_session, blocked_until, patience from pace");
    while (rows.next()) {
        const auto text = rows.text(0);
        const auto address = model::Address::parse(text);
        if (!address) continue;
        Pace pace{*address,
                  nullable_instant(rows, 1),
                  nullable_instant(rows, 2),
                  base::Duration{rows.integer(3)},
                  {}};
        auto ports =
            db.query("select port, last_session, last_scheduled from pace_port where address = ?",
                     std::string_view{text});
        while (ports.next())
            pace.ports.push_back({ports.number<std::uint16_t>(0), nullable_instant(ports, 1),
                                  nullable_instant(ports, 2)});
        found.push_back(std::move(pace));
    }
    return found;
}

std::vector<KeptOff> load_kept_off(Database& db) {
    std::vector<KeptOff> found;
    auto rows = db.query("select provider, until from kept_off");
    while (rows.next()) found.push_back({rows.text(0), rows.instant(1)});
    return found;
}

}  // namespace

Loaded load_all(Store::Parts& parts, const KindOf& kind_of) {
    auto& db = parts.db;
    // Values that nothing believes any more: now, while nobody holds their numbers.
    db.run(
        "delete from text where id not in (select value from standing union"
        " select candidate from standing union select told from standing)");
    // Subjects that nothing is about any more: numbers are not taken back while somebody runs.
    db.run(
        "delete from subject where id not in (select subject from standing union"
        " select subject from doubt union select subject from observation union"
        " select subject from target union select subject from rests_on union"
        " select subject from transition)");
    Loaded loaded;
    loaded.install_id = parts.install_id;
    loaded.memory.words = load_words(db);
    loaded.memory.standings = load_standings(db);
    loaded.memory.doubts = load_doubts(db);
    if (db.ok()) hold_together(db, loaded.memory);
    loaded.targets = load_targets(parts, kind_of);
    loaded.zones = load_zones(db);
    loaded.pace = load_pace(db);
    loaded.kept_off = load_kept_off(db);
    loaded.untold = read_transitions(db, {.untold_only = true, .limit = 1000000});
    return loaded;
}

template <class T>
std::shared_ptr<const T> Store::Parts::recall(std::size_t kind, watch::SubjectId subject,
                                              watch::ArgumentId argument) {
    if (!ready()) return nullptr;
    auto found = read_observation<T>(db, kind, subject, argument);
    return db.take_failure() ? nullptr : found;
}

std::shared_ptr<const model::MailSession> Store::session(watch::SubjectId endpoint) {
    return parts_->recall<model::MailSession>(session_kind, endpoint, 0);
}
std::shared_ptr<const model::Topology> Store::topology(watch::SubjectId target) {
    return parts_->recall<model::Topology>(topology_kind, target, 0);
}
std::shared_ptr<const model::ReverseDns> Store::reverse(watch::SubjectId address) {
    return parts_->recall<model::ReverseDns>(reverse_kind, address, 0);
}
std::shared_ptr<const model::Listing> Store::listing(watch::SubjectId address,
                                                     watch::ArgumentId zone) {
    return parts_->recall<model::Listing>(listing_kind, address, zone);
}
std::shared_ptr<const model::SpfLook> Store::spf(watch::SubjectId domain) {
    return parts_->recall<model::SpfLook>(spf_kind, domain, 0);
}
std::shared_ptr<const model::Reputation> Store::reputation(watch::SubjectId address) {
    return parts_->recall<model::Reputation>(reputation_kind, address, 0);
}
std::shared_ptr<const model::DomainReputation> Store::domain_reputation(watch::SubjectId target) {
    return parts_->recall<model::DomainReputation>(domain_reputation_kind, target, 0);
}

std::shared_ptr<const model::ActiveSeries> Store::series(watch::SubjectId endpoint,
                                                         model::SeriesKind kind) {
    return parts_->recall<model::ActiveSeries>(series_kind, endpoint,
                                               static_cast<watch::ArgumentId>(kind));
}

}  // namespace mailwatchd::store
