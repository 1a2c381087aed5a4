// The parts of a Store, used only by its own .cc files.
#pragma once

#include "store/backup.h"
#include "store/database.h"
#include "store/files.h"
#include "store/store.h"

#include <deque>
#include <map>
#include <string>

namespace mailwatchd::store {

/// Holds texts and kinds for restored reports that the code no longer has.
class Arena {
public:
    std::string_view text(const std::string& wanted);
    /// A kind that can be displayed, for a tag unknown to this version.
    const model::FindingKind* unknown_kind(const std::string& tag);

private:
    std::deque<std::string> texts_;
    std::map<std::string_view, std::string_view> known_;
    std::deque<model::FindingKind> kinds_;
    std::map<std::string_view, const model::FindingKind*> by_tag_;
};

/// `not_ours`: intact, but no state of mailwatchd.
enum class Connected { yes, newer_schema, not_ours, damaged, unusable };

struct Store::Parts {
    std::string path;
    const model::ReadingKinds* kinds = nullptr;
    Lock lock;
    Database db;
    Arena arena;
    std::string recovered_from;
    std::string install_id;
    State state = State::connected;
    std::unique_ptr<Backup> backup;  ///< Ends before the database.

    /// Opens, checks and upgrades the file at `path`. `problem` says what was wrong.
    Connected connect(std::string& problem);
    /// Creates and opens a new state if there is none.
    Connected create(std::string& problem);
    /// Moves a damaged state aside, puts a new one in its place and opens it.
    Connected start_over(std::string& problem);
    /// Why a start is refused, with the file and what a person does.
    std::string refusal(const base::Failure& failure, std::string_view during) const;
    /// Call before any use of the database: opens it again after a failure (failure S4).
    base::Outcome ready();
    template <class Work>
    base::Outcome transaction(const Work& work) {
        if (auto fit = ready(); !fit) return fit;
        return ended(db.transaction([&] {
            work();
            if (!recovered_from.empty()) db.run("delete from meta where key = 'recovered_from'");
        }));
    }

    /// Call after queries outside a transaction, when none of them is running.
    base::Outcome end_of_read();

private:
    void list_known_numbers();
    bool check();
    bool migrate(int version);
    Connected inspect(std::string& problem, int& version);
    Connected abandon(std::string& problem, std::string_view during);
    Connected leave(std::string& problem, std::string_view found);
    /// Handles a failure in use; damage makes the store broken.
    base::Outcome ended(base::Outcome outcome);
    base::Outcome found_damaged(std::string problem);
    base::Outcome found_replaced();
    /// Moves a damaged state aside and puts a new one in its place. Everything is closed then.
    bool replace(std::string& problem);
    base::Outcome is_broken() const;
};

/// Runs inside a transaction; failures stick to the database.
void put_batch(Database& db, const watch::Batch& batch);
void put_observed(Database& db, std::span<const Observed> seen);
void put_target(Database& db, const TargetRecord& record);
/// At the start: what could still have joined them is confirmed later, as an entry of its own.
void close_open_entries(Database& db);
/// Damaged data counts as a failure of the database.
Loaded load_all(Store::Parts& parts, const KindOf& kind_of, std::span<const std::uint16_t> kinds);
/// Selects transitions; the result is always oldest first.
struct TransitionFilter {
    std::int64_t after = 0;
    base::Instant since;
    std::string subject_prefix;
    std::string target;
    bool newest = false;
    bool undelivered_only = false;
    std::size_t limit = 1000;
};
std::vector<model::Transition> read_transitions(Store::Parts& parts,
                                                const TransitionFilter& filter);
/// Transitions written by a newer version.
std::size_t count_unknown_transitions(Database& db);

/// The things that a transition names.
enum class Member : std::uint8_t { target = 0, consequence = 1, change = 2 };

/// The checksum of a row of numbers or texts.
std::int64_t row_checksum(std::span<const std::int64_t> numbers);
std::int64_t row_checksum(std::int64_t number, std::string_view text);
std::int64_t row_checksum(const watch::Row& row);

}  // namespace mailwatchd::store
