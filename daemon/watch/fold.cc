#include "watch/fold.h"

#include "watch/flapping.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::watch {

namespace {

using model::Confirmation;

/// One step of the fold; holds the arguments that its rules share.
class Folding {
public:
    Folding(Belief was, const Sight& sight, const Rules& rules, const Waits& waits,
            base::Moment now)
        : step_{std::move(was), false, std::nullopt},
          sight_{sight},
          rules_{rules},
          steps_{waits_of(waits, rules.kind->confirmation)},
          extra_{waits.extra_looks},
          now_{now} {}

    Step run() {
        if (was_folded_before()) {
            step_.ignored = true;
            return std::move(step_);
        }
        standing().run_at = seconds_of(sight_.taken.wall);
        standing().reason = sight_.reason;
        if (sight_.value == value::unknown) {
            could_not_tell();
        } else {
            standing().looked_at = sight_.look;
            conclude();
        }
        return std::move(step_);
    }

private:
    Standing& standing() { return step_.belief.standing; }
    History& history() { return step_.belief.history; }
    std::optional<Doubt>& doubt() { return step_.belief.doubt; }

    /// Compares numbers, not times: clocks are stepped, and two observations may share a second.
    bool was_folded_before() {
        return sight_.value != value::unknown && sight_.look <= standing().looked_at;
    }

    /// A confirmation counts only if the configured wait has passed (failure D2).
    bool is_due() { return !doubt() || sight_.taken.ticks >= doubt()->next_look; }

    void could_not_tell() {
        if (!doubt()) {
            const bool slow = sight_.reason == model::Reason::slow_greeting;
            if (rules_.kind->is_patient && slow && !steps_.empty()) look_again_in(steps_.front());
        } else if (is_due()) {
            // Neither confirms nor clears. A slow greeting has been waited for long enough.
            const bool again = standing().has_candidate() && !steps_.empty() && may_look_again();
            again ? look_again_in(steps_.back()) : dismiss();
        }
    }

    void conclude() {
        if (standing().value == value::unknown && rules_.presumed != value::unknown &&
            sight_.value != rules_.presumed)
            start_with(rules_.presumed);  // A different first value is reported, too.
        if (sight_.value == standing().value) {
            dismiss();
            settle(false);
        } else if (sight_.value != standing().candidate) {
            standing().candidate = sight_.value;
            standing().streak = 1;
            weigh();
        } else if (is_due()) {
            standing().streak = static_cast<std::uint8_t>(std::min(standing().streak + 1, 255));
            weigh();
        }
    }

    /// Number of agreeing observations before the candidate is confirmed.
    std::size_t looks_needed() {
        const auto& s = standing();
        const bool first = s.value == value::unknown;
        if (first) return s.candidate == rules_.slow ? steps_.size() + 1 : 1;
        if (s.candidate == rules_.quick) return std::min<std::size_t>(steps_.size(), 1) + 1;
        return steps_.size() + 1;
    }

    void weigh() {
        if (standing().streak >= looks_needed()) {
            believe();
        } else if (may_look_again()) {
            const auto index = std::min<std::size_t>(standing().streak - 1U, steps_.size() - 1);
            look_again_in(steps_[index]);
        } else {
            dismiss();
        }
    }

    bool may_look_again() { return !doubt() || doubt()->looks < steps_.size() + extra_; }

    void look_again_in(base::Duration wait) {
        const auto looks = static_cast<std::uint8_t>(doubt() ? doubt()->looks + 1 : 1);
        const auto next = now_ + wait;
        doubt() = Doubt{standing().key(), next.ticks, next.wall, looks};
    }

    /// Drops the pending change; the confirmed value stays.
    void dismiss() {
        standing().candidate = value::unknown;
        standing().streak = 0;
        doubt().reset();
    }

    void believe() {
        const auto from = standing().value;
        standing().value = standing().candidate;
        standing().since = seconds_of(sight_.taken.wall);
        dismiss();
        if (from == value::unknown) return start_with(standing().value);
        next_generation();
        settle(is_told(from, standing().value), from);
    }

    /// Records the silent baseline.
    void start_with(ValueId first) {
        standing().value = first;
        standing().since = seconds_of(sight_.taken.wall);
        history() = {standing().since, 0, first};
    }

    /// After 65,535 changes, starts again as if born now: ids stay unique.
    void next_generation() {
        if (++standing().generation != 0) return;
        standing().generation = 1;
        history().born = standing().run_at;
    }

    /// Decides what to report after a settled observation: a change, the start of flapping, or the
    /// value after its end.
    void settle(bool changed, ValueId from = value::unknown) {
        auto& recent = history().recent;
        recent = record_result(recent, changed);
        const bool flapped = std::exchange(standing().flapping, flaps(recent, standing().flapping));
        if (standing().flapping) {
            if (!flapped) step_.change = Change{from, standing().value, true};
        } else if (flapped && is_told(history().told, standing().value)) {
            next_generation();  // Its id must differ from that of the last silent change.
            tell(history().told);
        } else if (changed && history().told != standing().value) {
            tell(from);
        }
    }

    bool is_told(ValueId from, ValueId to) const {
        return from != value::unknown && from != to &&
               (!rules_.is_told || rules_.is_told(from, to));
    }

    void tell(ValueId from) {
        step_.change = Change{from, standing().value, false};
        history().told = standing().value;
    }

    Step step_;
    const Sight& sight_;
    const Rules& rules_;
    std::span<const base::Duration> steps_;
    std::size_t extra_;
    base::Moment now_;
};

}  // namespace

std::span<const base::Duration> waits_of(const Waits& waits, Confirmation confirmation) {
    switch (confirmation) {
        case Confirmation::ports: return waits.ports;
        case Confirmation::dns: return waits.dns;
        case Confirmation::series: return waits.series;
        case Confirmation::own: return waits.own;
        case Confirmation::none: break;
    }
    return {};
}

base::Duration longest(const Waits& waits) {
    base::Duration most{};
    for (const auto* const list : {&waits.ports, &waits.dns, &waits.series, &waits.own})
        for (const auto wait : *list) most = std::max(most, wait);
    return most;
}

Step fold(Belief was, const Sight& sight, const Rules& rules, const Waits& waits,
          base::Moment now) {
    return Folding{std::move(was), sight, rules, waits, now}.run();
}

}  // namespace mailwatchd::watch
