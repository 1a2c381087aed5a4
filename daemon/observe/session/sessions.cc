#include "observe/session/sessions.h"

#include "model/subject.h"
#include "model/world.h"
#include "observe/session/readings.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// How long a caller waits for a turn at an address: a person waits less than a schedule.
constexpr base::Duration turn_patience(Purpose purpose) {
    return purpose == Purpose::requested ? 5min : 2h;
}

/// "Within the same minutes" of docs/verdicts.md, Ports.
constexpr base::Duration same_minutes = 5min;

/// Answers are recorded at this interval, and kept for half a day: longer than any round takes.
constexpr base::Duration answers_apart = 30s;
constexpr std::size_t answers_max = 1440;

/// How long a session on port 25 counts as evidence about our outbound connectivity.
constexpr base::Duration look_kept = 1h;

/// How many addresses must be silent on port 25 before we suspect a local problem.
constexpr std::size_t silent_addresses_min = 3;

/// Failures that say nothing about the other end. The session is returned but not cached.
bool is_our_doing(const model::MailSession& session) {
    return session.failure && (session.failure->code == base::Errc::cancelled ||
                               session.failure->code == base::Errc::no_resources);
}

/// The other end answered: with a connection, or a refusal by RST.
bool has_answered(const model::MailSession& session) {
    return session.stage != model::Stage::unconnected ||
           (session.failure && session.failure->code == base::Errc::refused);
}

model::MailSession without_turn(model::Endpoint endpoint, base::Instant now, base::Failure why) {
    model::MailSession session;
    session.endpoint = std::move(endpoint);
    session.taken_at = now;
    session.failure = base::Failure{base::Errc::cancelled, "not probed: " + why.detail};
    return session;
}

}  // namespace

Sessions::Sessions(net::Clock& clock, net::Connector& connector, net::Pace& pace,
                   LookNumbers& numbers, LookSettings settings)
    : clock_{clock},
      connector_{connector},
      pace_{pace},
      settings_{std::move(settings)},
      places_{settings_.hosts_max},
      cache_{clock, numbers} {}

void Sessions::restore(const SessionPtr& session) {
    cache_.restore(session->endpoint, session, session->taken_at);
}

void Sessions::forget(base::Ticks before,
                      const std::function<bool(const model::Endpoint&)>& is_wanted) {
    cache_.forget(before, [&](const model::Endpoint& endpoint, const model::MailSession&) {
        return is_wanted(endpoint);
    });
    // A result counts as evidence about our own network for an hour.
    std::erase_if(smtp_looks_,
                  [&](const auto& look) { return look.second.at + look_kept < clock_.ticks(); });
}

void Sessions::set_settings(LookSettings settings) {
    settings_ = std::move(settings);
    places_.resize(settings_.hosts_max);
}

net::Awaitable<SessionPtr> Sessions::look(model::Endpoint endpoint, Freshness freshness) {
    const auto patience = std::max({freshness.greeting_patience, settings_.greeting_patience,
                                    pace_.patience(endpoint.address)});
    // A round that comes early uses what is cached instead of waiting for the pace.
    if (freshness.purpose == Purpose::scheduled)
        freshness.not_before =
            std::min(freshness.not_before, clock_.ticks() - settings_.scheduled_gap / 2);
    const auto known = cache_.latest(endpoint, freshness.not_before);
    if (known && freshness.greeting_patience <= known->patience) co_return known;

    const auto key = model::Subject::endpoint(endpoint).text;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    wanted.patience = patience;
    const auto deadline = clock_.in(turn_patience(freshness.purpose) + patience +
                                    settings_.session_patience + settings_.connect_patience);
    Cache::Start start = [this, endpoint, purpose = freshness.purpose, patience] {
        return fly(endpoint, purpose, patience);
    };
    for (;;) {
        const auto session = co_await cache_.fly(key, wanted, deadline, start);
        if (!session)
            co_return std::make_shared<const model::MailSession>(
                without_turn(std::move(endpoint), clock_.now(), session.error()));
        // A flight's deadline includes the wait for its turn, so it does not show how long it
        // waited for the greeting. A wait that was too short shows in the session.
        if ((*session)->patience >= freshness.greeting_patience) co_return *session;
        wanted.not_before = clock_.ticks();
    }
}

net::Awaitable<base::Result<SessionPtr>> Sessions::fly(model::Endpoint endpoint, Purpose purpose,
                                                       base::Duration patience) {
    const auto turn_deadline = clock_.in(turn_patience(purpose));
    const auto lease =
        co_await pace_.lease(endpoint.address, endpoint.service.port, purpose, turn_deadline);
    if (!lease) co_return lease.error();
    const auto place = co_await places_.acquire(clock_, turn_deadline);
    if (!place) co_return base::Failure{base::Errc::timed_out, "too many sessions at once"};
    LookSettings settings = settings_;
    settings.greeting_patience = patience;
    ++begun_;
    const auto taken = clock_.ticks();
    auto look = co_await look_at(clock_, connector_, std::move(endpoint), std::move(settings));
    note(look);
    count_in_vain(look);
    auto session = std::make_shared<const model::MailSession>(std::move(look));
    if (!is_our_doing(*session)) cache_.remember(session->endpoint, session, taken);
    co_return session;
}

void Sessions::note(const model::MailSession& session) {
    const auto& address = session.endpoint.address;
    const bool answered = has_answered(session);
    const auto now = clock_.ticks();
    if (answered) note_answer(now);
    if (session.stage >= model::Stage::greeted &&
        session.greeting_time > settings_.greeting_patience)
        pace_.remember_patience(address, model::greeting_patience_max);
    // No route, no descriptor and a cancelled session are not silence.
    const bool tells = answered || met_silence(session);
    if (session.endpoint.service.port == model::smtp.port && tells)
        smtp_looks_[address] = {now, answered};
}

/// A single upgrade in vain may be an accident; the sessions in a row show whether it is.
void Sessions::count_in_vain(model::MailSession& session) const {
    if (!model::upgraded_in_vain(session)) return;
    constexpr int counted_max = 1000;
    const auto before = cache_.latest(session.endpoint);
    session.upgrades_in_vain = before ? std::min(before->upgrades_in_vain, counted_max) + 1 : 1;
}

void Sessions::note_answer(base::Ticks now) {
    if (!answers_.empty() && now - answers_.back() < answers_apart) return;
    answers_.push_back(now);
    if (answers_.size() > answers_max) answers_.pop_front();
}

bool Sessions::others_answered(base::Ticks around) const {
    return std::ranges::any_of(answers_, [&](base::Ticks answer) {
        return std::chrono::abs(answer - around) <= same_minutes;
    });
}

bool Sessions::outbound_25_blocked() const {
    std::size_t silent = 0;
    for (const auto& [address, look] : smtp_looks_) {
        if (look.at + look_kept < clock_.ticks()) continue;
        if (look.answered) return false;
        ++silent;
    }
    return silent >= silent_addresses_min;
}

}  // namespace mailwatchd::observe
