#include "watch/fold.h"

#include "watch/flapping.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::watch {

namespace {

using base::Instant;
using model::ReadingName;

/// One step of the fold, so that its rules need not pass four arguments around.
class Folding {
public:
    Folding(Belief was, const Sight& sight, const Waits& waits, Instant now)
        : step_{std::move(was), false, std::nullopt},
          sight_{sight},
          steps_{waits_of(waits, step_.belief.standing.name)},
          extra_{waits.extra_looks},
          now_{now} {}

    Step run() {
        if (was_folded_before()) {
            step_.ignored = true;
            return std::move(step_);
        }
        standing().run_at = seconds_of(sight_.taken_at);
        standing().reason = sight_.reason;
        if (sight_.value == value::unknown) {
            could_not_tell();
        } else {
            standing().looked_at = standing().run_at;
            conclude();
        }
        return std::move(step_);
    }

private:
    Standing& standing() { return step_.belief.standing; }
    History& history() { return step_.belief.history; }
    std::optional<Doubt>& doubt() { return step_.belief.doubt; }

    /// A stamp in the future is a clock's mistake and holds nothing back (FAILURES C3).
    bool was_folded_before() {
        const auto last = sight_.value == value::unknown ? standing().run_at : standing().looked_at;
        return last != 0 && seconds_of(sight_.taken_at) <= last && last <= seconds_of(now_);
    }

    /// Confirmations count only when they are as far apart as the waits say (FAILURES D2).
    bool is_due() { return !doubt() || sight_.taken_at >= doubt()->next_look; }

    void could_not_tell() {
        if (!doubt()) {
            const bool slow = sight_.reason == model::Reason::slow_greeting;
            if (standing().name == ReadingName::port && slow && !steps_.empty())
                look_again_in(steps_.front());
        } else if (is_due()) {
            // Neither confirms nor clears; a slow greeting was waited for long enough.
            const bool again = standing().has_candidate() && !steps_.empty() && may_look_again();
            again ? look_again_in(steps_.back()) : dismiss();
        }
    }

    void conclude() {
        if (standing().name == ReadingName::vantage && standing().value == value::unknown &&
            sight_.value == value::ill)
            start_with(value::well);  // Being ill at a start is said, too.
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

    /// Looks that must agree before the candidate is believed.
    std::size_t looks_needed() {
        const auto& s = standing();
        const bool first = s.value == value::unknown;
        const bool port = s.name == ReadingName::port;
        if (first) return port && s.candidate == value::filtered ? steps_.size() + 1 : 1;
        if (port && s.candidate == value::open) return std::min<std::size_t>(steps_.size(), 1) + 1;
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
        doubt() = Doubt{standing().key(), now_ + wait, looks};
    }

    /// The doubt is over and what we believed stays.
    void dismiss() {
        standing().candidate = value::unknown;
        standing().streak = 0;
        doubt().reset();
    }

    void believe() {
        const auto from = standing().value;
        standing().value = standing().candidate;
        standing().since = seconds_of(sight_.taken_at);
        dismiss();
        if (from == value::unknown) return start_with(standing().value);
        next_generation();
        settle(is_told(standing().name, from, standing().value), from);
    }

    /// The silent baseline.
    void start_with(ValueId first) {
        standing().value = first;
        standing().since = seconds_of(sight_.taken_at);
        history() = {standing().since, 0, first};
    }

    /// 65,535 changes later it begins again, as if born now: ids stay unique.
    void next_generation() {
        if (++standing().generation != 0) return;
        standing().generation = 1;
        history().born = standing().run_at;
    }

    /// What is said after a settled look: a change, that it flaps, or where it came to rest.
    void settle(bool changed, ValueId from = value::unknown) {
        auto& recent = history().recent;
        recent = record_result(recent, changed);
        const bool flapped = std::exchange(standing().flapping, flaps(recent, standing().flapping));
        if (standing().flapping) {
            if (!flapped) step_.change = Change{from, standing().value, true};
        } else if (flapped && is_told(standing().name, history().told, standing().value)) {
            next_generation();  // Another id than the last silent change had.
            tell(history().told);
        } else if (changed && history().told != standing().value) {
            tell(from);
        }
    }

    void tell(ValueId from) {
        step_.change = Change{from, standing().value, false};
        history().told = standing().value;
    }

    Step step_;
    const Sight& sight_;
    std::span<const base::Duration> steps_;
    std::size_t extra_;
    Instant now_;
};

}  // namespace

std::span<const base::Duration> waits_of(const Waits& waits, ReadingName name) {
    switch (name) {
        case ReadingName::port:
        case ReadingName::service:
        case ReadingName::starttls:
        case ReadingName::cleartext_login:
        case ReadingName::certificate: return waits.ports;
        case ReadingName::relay: return waits.series;
        case ReadingName::listed:
        case ReadingName::ptr:
        case ReadingName::spf:
        case ReadingName::mx:
        case ReadingName::zone: return waits.dns;
        case ReadingName::vantage: return waits.own;
        case ReadingName::verdict:
        case ReadingName::rules: break;
    }
    return {};
}

base::Duration longest(const Waits& waits) {
    base::Duration most{};
    for (const auto* const list : {&waits.ports, &waits.dns, &waits.series, &waits.own})
        for (const auto wait : *list) most = std::max(most, wait);
    return most;
}

bool is_told(ReadingName name, ValueId from, ValueId to) {
    if (from == value::unknown || from == to) return false;
    if (name == ReadingName::port) return from == value::open || to == value::open;
    if (name == ReadingName::verdict) return to != value::no_info;
    return true;
}

Step fold(Belief was, const Sight& sight, const Waits& waits, Instant now) {
    return Folding{std::move(was), sight, waits, now}.run();
}

}  // namespace mailwatchd::watch
