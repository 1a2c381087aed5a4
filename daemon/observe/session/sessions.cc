#include "observe/session/sessions.h"

#include "model/subject.h"
#include "model/world.h"
#include "net/spawn.h"
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

/// How long the guard may take, before and after a session: a health check, and controls that are
/// silent or wait for their turn.
constexpr base::Duration guard_patience = 5min;

/// Answers are recorded at this interval, and kept for half a day: longer than any round takes.
constexpr base::Duration answers_apart = 30s;
constexpr std::size_t answers_max = 1440;

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

/// It shows what the service offers, or that there is none.
bool is_conclusive(const model::MailSession& session) {
    if (session.stage == model::Stage::finished)
        return !session.greeting_refuses && session.helo_code < 400;
    return session.stage == model::Stage::unconnected && has_answered(session);
}

model::MailSession without_turn(model::Endpoint endpoint, base::Instant now, base::Failure why) {
    model::MailSession session;
    session.endpoint = std::move(endpoint);
    session.taken_at = now;
    session.failure = base::Failure{base::Errc::cancelled, "not probed: " + why.detail};
    return session;
}

}  // namespace

Sessions::Sessions(Tools tools, LookSettings settings, HostName host_name)
    : tools_{tools},
      settings_{std::move(settings)},
      host_name_{std::move(host_name)},
      places_{settings_.hosts_max},
      cache_{tools.clock, tools.numbers} {}

void Sessions::restore(const SessionPtr& session) {
    cache_.restore(address_port(session->endpoint), session, session->taken_at);
}

void Sessions::forget(base::Ticks before,
                      const std::function<bool(const model::Endpoint&)>& is_wanted) {
    cache_.forget(before, [&](const model::AddressPort&, const model::MailSession& session) {
        return is_wanted(session.endpoint);
    });
    std::erase_if(vouched_,
                  [&](const auto& each) { return !is_wanted(each.second.session->endpoint); });
}

Surety Sessions::surety(const model::Endpoint& endpoint) const {
    const auto found = vouched_.find(address_port(endpoint));
    return found == vouched_.end() ? Surety{} : found->second.surety;
}

SessionPtr Sessions::untrusted(const model::Endpoint& endpoint) const {
    const auto found = vouched_.find(address_port(endpoint));
    const bool is_one = found != vouched_.end() && !found->second.surety.is_trusted();
    return is_one ? found->second.session : nullptr;
}

void Sessions::set_settings(LookSettings settings) {
    settings_ = std::move(settings);
    places_.resize(settings_.hosts_max);
}

base::Duration Sessions::patience(const Freshness& freshness, const model::Address& address) const {
    return std::max(
        {freshness.greeting_patience, settings_.greeting_patience, tools_.pace.patience(address)});
}

net::Awaitable<SessionPtr> Sessions::look(model::Endpoint endpoint, Freshness freshness) {
    const auto patience = this->patience(freshness, endpoint.address);
    const auto latest = this->latest(endpoint);
    // Of a look at an unhealthy time nothing is cached: what is, is older and does not replace it.
    if (freshness.retries && (untrusted(endpoint) || (latest && !is_conclusive(*latest))))
        freshness.not_before = tools_.clock.ticks();
    // A round that comes early uses what is cached instead of waiting for the pace.
    if (freshness.purpose == Purpose::scheduled)
        freshness.not_before =
            std::min(freshness.not_before, tools_.clock.ticks() - settings_.scheduled_gap / 2);
    const auto known = cache_.latest(address_port(endpoint), freshness.not_before);
    if (known && freshness.greeting_patience <= known->patience) co_return known;

    const auto key = model::Subject::endpoint(endpoint).text;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    wanted.patience = patience;
    const auto deadline =
        tools_.clock.in(turn_patience(freshness.purpose) + patience + guard_patience +
                        settings_.session_patience + settings_.connect_patience);
    Cache::Start start = [this, endpoint, purpose = freshness.purpose, patience] {
        return fly(endpoint, purpose, patience);
    };
    for (;;) {
        const auto session = co_await cache_.fly(key, wanted, deadline, start);
        if (!session)
            co_return std::make_shared<const model::MailSession>(
                without_turn(std::move(endpoint), tools_.clock.now(), session.error()));
        // A flight's deadline includes the wait for its turn, so it does not show how long it
        // waited for the greeting. A wait that was too short shows in the session.
        if ((*session)->patience >= freshness.greeting_patience) co_return *session;
        wanted.not_before = tools_.clock.ticks();
    }
}

