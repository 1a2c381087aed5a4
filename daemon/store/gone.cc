// Targets that are no longer configured: kept for a while (failures F4, F5), then deleted with
// everything that no other target rests on.
#include "store/parts.h"

namespace mailwatchd::store {

namespace {

// Hosts, addresses and endpoints that no target has rested on since ?1 (Unix seconds). Block lists
// and the prober belong to no target.
#define MAILWATCHD_ABANDONED                              \
    " subject in (select id from subject where kind < 3)" \
    " and subject not in (select subject from rests_on)"  \
    " and subject not in (select subject from target)"    \
    " and subject not in (select subject from standing where run_at >= ?1)"

void forget_targets(Database& db, base::Instant before) {
    db.run("delete from target where gone_at < ?", before);
    for (const auto* const sql :
         {"delete from rests_on where target not in (select subject from target)",
          "delete from acknowledged where target not in (select subject from target)",
          "delete from report where target not in (select subject from target)",
          "delete from score_history where target not in (select subject from target)"})
        db.run(sql);
}

std::vector<watch::SubjectId> forget_subjects(Database& db, watch::Seconds before) {
    std::vector<watch::SubjectId> gone;
    {
        auto rows = db.query("select distinct subject from standing where" MAILWATCHD_ABANDONED
                             " order by subject",
                             before);
        while (rows.next()) gone.push_back(rows.number<watch::SubjectId>(0));
    }
    db.run("delete from observation where" MAILWATCHD_ABANDONED, before);
    db.run("delete from pending_change where" MAILWATCHD_ABANDONED, before);
    for (const auto subject : gone) db.run("delete from standing where subject = ?", subject);
    return gone;
}
#undef MAILWATCHD_ABANDONED

}  // namespace

base::Outcome Store::set_gone(watch::SubjectId target, std::optional<base::Instant> since) {
    return parts_->transaction(
        [&] { parts_->db.run("update target set gone_at = ? where subject = ?", since, target); });
}

base::Result<std::vector<watch::SubjectId>> Store::prune_gone(base::Instant before) {
    std::vector<watch::SubjectId> gone;
    auto done = parts_->transaction([&] {
        forget_targets(parts_->db, before);
        gone = forget_subjects(parts_->db, watch::seconds_of(before));
    });
    if (!done) return done.error();
    return gone;
}

}  // namespace mailwatchd::store
