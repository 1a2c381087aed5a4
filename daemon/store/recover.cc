// How a store recovers when its disk or file fails (failures S3-S5). It is connected until the disk
// fails, degraded until the file could be opened and checked again, and broken after it was found
// damaged and moved aside, because memory holds numbers that a new file does not have.
#include "store/parts.h"

namespace mailwatchd::store {

Fault fault_of(const base::Failure& failure) {
    switch (failure.code) {
        case base::Errc::malformed: return Fault::damaged;
        case base::Errc::refused: return Fault::never;
        default: return Fault::transient;
    }
}

Store::State Store::state() const { return parts_->state; }

base::Outcome Store::Parts::ready() {
    if (state == State::broken) return is_broken();
    if (db.is_suspect()) state = State::degraded;
    if (state == State::connected) return {};
    std::string problem;
    const auto known = install_id;
    switch (connect(problem)) {
        case Connected::yes: return install_id == known ? base::Outcome{} : found_replaced();
        case Connected::damaged: return found_damaged(std::move(problem));
        case Connected::newer_schema:
        case Connected::not_ours:
        case Connected::unusable: break;
    }
    return base::Failure{base::Errc::no_resources,
                         "store: reopening after an I/O error: " + problem};
}

base::Outcome Store::Parts::ended(base::Outcome outcome) {
    if (!outcome && outcome.error().code == base::Errc::malformed)
        return found_damaged(outcome.error().detail);
    if (db.is_suspect()) state = State::degraded;
    return outcome;
}

base::Outcome Store::Parts::end_of_read() {
    auto failure = db.take_failure();
    return failure ? ended(*std::move(failure)) : ended({});
}

base::Outcome Store::Parts::found_damaged(std::string problem) {
    const bool done = replace(problem);
    state = done ? State::broken : State::degraded;
    if (done) return is_broken();
    return base::Failure{base::Errc::no_resources, problem};
}

/// The new file replaced the damaged one, but its sync failed.
base::Outcome Store::Parts::found_replaced() {
    state = State::broken;
    db.close();
    return is_broken();
}

base::Outcome Store::Parts::is_broken() const {
    return base::Failure{base::Errc::malformed,
                         "store: the state was damaged while in use and moved to " +
                             recovered_from + "; restart to begin with a new state"};
}

}  // namespace mailwatchd::store
