// Loads targets, their reports, and the pacing of addresses and providers.
#include "store/codec.h"
#include "store/load.h"
#include "store/stored_report.h"

namespace mailwatchd::store {

namespace {

template <class T>
std::optional<T> nullable(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.number<T>(column)};
}

std::optional<base::Instant> nullable_instant(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.instant(column)};
}

/// What a report of version 0.1 is about, in today's words: its bytes stay until the next run.
model::Subject in_todays_words(model::Subject subject) {
    constexpr std::string_view old = "zone:";
    if (subject.kind == model::Subject::Kind::dnsbl && subject.text.starts_with(old))
        return model::Subject::dnsbl(subject.text.substr(old.size()));
    if (subject.kind == model::Subject::Kind::prober) return model::Subject::prober();
    return subject;
}

std::string in_todays_words(std::string tag) {
    return tag == "DNSBL_ZONE_UNPROVEN" ? "DNSBL_UNPROVEN" : std::move(tag);
}

class Reports {
public:
    Reports(Store::Parts& parts, const KindOf& kind_of) : parts_{parts}, kind_of_{kind_of} {}

    std::vector<model::CheckState> of(watch::SubjectId target) {
        std::vector<model::CheckState> checks;
        auto rows = parts_.db.query(
            "select name, body, inconclusive_since, inconclusive_runs from report where target = ?"
            " order by place",
            target);
        while (rows.next()) {
            // Nothing for another version: the check will run again soon enough.
            const auto kept = decode<StoredReport>(rows.text(1));
            if (!kept) continue;
            auto check = restored(rows.text(0), *kept);
            // Nothing in a row of version 0.1.
            if (check.is_inconclusive())
                check.inconclusive_since = nullable_instant(rows, 2).value_or(check.last_run);
            check.inconclusive_runs = nullable<std::uint16_t>(rows, 3).value_or(0);
            checks.push_back(std::move(check));
        }
        return checks;
    }

private:
    model::CheckState restored(const std::string& name, const StoredReport& kept) {
        model::CheckState check;
        check.check = name;
        check.report.verdict = kept.verdict;
        check.report.reason = kept.reason;
        check.report.score = kept.score;
        for (const auto& [old_tag, subject, evidence, detail] : kept.findings) {
            const auto tag = in_todays_words(old_tag);
            const auto* const kind = kind_of_ ? kind_of_(tag) : nullptr;
            check.report.findings.push_back(
                {kind != nullptr ? kind : parts_.arena.unknown_kind(tag), in_todays_words(subject),
                 evidence, detail});
        }
        for (const auto& [subject, what, value, unit] : kept.measurements)
            check.report.measurements.push_back({in_todays_words(subject), parts_.arena.text(what),
                                                 value, parts_.arena.text(unit)});
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

std::vector<model::Acknowledgement> load_acknowledged(Database& db, watch::SubjectId target) {
    std::vector<model::Acknowledgement> found;
    auto rows = db.query(
        "select tag, subject, who, at, until, why from acknowledged where target = ?", target);
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.instant(3),
                         nullable_instant(rows, 4), rows.text(5)});
    return found;
}

}  // namespace

std::vector<Loaded::Target> load_targets(Store::Parts& parts, const KindOf& kind_of, Known& known) {
    std::vector<Loaded::Target> targets;
    Reports reports{parts, kind_of};
    auto& db = parts.db;
    auto rows = db.query(
        "select target.subject, target.kind, text, interval, next_due, last_round, paused, score,"
        " paused_at, paused_why, gone_at from target join subject on subject.id = target.subject"
        " where subject.kind = 0 order by target.subject");
    while (rows.next()) {
        const auto kind = known.number<model::TargetKind>(rows, 1);
        if (!kind) continue;
        auto& [id, state, rests, gone_at] = targets.emplace_back();
        id = rows.number<watch::SubjectId>(0);
        state.target = {*kind, rows.text(2)};
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
        state.acknowledged = load_acknowledged(db, id);
        rests = load_rests(db, id);
    }
    return targets;
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

std::vector<ProviderBackoff> load_backoffs(Database& db) {
    std::vector<ProviderBackoff> found;
    auto rows = db.query("select provider, until from provider_backoff");
    while (rows.next()) found.push_back({rows.text(0), rows.instant(1)});
    return found;
}

}  // namespace mailwatchd::store
