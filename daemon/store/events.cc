// Reads the history of transitions.
#include "store/fields.h"
#include "store/parts.h"

#include <algorithm>

namespace mailwatchd::store {

namespace {

// Only numbers of this version; rows of a newer one are skipped. The two tables are temporary and
// belong to the connection (connect.cc).
#define MAILWATCHD_KNOWN                                                      \
    " (s.kind between 0 and 4 and name in (select number from known_reading)" \
    " and t.kind in (select number from known_change))"
#define MAILWATCHD_MEMBERS(role)                                                                   \
    " coalesce((select max(place) from transition_member m where m.seq = t.seq and m.role = " role \
    "), 0)"

// An entry names only its first targets. So a target's changes also include those of subjects that
// it rests on.
#define MAILWATCHD_SUBJECTS                                                \
    " (select r.subject from rests_on r join subject o on o.id = r.target" \
    " where o.text = ?5 and o.kind = 0)"
#define MAILWATCHD_TRANSITIONS \
    "select seq, t.id, at, s.kind, s.text, name, a.text, t.kind, old, new, priority, evidence," \
    " max(targets_total," MAILWATCHD_MEMBERS("0") "),"                                          \
    " max(coalesce(consequences_total, 0)," MAILWATCHD_MEMBERS("1") "),"                        \
    " s.known_as," MAILWATCHD_MEMBERS("2")                                                      \
    " from transition t join subject s on s.id = t.subject"                                     \
    " left join argument a on a.id = t.argument"                                                \
    " where part_of is null and is_open = 0 and seq > ?1 and at >= ?2"                          \
    " and (substr(s.text, 1, length(?3)) = ?3 or substr(s.known_as, 1, length(?3)) = ?3)"       \
    " and" MAILWATCHD_KNOWN                                                                     \
    " and (?5 = '' or (s.text = ?5 and s.kind <> 4)"                                            \
    "  or exists (select 1 from transition_member x"                                            \
    "   where x.seq = t.seq and x.role = 0 and x.text = ?5)"                                    \
    "  or t.subject in" MAILWATCHD_SUBJECTS                                                     \
    "  or t.id in (select c.part_of from transition c"                                          \
    "   where c.part_of is not null and c.subject in" MAILWATCHD_SUBJECTS "))"
constexpr const char* oldest_first = MAILWATCHD_TRANSITIONS " order by seq limit ?4";
constexpr const char* newest_first = MAILWATCHD_TRANSITIONS " order by seq desc limit ?4";
// The index of undelivered rows is small, however long the history is.
constexpr const char* in_queue = MAILWATCHD_TRANSITIONS " and delivered = 0 order by seq limit ?4";
constexpr const char* count_queue =
    "select count(*) from transition t join subject s on s.id = t.subject"
    " where delivered = 0 and is_open = 0 and" MAILWATCHD_KNOWN;
constexpr const char* count_unknown =
    "select count(*) from transition t join subject s on s.id = t.subject"
    " where not" MAILWATCHD_KNOWN;
#undef MAILWATCHD_TRANSITIONS
#undef MAILWATCHD_SUBJECTS
#undef MAILWATCHD_MEMBERS
#undef MAILWATCHD_KNOWN

/// The first members, in the order in which they were added.
std::vector<std::string> read_members(Database& db, std::int64_t seq, Member role,
                                      std::size_t most) {
    std::vector<std::string> members;
    auto rows = db.query(
        "select text from transition_member where seq = ? and role = ? order by place limit ?", seq,
        static_cast<int>(role), most);
    while (rows.next()) members.push_back(rows.text(0));
    return members;
}

model::Transition read_row(Database& db, const Query& row, const model::ReadingKinds& kinds) {
    const auto seq = row.integer(0);
    model::Transition found;
    found.id = row.text(1);
    found.at = row.instant(2);
    found.subject = {static_cast<model::Subject::Kind>(row.integer(3)), row.text(4), row.text(14)};
    found.reading = kinds.find(row.number<std::uint8_t>(5));
    found.argument = row.text(6);
    found.kind = kinds.find_change(row.number<std::uint8_t>(7));
    found.old_value = row.text(8);
    found.new_value = row.text(9);
    found.priority = row.number<int>(10);
    found.evidence = row.text(11);
    found.targets_total = row.number<std::size_t>(12);
    found.consequences_total = row.number<std::size_t>(13);
    found.targets = read_members(db, seq, Member::target, model::named_targets_max);
    found.also_total = row.number<std::size_t>(15);
    found.also = read_members(db, seq, Member::change, model::named_changes_max);
    found.consequences = read_members(db, seq, Member::consequence, model::named_consequences_max);
    return found;
}

static_assert(static_cast<int>(last(model::Subject::Kind{})) == 4, "as the statements have it");

}  // namespace

std::vector<model::Transition> read_transitions(Store::Parts& parts,
                                                const TransitionFilter& filter) {
    auto& db = parts.db;
    std::vector<model::Transition> found;
    const auto* const sql = filter.undelivered_only ? in_queue
                            : filter.newest         ? newest_first
                                                    : oldest_first;
    auto rows = db.query(sql, filter.after, filter.since, std::string_view{filter.subject_prefix},
                         filter.limit, std::string_view{filter.target});
    while (rows.next()) found.push_back(read_row(db, rows, *parts.kinds));
    if (filter.newest) std::ranges::reverse(found);
    return found;
}

std::size_t count_unknown_transitions(Database& db) {
    auto row = db.query(count_unknown);
    return row.next() ? row.number<std::size_t>(0) : 0;
}

base::Result<std::vector<model::Transition>> Store::undelivered(std::size_t limit) {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    TransitionFilter filter;
    filter.undelivered_only = true;
    filter.limit = limit;
    auto found = read_transitions(*parts_, filter);
    if (auto done = parts_->end_of_read(); !done) return std::move(done).error();
    return found;
}

base::Result<std::size_t> Store::undelivered_count() {
    if (auto fit = parts_->ready(); !fit) return base::failed<std::size_t>(fit.error());
    std::size_t count = 0;
    {
        auto row = parts_->db.query(count_queue);
        if (row.next()) count = row.number<std::size_t>(0);
    }
    if (auto done = parts_->end_of_read(); !done) return base::failed<std::size_t>(done.error());
    return count;
}

base::Outcome Store::mark_delivered(std::span<const std::string> ids) {
    return parts_->transaction([&] {
        for (const auto& id : ids)
            parts_->db.run("update transition set delivered = 1 where id = ?",
                           std::string_view{id});
    });
}

base::Result<std::vector<model::Transition>> Store::events(const EventQuery& query) {
    if (auto fit = parts_->ready(); !fit) return fit.error();
    auto& db = parts_->db;
    TransitionFilter filter;
    filter.since = query.since;
    filter.subject_prefix = query.subject_prefix;
    filter.target = query.target;
    filter.newest = query.newest;
    filter.limit = query.limit;
    if (!query.after_id.empty()) {
        auto row =
            db.query("select seq from transition where id = ?", std::string_view{query.after_id});
        if (row.next()) {
            filter.after = row.integer(0);
            filter.since = {};
        }
    }
    auto found = read_transitions(*parts_, filter);
    if (auto done = parts_->end_of_read(); !done) return std::move(done).error();
    return found;
}

}  // namespace mailwatchd::store
