// Folds one look into what we believe of one reading of one subject (promises 1 and 2). Pure.
//
// Unknown is inert. The first known value is believed at once and silently, but a port's `filtered`
// only after all confirmations. A different value becomes a candidate that later looks, at least
// the waits apart, must confirm; only `port` -> open needs no more than one. The believed value
// clears the candidate, a third one restarts it. A doubt ends after a bounded number of looks.
#pragma once

#include "base/time.h"
#include "watch/standing.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace mailwatchd::watch {

/// How long to wait before each confirmation; their number is how many are needed (none: believed
/// at once). Defaults: docs/verdicts.md, Readings.
struct Waits {
    std::vector<base::Duration> ports{std::chrono::minutes{1}, std::chrono::minutes{5},
                                      std::chrono::minutes{15}};
    std::vector<base::Duration> dns{std::chrono::minutes{5}, std::chrono::minutes{15}};
    std::vector<base::Duration> series{std::chrono::minutes{15}};  ///< A second series is enough.
    std::vector<base::Duration> own{std::chrono::minutes{1}};      ///< Ourselves.
    base::Duration patience = std::chrono::minutes{5};  ///< For a greeting, when confirming.
    std::uint8_t extra_looks = 4;  ///< Beyond the confirmations, before a doubt is given up.
};

/// The waits that a reading confirms with; none where it is believed at once.
std::span<const base::Duration> waits_of(const Waits& waits, model::Confirmation confirmation);

/// The longest of all: no doubt is further away (failure C3).
base::Duration longest(const Waits& waits);

/// A reading with its value interned.
struct Sight {
    ValueId value = value::unknown;
    model::Reason reason = model::Reason::none;
    base::Moment taken;
    std::uint32_t look = 0;  ///< Its number: what was folded before adds nothing.
};

struct Belief {
    Standing standing;
    History history;
    std::optional<Doubt> doubt;
};

/// A confirmed change that is to be told.
struct Change {
    ValueId from = value::unknown;
    ValueId to = value::unknown;
    bool flapping = false;  ///< Say that it flaps, once, instead of what it changed to.
};

struct Step {
    Belief belief;
    bool ignored = false;          ///< Nothing moved: this look was folded before.
    std::optional<Change> change;  ///< Told changes only; others are just recorded.
};

/// The values of a reading that the rules above speak of, as numbers.
struct Rules {
    const model::ReadingKind* kind = nullptr;
    ValueId quick = value::unknown;
    ValueId slow = value::unknown;
    ValueId presumed = value::unknown;
    /// Whether a confirmed change is told at all.
    std::function<bool(ValueId from, ValueId to)> is_told;
};

Step fold(Belief was, const Sight& sight, const Rules& rules, const Waits& waits, base::Moment now);

}  // namespace mailwatchd::watch
