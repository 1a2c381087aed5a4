// The part of Scheduler for the prober: while it is unhealthy, its end is looked for, whatever the
// interval of the targets is.
#include "engine/scheduler.h"
#include "observe/prober/rows.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// Interval of checks of an unhealthy prober: soon at first, then less often the longer it lasts.
constexpr base::Duration prober_look_min = 2min;
constexpr base::Duration prober_look_max = 15min;

base::Duration wait_after(base::Duration unhealthy) {
    return std::clamp(base::Duration{unhealthy / 4}, prober_look_min, prober_look_max);
}

bool was_suspended(const model::CheckState& check) {
    return check.last_reason == model::Reason::prober_unhealthy ||
           check.last_reason == model::Reason::resolver_unfit;
}

}  // namespace

bool Scheduler::is_prober_unhealthy() const {
    return !tools_.observer.prober().healthy() ||
           state_writer_.standing_table().value(model::Subject::prober(), reading::prober) ==
               "unhealthy";
}

/// The audit that met the problem may take minutes more.
void Scheduler::notice_trouble() {
    if (stopping_ || timers_started_ == 0) return;  // Before the start, nothing is due.
    auto wake = [](Scheduler& self, base::Ticks at) -> net::Awaitable<void> {
        co_await self.tools_.clock.sleep_until(at);
        self.tick();
    };
    tasks_.begin(wake(*this, tools_.clock.ticks() + 1ms));
}

void Scheduler::start_prober_look(base::Ticks now) {
    if (looking_at_prober_) return;
    if (!is_prober_unhealthy()) {
        if (std::exchange(next_prober_look_, std::nullopt)) audit_what_was_suspended();
        return;
    }
    if (!next_prober_look_) {
        unhealthy_since_ = now;
        next_prober_look_ = now;
    }
    if (*next_prober_look_ > now) return;
    looking_at_prober_ = true;
    tasks_.begin(look_at_prober());
}

net::Awaitable<void> Scheduler::look_at_prober() {
    co_await tools_.observer.look_at_ourselves(tools_.clock.ticks());
    auto ourselves = evidence_.intake_of_ourselves();
    watch::ContextOf no_context;
    StateWriter::NameTargets name_targets = [](model::Transition&) {};
    co_await state_writer_.ingest(std::move(ourselves), std::move(no_context),
                                  std::move(name_targets));
    const auto now = tools_.clock.ticks();
    next_prober_look_ = now + wait_after(now - unhealthy_since_);
    looking_at_prober_ = false;
    tick();
}

/// What changed during the problem is to be reported soon, not at the next interval.
void Scheduler::audit_what_was_suspended() {
    const auto now = tools_.clock.ticks();
    for (const auto handle : targets_.handles()) {
        const auto& target = *targets_.find(handle);
        if (!target.is_running() && std::ranges::any_of(target.state->checks, was_suspended))
            schedule(target, now);
    }
    again_ = true;  // They are due already.
}

}  // namespace mailwatchd::engine