net::Awaitable<base::Result<SessionPtr>> Sessions::fly(model::Endpoint endpoint, Purpose purpose,
                                                       base::Duration patience) {
    Attempt attempt{std::move(endpoint), purpose, patience};
    const auto held = co_await hold(attempt);
    if (!held || is_our_doing(**held)) co_return held;
    auto surety = co_await tools_.guard.after(std::move(attempt.before), *held);
    const bool stopped = co_await net::is_cancelled();
    if (!stopped) vouch(*held, std::move(surety), attempt.taken);
    co_return held;
}

net::Awaitable<base::Result<SessionPtr>> Sessions::look_as(model::Endpoint endpoint,
                                                           Purpose purpose) {
    Attempt attempt{.endpoint = std::move(endpoint), .purpose = purpose, .is_of_name = true};
    auto session = co_await take_aside(std::move(attempt));
    co_return session;
}

net::Awaitable<base::Result<SessionPtr>> Sessions::probe(model::Endpoint endpoint,
                                                         Purpose purpose) {
    Attempt attempt{
        .endpoint = std::move(endpoint), .purpose = purpose, .is_of_name = true, .injects = true};
    auto session = co_await take_aside(std::move(attempt));
    co_return session;
}

/// A session that is not remembered as the endpoint's.
net::Awaitable<base::Result<SessionPtr>> Sessions::take_aside(Attempt attempt) {
    attempt.patience = patience({}, attempt.endpoint.address);
    const auto held = co_await hold(attempt);
    if (!held) co_return held;
    if (is_our_doing(**held)) co_return *(*held)->failure;
    const auto surety = co_await tools_.guard.after(std::move(attempt.before), *held);
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, "a session aside"};
    if (!surety.is_trusted()) co_return base::Failure{base::Errc::no_resources, surety.trouble};
    co_return held;
}

/// Holds the turn no longer than the session needs it. Many wait here: what the session itself
/// needs is in `converse`.
net::Awaitable<base::Result<SessionPtr>> Sessions::hold(Attempt& attempt) {
    const auto turn_deadline = tools_.clock.in(turn_patience(attempt.purpose));
    const auto lease = co_await tools_.pace.lease(
        attempt.endpoint.address, attempt.endpoint.service.port, attempt.purpose, turn_deadline);
    if (!lease) co_return lease.error();
    const auto place = co_await places_.acquire(tools_.clock, turn_deadline);
    if (!place) co_return base::Failure{base::Errc::timed_out, "too many sessions at once"};
    auto session = co_await converse(attempt);
    co_return session;
}

net::Awaitable<SessionPtr> Sessions::converse(Attempt& attempt) {
    auto endpoint = attempt.endpoint;
    LookSettings settings = settings_;
    settings.greeting_patience = attempt.patience;
    settings.injects = attempt.injects;
    const auto last = latest(endpoint);
    if (!attempt.is_of_name)
        endpoint.host = host_name_(endpoint, last ? std::string_view{last->endpoint.host} : "");
    attempt.before = co_await tools_.guard.before();
    ++begun_;
    attempt.taken = tools_.clock.ticks();
    auto look =
        co_await look_at(tools_.clock, tools_.connector, std::move(endpoint), std::move(settings));
    note(look);
    if (!attempt.is_of_name) count_in_vain(look);
    co_return std::make_shared<const model::MailSession>(std::move(look));
}

void Sessions::vouch(const SessionPtr& session, Surety surety, base::Ticks taken) {
    const auto place = address_port(session->endpoint);
    if (surety.is_trusted()) cache_.remember(place, session, taken);
    if (surety.is_trusted() && surety.caveat == watch::Caveat::nothing)
        vouched_.erase(place);
    else
        vouched_[place] = {session, std::move(surety)};
}

void Sessions::note(const model::MailSession& session) {
    const auto& address = session.endpoint.address;
    if (has_answered(session)) note_answer(tools_.clock.ticks());
    if (session.stage >= model::Stage::greeted &&
        session.greeting_time > settings_.greeting_patience)
        tools_.pace.remember_patience(address, model::greeting_patience_max);
}

/// A single upgrade in vain may be an accident; the sessions in a row show whether it is.
void Sessions::count_in_vain(model::MailSession& session) const {
    if (!model::upgraded_in_vain(session)) return;
    constexpr int counted_max = 1000;
    const auto before = latest(session.endpoint);
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

}  // namespace mailwatchd::observe
