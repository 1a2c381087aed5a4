#include "engine/confirmation.h"

#include "engine/controls.h"
#include "engine/pace_record.h"
#include "net/spawn.h"

#include <algorithm>

namespace mailwatchd::engine {

using model::Subject;

namespace {

/// The longest time that a recheck waits for a resolver's cached answer to expire.
constexpr base::Duration cached_max = std::chrono::hours{1};

/// Who answered the DNS queries of a recheck.
constexpr std::string_view from_zone_servers = "from the zone's authoritative servers";
constexpr std::string_view from_resolver =
    "from the resolver, after its cache expired: the zone's authoritative servers did not answer";

}  // namespace

Confirmation::Confirmation(RoundTools tools, std::shared_ptr<const Plan> plan,
                           std::vector<watch::Recheck> rechecks)
    : tools_{tools},
      plan_{std::move(plan)},
      rechecks_{std::move(rechecks)},
      subject_{rechecks_.front().subject} {
    freshness_.purpose = observe::Purpose::confirming;
    freshness_.not_before = tools_.clock.ticks();
    freshness_.cached_for = std::make_shared<base::Duration>();
    for (const auto& recheck : rechecks_)
        freshness_.greeting_patience = std::max(freshness_.greeting_patience, recheck.patience);
}

net::Awaitable<Confirmation::End> Confirmation::run() {
    const bool ours =
        subject_.kind == Subject::Kind::dnsbl || subject_.kind == Subject::Kind::prober;
    if (!ours && !tools_.targets.anybody_wants(subject_)) {
        end_.written = co_await tools_.state_writer.drop_pending(subject_);
        co_return end_;
    }
    co_await take();
    co_await wait_caches_out();
    const bool cancelled = co_await net::is_cancelled();
    if (cancelled) co_return end_;
    co_await tools_.observer.look_at_ourselves(freshness_.not_before);
    co_await weigh_causes();
    const bool cancelled_since = co_await net::is_cancelled();
    if (cancelled_since) co_return end_;
    answer_the_rest();
    co_await ingest();
    co_return end_;
}

net::Awaitable<void> Confirmation::take() {
    seen_ = co_await tools_.evidence.retake(subject_, rechecks_, freshness_, plan_);
    const bool active = std::ranges::any_of(rechecks_, [](const watch::Recheck& recheck) {
        return recheck.kind->confirmation == model::Confirmation::series;
    });
    if (active) co_await record_backoffs(tools_.observer, tools_.db, tools_.metrics);
}

/// If only the resolver answered, the answer may be a cached one. It counts only after every cached
/// answer has expired.
net::Awaitable<void> Confirmation::wait_caches_out() {
    auto asked = from_zone_servers;
    if (*freshness_.cached_for > base::Duration{}) {
        const auto until = std::min(*freshness_.cached_for, cached_max);
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + until);
        const bool cancelled = co_await net::is_cancelled();
        if (cancelled) co_return;
        freshness_.not_before = tools_.clock.ticks();
        co_await take();
        asked = from_resolver;
    }
    const bool by_dns =
        subject_.kind != Subject::Kind::endpoint && subject_.kind != Subject::Kind::prober;
    if (by_dns) add_source(asked);
}

void Confirmation::add_source(std::string_view asked) {
    for (auto& reading : seen_.readings)
        if (reading.is_known())
            reading.evidence.append(reading.evidence.empty() ? "" : " ")
                .append("(")
                .append(asked)
                .append(")");
}

/// While the resolver is unhealthy, none of the readings counts. Neither does a change that is our
/// own doing: its observation is not even stored.
net::Awaitable<void> Confirmation::weigh_causes() {
    if (subject_.kind == Subject::Kind::prober) co_return;
    if (!tools_.observer.prober().resolver_healthy()) {
        seen_ = Intake{};
        co_return;
    }
    Controls controls{{tools_.clock, tools_.observer, tools_.targets, tools_.evidence,
                       tools_.state_writer.standing_table()}};
    const auto known = std::ranges::count_if(seen_.readings, &model::Reading::is_known);
    co_await controls.weigh(seen_.readings, plan_);
    if (std::ranges::count_if(seen_.readings, &model::Reading::is_known) == known) co_return;
    seen_.observations.clear();
    seen_.topologies.clear();
}

/// Why a recheck has no reading: if the prober is unhealthy, the pending change waits.
model::Reason Confirmation::why_unanswered(const model::ReadingKind& kind) const {
    const auto& health = tools_.observer.prober();
    const bool is_session = kind.confirmation == model::Confirmation::ports ||
                            kind.confirmation == model::Confirmation::series;
    if (!health.resolver_healthy()) return model::Reason::resolver_unfit;
    return is_session && !health.healthy() ? model::Reason::prober_unhealthy
                                           : model::Reason::interrupted;
}

/// A recheck without a reading is answered as unknown; otherwise it would be due for ever.
void Confirmation::answer_the_rest() {
    for (const auto& recheck : rechecks_) {
        const bool answered =
            std::ranges::any_of(seen_.readings, [&](const model::Reading& reading) {
                return reading.kind == recheck.kind && reading.argument == recheck.argument &&
                       reading.ticks >= recheck.at;
            });
        if (answered) continue;
        model::Reading unknown;
        unknown.subject = recheck.subject;
        unknown.kind = recheck.kind;
        unknown.argument = recheck.argument;
        unknown.reason = why_unanswered(*recheck.kind);
        unknown.taken_at = tools_.clock.now();
        unknown.ticks = tools_.clock.ticks();
        seen_.readings.push_back(std::move(unknown));
    }
}

net::Awaitable<void> Confirmation::ingest() {
    auto context = tools_.rejudge.context_of(plan_);
    auto names = tools_.rejudge.names_for();
    auto done =
        co_await tools_.state_writer.ingest(std::move(seen_), std::move(context), std::move(names));
    end_.written = done.written;
    if (!is_installed(done.written)) co_return;
    if (!tools_.state_writer.standing_table().is_pending(subject_)) co_await settle(done.changes);
}

/// The resulting verdict changes become part of the entry of the change that they follow from,
/// which is held until then.
net::Awaitable<void> Confirmation::settle(const std::vector<model::Transition>& changes) {
    end_.judged = tools_.targets.resting_on(subject_);
    end_.need_a_round = subject_.kind == Subject::Kind::name;
    if (end_.need_a_round && changes.empty()) co_return;
    auto concerned = end_.judged;
    co_await tools_.rejudge.judge_changed(std::move(concerned), changes);
}

}  // namespace mailwatchd::engine
