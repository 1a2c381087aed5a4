// Folds one observation into the standing of one reading of one subject (promises 1 and 2). Pure.
//
// Unknown values have no effect. The first known value is confirmed immediately and silently,
// except a port's `filtered`, which needs all confirmations. A different value becomes a candidate.
// Later observations, spaced by the configured waits, must confirm it; `port` -> open needs only
// one. The confirmed value clears the candidate; a third value restarts it. A pending change ends
// after a bounded number of observations; those made while the prober is unhealthy do not count.
#pragma once

#include "base/time.h"
#include "watch/standing.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace mailwatchd::watch {

/// How long to wait before each confirmation. The length of a list is the number of confirmations;
/// an empty list confirms immediately. Defaults: docs/verdicts.md, Readings.
struct Waits {
    std::vector<base::Duration> ports{std::chrono::minutes{1}, std::chrono::minutes{5},
                                      std::chrono::minutes{15}};
    std::vector<base::Duration> dns{std::chrono::minutes{5}, std::chrono::minutes{15}};
    std::vector<base::Duration> series{std::chrono::minutes{15}};  ///< A second series is enough.
    std::vector<base::Duration> own{std::chrono::minutes{1}};      ///< The prober.
    base::Duration patience = std::chrono::minutes{5};  ///< For a greeting, when confirming.
    /// In addition to the confirmations, before a pending change is dropped.
    std::uint8_t extra_looks = 4;
};

/// The waits of a kind of confirmation; none if it is confirmed immediately.
std::span<const base::Duration> waits_of(const Waits& waits, model::Confirmation confirmation);

/// The longest of all waits: no recheck is further away (failure C3).
base::Duration longest(const Waits& waits);

/// A reading with its value interned.
struct Sample {
    ValueId value = value::unknown;
    model::Reason reason = model::Reason::none;
    base::Moment taken;
    std::uint32_t look = 0;  ///< Its number: observations folded before have no effect.
};

struct StandingState {
    Standing standing;
    History history;
    std::optional<PendingChange> pending;
};

/// What is to be delivered.
struct Change {
    enum class News : std::uint8_t {
        change,    ///< The new value.
        flapping,  ///< That it flaps, and its value.
        rest,      ///< That it no longer flaps, at the value reported last.
    };
    ValueId from = value::unknown;
    ValueId to = value::unknown;
    News news = News::change;
};

struct Step {
    StandingState state;
    bool ignored = false;          ///< Nothing changed: this observation was folded before.
    std::optional<Change> change;  ///< Only changes to be delivered; others are just recorded.
};

/// The values of a reading that the rules above mention, as numbers.
struct Rules {
    const model::ReadingKind* kind = nullptr;
    ValueId quick = value::unknown;
    ValueId slow = value::unknown;
    ValueId presumed = value::unknown;
    /// Whether a confirmed change is reported at all.
    std::function<bool(ValueId from, ValueId to)> is_reported;
};

Step fold(StandingState was, const Sample& sample, const Rules& rules, const Waits& waits,
          base::Moment now);

}  // namespace mailwatchd::watch
