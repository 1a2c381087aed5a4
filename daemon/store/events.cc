// The history of transitions, read back.
#include "store/parts.h"

#include <algorithm>

namespace mailwatchd::store {

namespace {

// Only the first targets are named in an entry, so that a target's changes are also those of what
// it rests on.
#define MAILWATCHD_TRANSITIONS                                                                  \
    "select seq, t.id, at, s.kind, s.text, name, a.text, t.kind, old, new, priority, evidence," \
    " targets_total from transition t join subject s on s.id = t.subject"                       \
    " left join argument a on a.id = t.argument"                                                \
    " where seq > ?1 and at >= ?2 and told <= ?3 and substr(s.text, 1, length(?4)) = ?4"        \
    " and (?6 = '' or s.text = ?6"                                                              \
    "  or exists (select 1 from transition_target x where x.seq = t.seq and x.target = ?6)"     \
    "  or t.subject in (select r.subject from rests_on r join subject o on o.id = r.target"     \
    "   where o.text = ?6))"
constexpr const char* oldest_first = MAILWATCHD_TRANSITIONS " order by seq limit ?5";
constexpr const char* newest_first = MAILWATCHD_TRANSITIONS " order by seq desc limit ?5";
#undef MAILWATCHD_TRANSITIONS

void read_targets(Database& db, std::int64_t seq, model::Transition& told) {
    auto rows =
        db.query("select target, what from transition_target where seq = ? order by rowid", seq);
    while (rows.next()) {
        auto what = rows.text(1);
        what.empty() ? told.targets.push_back(rows.text(0))
                     : told.consequences.push_back(std::move(what));
    }
}

bool is_sound(const Query& row) {
    const auto name = row.integer(5);
    const auto kind = row.integer(7);
    const auto subject = row.integer(3);
    return name >= 1 && name <= static_cast<int>(model::last_reading_name) && kind >= 0 &&
           kind <= static_cast<int>(model::TransitionKind::rules_changed) && subject >= 0 &&
           subject <= static_cast<int>(model::Subject::Kind::vantage);
}

model::Transition read_row(const Query& row) {
    model::Transition told;
    told.id = row.text(1);
    told.at = row.instant(2);
    told.subject = {static_cast<model::Subject::Kind>(row.integer(3)), row.text(4)};
    told.name = static_cast<model::ReadingName>(row.integer(5));
    told.argument = row.text(6);
    told.kind = static_cast<model::TransitionKind>(row.integer(7));
    told.old_value = row.text(8);
    told.new_value = row.text(9);
    told.priority = row.number<int>(10);
    told.evidence = row.text(11);
    told.targets_total = row.number<std::size_t>(12);
    return told;
}

}  // namespace

std::vector<model::Transition> read_transitions(Database& db, const TransitionFilter& filter) {
    std::vector<model::Transition> found;
    auto rows = db.query(filter.newest ? newest_first : oldest_first, filter.after, filter.since,
                         filter.untold_only ? 0 : 1, std::string_view{filter.subject_prefix},
                         filter.limit, std::string_view{filter.target});
    while (rows.next()) {
        if (!is_sound(rows)) continue;
        found.push_back(read_row(rows));
        read_targets(db, rows.integer(0), found.back());
    }
    if (filter.newest) std::ranges::reverse(found);
    return found;
}

}  // namespace mailwatchd::store
