// What a Store is made of; known to its own .cc files only.
#pragma once

#include "store/backup.h"
#include "store/database.h"
#include "store/files.h"
#include "store/store.h"

#include <deque>
#include <map>
#include <string>

namespace mailwatchd::store {

/// Texts and kinds that restored reports refer to, where the code no longer has them.
class Arena {
public:
    std::string_view text(const std::string& wanted);
    /// A kind that renders, for a tag that this version does not know.
    const model::FindingKind* unknown_kind(const std::string& tag);

private:
    std::deque<std::string> texts_;
    std::map<std::string_view, std::string_view> known_;
    std::deque<model::FindingKind> kinds_;
    std::map<std::string_view, const model::FindingKind*> by_tag_;
};

enum class Connected { yes, newer_schema, damaged, unusable };

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

    /// Opens, checks and brings up to date what is at `path`; `problem` says what was wrong.
    Connected connect(std::string& problem);
    /// Makes a new state where there is none, and opens it.
    Connected create(std::string& problem);
    /// Puts a new state in the place of a damaged one, which is moved aside, and opens it.
    Connected start_over(std::string& problem);
    /// Before anything is asked of the database: opens it again where it failed (failure S4).
    base::Outcome ready();
    template <class Work>
    base::Outcome transaction(const Work& work) {
        if (auto fit = ready(); !fit) return fit;
        return ended(db.transaction([&] {
            work();
            if (!recovered_from.empty()) db.run("delete from meta where key = 'recovered_from'");
        }));
    }

    /// After queries outside of a transaction, none of which is running any more.
    base::Outcome end_of_read();

private:
    void list_known_numbers();
    bool check();
    void migrate(int version);
    Connected give_up(std::string& problem);
    /// What is called damage in a running state ends it.
    base::Outcome ended(base::Outcome outcome);
    base::Outcome found_damaged(std::string problem);
    base::Outcome found_replaced();
    /// Puts a new state in the place of a damaged one, which is moved aside; all is closed then.
    bool replace(std::string& problem);
    base::Outcome is_broken() const;
};

/// Parts of a transaction; failures stick to the database.
void put_batch(Database& db, const watch::Batch& batch);
void put_observed(Database& db, std::span<const Observed> seen);
void put_target(Database& db, const TargetRecord& record);
/// Takes what was damaged as a failure of the database.
Loaded load_all(Store::Parts& parts, const KindOf& kind_of, std::span<const std::uint16_t> kinds);
/// Which transitions to read; the result is always oldest first.
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
/// Those that a newer version wrote.
std::size_t count_unknown_transitions(Database& db);

/// What a transition names.
enum class Member : std::uint8_t { target = 0, consequence = 1 };

/// The number that holds a row of numbers or texts together.
std::int64_t row_seal(std::span<const std::int64_t> numbers);
std::int64_t row_seal(std::int64_t number, std::string_view text);
std::int64_t row_seal(const watch::Row& row);

}  // namespace mailwatchd::store
