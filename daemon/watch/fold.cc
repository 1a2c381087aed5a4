#include "watch/fold.h"

#include "watch/flapping.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::watch {

namespace {

using model::Confirmation;

/// The observation says nothing because the prober was unhealthy.
constexpr bool is_local_problem(model::Reason reason) {
    return reason == model::Reason::resolver_unfit || reason == model::Reason::prober_unhealthy;
}

/// One step of the fold; holds the arguments that its rules share.
class Folding {
public:
    Folding(StandingState was, const Sample& sample, const Rules& rules, const Waits& waits,
            base::Moment now)
        : step_{std::move(was), false, std::nullopt},
          sample_{sample},
          rules_{rules},
          steps_{waits_of(waits, rules.kind->confirmation)},
          extra_{waits.extra_looks},
          now_{now} {}

    Step run() {
        if (was_folded_before()) {
            step_.ignored = true;
            return std::move(step_);
        }
        standing().run_at = seconds_of(sample_.taken.wall);
        standing().reason = sample_.reason;
        if (sample_.value == value::unknown) {
            could_not_tell();
        } else {
            standing().looked_at = sample_.look;
            conclude();
        }
        return std::move(step_);
    }

private:
    using News = Change::News;

    Standing& standing() { return step_.state.standing; }
    History& history() { return step_.state.history; }
    std::optional<PendingChange>& pending() { return step_.state.pending; }

    /// Compares numbers, not times: clocks are stepped, and two observations may share a second.
    bool was_folded_before() {
        return sample_.value != value::unknown && sample_.look <= standing().looked_at;
    }

    /// A confirmation counts only if the configured wait has passed (failure D2).
    bool is_due() { return !pending() || sample_.taken.ticks >= pending()->next_recheck; }

    void could_not_tell() {
        if (is_local_problem(sample_.reason)) {
            // Suspended: it neither counts as a recheck nor ends the pending change.
            if (pending() && is_due()) steps_.empty() ? dismiss() : suspend();
        } else if (!pending()) {
            const bool slow = sample_.reason == model::Reason::slow_greeting;
            if (rules_.kind->is_patient && slow && !steps_.empty()) recheck_in(steps_.front());
        } else if (is_due()) {
            // Neither confirms nor clears. A slow greeting has been waited for long enough.
            const bool again = standing().has_candidate() && !steps_.empty() && may_recheck();
            again ? recheck_in(steps_.back()) : dismiss();
        }
    }

    void conclude() {
        if (standing().value == value::unknown && rules_.presumed != value::unknown &&
            sample_.value != rules_.presumed)
            start_with(rules_.presumed);  // A different first value is reported, too.
        if (sample_.value == standing().value) {
            dismiss();
            rest();
        } else if (sample_.value != standing().candidate) {
            standing().candidate = sample_.value;
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
            confirm();
        } else if (may_recheck()) {
            const auto index = std::min<std::size_t>(standing().streak - 1U, steps_.size() - 1);
            recheck_in(steps_[index]);
        } else {
            dismiss();
        }
    }

    bool may_recheck() { return !pending() || pending()->rechecks < steps_.size() + extra_; }

    void recheck_in(base::Duration wait) {
        const auto rechecks = static_cast<std::uint8_t>(pending() ? pending()->rechecks + 1 : 1);
        const auto next = now_ + wait;
        pending() = PendingChange{standing().key(), next.ticks, next.wall, rechecks};
    }

    /// Rechecks later, however long the local problem lasts.
    void suspend() {
        const auto next = now_ + steps_.back();
        pending()->next_recheck = next.ticks;
        pending()->stored_as = next.wall;
    }

    /// Drops the pending change; the confirmed value stays.
    void dismiss() {
        standing().candidate = value::unknown;
        standing().streak = 0;
        pending().reset();
    }

    void confirm() {
        const auto from = standing().value;
        standing().value = standing().candidate;
        standing().since = seconds_of(sample_.taken.wall);
        dismiss();
        if (from == value::unknown) return start_with(standing().value);
        next_generation();
        if (is_reported(from, standing().value)) move(from);
    }

    /// Records the silent baseline.
    void start_with(ValueId first) {
        standing().value = first;
        standing().since = seconds_of(sample_.taken.wall);
        history() = {.born = standing().since, .reported = first};
    }

    /// After 65,535 changes, starts again as if born now: ids stay unique.
    void next_generation() {
        if (++standing().generation != 0) return;
        standing().generation = 1;
        history().born = standing().run_at;
    }

    /// The confirmed value was seen again.
    void rest() {
        if (!standing().flapping || is_recent(standing().since, standing().run_at)) return;
        standing().flapping = false;
        next_generation();  // Its id must differ from that of the last silent change.
        const auto reported = history().reported;
        is_reported(reported, standing().value)
            ? report(reported)
            : report(history().changes.front().from, News::rest);
    }

    /// The value is no longer `from`, and the difference matters to the reader.
    void move(ValueId from) {
        const auto now = standing().since;
        if (standing().flapping) return move_again(from, now);
        const auto left = history().reported;
        if (left == standing().value) return;  // There was only a value between that is no news.
        standing().flapping = is_too_often(history(), now) && has_returned();
        remember(history(), {now, left});
        report(from, standing().flapping ? News::flapping : News::change);
    }

    void move_again(ValueId from, Seconds now) {
        const bool has_rested = !is_recent(history().changes.front().at, now);
        const bool is_new = !has_returned();
        remember(history(), {now, from});
        if (has_rested) standing().flapping = false;
        if (has_rested || is_new)
            report(from);
        else if (!is_recent(history().reported_at, now))
            report(from, News::flapping);
    }

    /// The value is one of those before the latest changes, or means the same.
    bool has_returned() const {
        const auto value = step_.state.standing.value;
        return std::ranges::any_of(step_.state.history.changes, [&](const PastChange& change) {
            return change.at != 0 && !is_reported(change.from, value);
        });
    }

    /// Whether the reader is told that it was `from` and is `to`.
    bool is_reported(ValueId from, ValueId to) const {
        return from != value::unknown && from != to &&
               (!rules_.is_reported || rules_.is_reported(from, to));
    }

    void report(ValueId from, News news = News::change) {
        step_.change = Change{from, standing().value, news};
        history().reported = standing().value;
        history().reported_at = standing().run_at;
    }

    Step step_;
    const Sample& sample_;
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

Step fold(StandingState was, const Sample& sample, const Rules& rules, const Waits& waits,
          base::Moment now) {
    return Folding{std::move(was), sample, rules, waits, now}.run();
}

}  // namespace mailwatchd::watch
