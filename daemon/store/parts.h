// What a Store is made of; known to its own .cc files only.
#pragma once

#include "store/codec.h"
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
    Lock lock;
    Database db;
    Arena arena;
    std::string recovered_from;
    std::string install_id;

    /// Opens, checks and brings up to date what is at `path`; `problem` says what was wrong.
    Connected connect(std::string& problem);
    /// Moves the file aside and begins a new one.
    Connected start_over(std::string& problem);
    /// Before anything is asked of the database (FAILURES S4).
    base::Outcome ready();
    template <class Work>
    base::Outcome transaction(const Work& work) {
        if (auto fit = ready(); !fit) return fit;
        return db.transaction(work);
    }
    /// A stored observation; null also where the database failed.
    template <class T>
    std::shared_ptr<const T> recall(std::size_t kind, watch::SubjectId subject,
                                    watch::ArgumentId argument);

private:
    bool check();
    bool migrate(int version);
    Connected give_up(std::string& problem);
};

/// Parts of a transaction; failures stick to the database.
void put_batch(Database& db, const watch::Batch& batch);
void put_observed(Database& db, std::span<const Observed> seen);
void put_target(Database& db, const TargetRecord& record);
/// Takes what was damaged as a failure of the database.
Loaded load_all(Store::Parts& parts, const KindOf& kind_of);
/// Transitions after row `after`, oldest first.
struct TransitionFilter {
    std::int64_t after = 0;
    base::Instant since;
    std::string subject_prefix;
    std::string target;
    bool newest = false;
    bool untold_only = false;
    std::size_t limit = 1000;
};
std::vector<model::Transition> read_transitions(Database& db, const TransitionFilter& filter);

/// The number that holds a row of numbers or texts together.
std::int64_t row_seal(std::initializer_list<std::int64_t> numbers);
std::int64_t row_seal(std::int64_t number, std::string_view text);
std::int64_t row_seal(const watch::Row& row);

}  // namespace mailwatchd::store
