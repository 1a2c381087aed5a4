#include "observe/series/active.h"

#include "model/subject.h"
#include "net/spawn.h"
#include "observe/series/active_probe.h"
#include "proto/smtp/relay_cases.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;
using model::Reason;
using model::SeriesKind;

/// Maximum age of the prober's own lookups.
constexpr base::Duration own_freshness = 1h;
constexpr base::Duration own_patience = 5min;
/// How long a listing of one of our addresses also counts for the others.
constexpr base::Duration listing_kept = 24h;

/// Time for a probe with all its turns, including the deferral if the caller waits for it.
constexpr base::Duration probe_patience(Purpose purpose) {
    return purpose == Purpose::requested ? 1h : 12h;
}

/// False if there is no server, or it greets with a refusal: nothing to probe.
bool is_served(const model::MailSession& session) {
    return session.stage >= model::Stage::greeted && !session.greeting_refuses;
}

/// Every case was answered for good.
bool is_complete(const model::ActiveSeries& series) {
    return std::ranges::all_of(series.cases, [&](const model::SeriesCase& one) {
        return model::is_concluded(series, one);
    });
}

model::SeriesCase envelope(std::string_view name, std::string sender, std::string recipient) {
    model::SeriesCase one;
    one.name = name;
    one.sender = std::move(sender);
    one.recipient = std::move(recipient);
    return one;
}

/// The sender that we invent in the domain of a mailbox.
std::string probe_mailbox(std::string_view mailbox) {
    return std::string{smtp::probe_user}.append(mailbox.substr(mailbox.rfind('@')));
}

/// Requires that `watch::why_closed` allowed the series.
std::vector<model::SeriesCase> envelopes_of(SeriesKind kind, const model::ActiveRules& rules,
                                            const ProbeRequest& request,
                                            const watch::Ourselves& ourselves,
                                            const model::MailSession& session) {
    if (kind == SeriesKind::spf_enforcement) {
        const auto recipient = watch::target_recipient(rules, request.target);
        return {envelope(model::control_case, watch::control_sender(rules).value(), recipient),
                envelope(model::spoof_case,
                         watch::spoof_sender(rules, request.target, ourselves).value(), recipient)};
    }
    const auto foreign = watch::relay_recipient(rules, request.target).value();
    const auto at = foreign.rfind('@');
    const smtp::RelayNames names{foreign.substr(0, at), foreign.substr(at + 1),
                                 smtp::announced_name(session.greeting, request.endpoint.host),
                                 request.endpoint.address, watch::mail_domain(request.target)};
    if (kind == SeriesKind::relay) return smtp::relay_envelopes(names);
    return {envelope(model::submission_case, probe_mailbox(foreign), foreign)};
}

/// "mx1.example.org: 421 4.7.0 go away".
std::string words_of(const model::ActiveSeries& rejected) {
    return rejected.endpoint.host + ": " + rejected.last_words.line();
}

/// Control and spoof first: the relay cases make us look suspicious.
std::vector<SeriesKind> in_order(std::vector<SeriesKind> kinds) {
    std::ranges::sort(kinds, {}, [](SeriesKind kind) {
        return kind == SeriesKind::spf_enforcement ? 0 : 1 + static_cast<int>(kind);
    });
    return kinds;
}

std::string flight_key(const ProbeRequest& request) {
    auto key = model::Subject::endpoint(request.endpoint).text;
    for (const auto kind : request.kinds) key.append(" ").append(name(kind));
    return key;
}

}  // namespace

Active::Active(Tools tools, LookSettings look, model::ActiveRules rules)
    : tools_{tools},
      look_{std::move(look)},
      rules_{std::move(rules)},
      places_{look_.hosts_max},
      flights_{tools.clock},
      cache_{tools.clock, tools.numbers},
      ourselves_{tools.clock, tools.numbers} {}

void Active::set_settings(LookSettings look, model::ActiveRules rules) {
    look_ = std::move(look);
    rules_ = std::move(rules);
    places_.resize(look_.hosts_max);
    // The new rules may need another sender.
    ourselves_.forget(base::Ticks::max(), [](const auto&, const auto&) { return false; });
}

std::optional<base::Instant> Active::blocked_until(const model::Endpoint& endpoint) const {
    auto until = tools_.pace.blocked_until(endpoint.address);
    const auto found = backoffs_.find(watch::provider_of(endpoint));
    if (found == backoffs_.end()) return until;
    const auto other = base::wall_of(found->second, tools_.clock.moment());
    return until && *until > other ? until : other;
}

Reason Active::why_closed(const ProbeRequest& request, SeriesKind kind, Stage stage) const {
    watch::ActiveAsk ask;
    ask.kind = kind;
    ask.target = &request.target;
    ask.endpoint = &request.endpoint;
    ask.mode = request.mode;
    ask.source = tools_.connector.source_towards(request.endpoint.address);
    if (!stage.in_hand) ask.blocked_until = blocked_until(request.endpoint);
    ask.now = tools_.clock.now();
    const auto known = ask.source ? ourselves_.latest(*ask.source) : nullptr;
    const auto why = !stage.looked || !known ? watch::why_closed(rules_, ask)
                                             : why_ourselves_closed(std::move(ask), *known);
    if (why != Reason::none) return why;
    const auto trouble = tools_.guard.trouble_of(request.endpoint.service.port);
    return trouble.empty() ? Reason::none : Reason::prober_unhealthy;
}

Reason Active::why_ourselves_closed(watch::ActiveAsk ask, watch::Ourselves ourselves) const {
    // A listing of any of our addresses stops all active probes (docs/verdicts.md), but only while
    // it is recent: an address that is no longer used is not looked up again.
    const auto ticks = tools_.clock.ticks();
    ourselves_.for_each([&](const model::Address&, const auto& other) {
        if (ourselves.listed_by.empty() && other.taken + listing_kept >= ticks)
            ourselves.listed_by = other.value->listed_by;
    });
    ask.ourselves = &ourselves;
    return watch::why_closed(rules_, ask);
}

SeriesPtr Active::seen(const model::TargetName& target, model::ActiveMode mode,
                       const model::Needs::Series& wanted) const {
    const ProbeRequest request{target, mode, wanted.endpoint, {wanted.kind}};
    auto known = latest(wanted.endpoint, wanted.kind);
    const auto why =
        why_closed(request, wanted.kind, {.looked = true, .in_hand = known != nullptr});
    if (why == Reason::none) return known;
    model::ActiveSeries closed;
    closed.kind = wanted.kind;
    closed.endpoint = wanted.endpoint;
    closed.taken_at = tools_.clock.now();
    closed.closed = why;
    if (why == Reason::refused_us) {  // A backoff; its cause is the reason.
        const auto cause = rejections()[watch::provider_of(wanted.endpoint)];
        if (cause) closed.closed = cause->shortfall();
    }
    return std::make_shared<const model::ActiveSeries>(std::move(closed));
}

net::Awaitable<void> Active::probe(ProbeRequest request, Freshness freshness) {
    // As for passive sessions: a round that comes early uses what is cached.
    if (freshness.purpose == Purpose::scheduled)
        freshness.not_before =
            std::min(freshness.not_before, tools_.clock.ticks() - look_.scheduled_gap / 2);
    const auto again_before = tools_.clock.ticks() - look_.scheduled_gap / 2;
    std::erase_if(request.kinds, [&](SeriesKind kind) {
        const Key key{address_port(request.endpoint), kind};
        const auto known = cache_.latest(key, freshness.not_before);
        const bool again =
            freshness.retries && !cache_.latest(key, again_before) && known && !is_complete(*known);
        return (known && !again) || why_closed(request, kind, {}) != Reason::none;
    });
    if (request.kinds.empty()) co_return;
    Freshness passive = freshness;
    if (passive.purpose == Purpose::confirming) passive.purpose = Purpose::scheduled;
    const auto session = co_await tools_.sessions.look(request.endpoint, passive);
    if (!is_served(*session)) co_return;
    const auto source = tools_.connector.source_towards(request.endpoint.address);
    if (!source) co_return;
    co_await look_at_ourselves(*source);
    std::erase_if(request.kinds, [&](SeriesKind kind) {
        return why_closed(request, kind, {.looked = true}) != Reason::none;
    });
    if (request.kinds.empty()) co_return;
    request.kinds = in_order(std::move(request.kinds));
    auto key = flight_key(request);
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    const auto deadline = tools_.clock.in(probe_patience(freshness.purpose));
    net::SingleFlight<Done>::Start start = [this, request, purpose = freshness.purpose] {
        return fly(request, purpose);
    };
    co_await flights_.join(std::move(key), wanted, deadline, std::move(start));
}

net::Awaitable<void> Active::look_at_ourselves(model::Address address) {
    const auto not_before = tools_.clock.ticks() - own_freshness;
    if (ourselves_.latest(address, not_before)) co_return;
    net::FlightTerms wanted;
    wanted.not_before = not_before;
    const auto deadline = tools_.clock.in(own_patience);
    ObservationCache<model::Address, watch::Ourselves>::Start start =
        [this, address]() -> net::Awaitable<base::Result<OurselvesPtr>> {
        const auto taken = tools_.clock.ticks();
        const OwnSources sources{tools_.clock, tools_.resolver, tools_.dnsbls};
        auto found = co_await look_at_own_address(sources, address, rules_);
        const bool stopped = co_await net::is_cancelled();
        if (stopped) co_return base::Failure{base::Errc::cancelled, "ourselves"};
        ourselves_.remember(address, found, taken);
        co_return found;
    };
    auto key = address.text();
    co_await ourselves_.fly(std::move(key), wanted, deadline, std::move(start));
}

net::Awaitable<net::SingleFlight<Active::Done>::Value> Active::fly(ProbeRequest request,
                                                                   Purpose purpose) {
    const auto session = tools_.sessions.latest(request.endpoint);
    const auto source = tools_.connector.source_towards(request.endpoint.address);
    const auto ourselves = source ? ourselves_.latest(*source) : nullptr;
    const bool closed = std::ranges::any_of(request.kinds, [&](SeriesKind kind) {
        return why_closed(request, kind, {.looked = true}) != Reason::none;
    });
    if (!session || !ourselves || closed)
        co_return base::Failure{base::Errc::not_allowed, "conditions changed meanwhile"};
    ActiveProbeSteps plan;
    plan.endpoint = request.endpoint;
    for (const auto kind : request.kinds) {
        plan.parts.push_back({kind, envelopes_of(kind, rules_, request, *ourselves, *session)});
        plan.parts.back().before = latest(request.endpoint, kind);
        if (kind == SeriesKind::spf_enforcement) continue;
        plan.parts.back().control = smtp::relay_control();
        plan.plain_sender = probe_mailbox(*watch::relay_recipient(rules_, request.target));
    }
    // The hour between scheduled sessions applies between probes; within one it is 30 s.
    plan.purpose = purpose == Purpose::requested ? Purpose::requested : Purpose::confirming;
    plan.waits_out_deferrals = purpose != Purpose::requested;
    const auto place = co_await places_.acquire();
    if (!place) co_return base::Failure{base::Errc::cancelled, "probe"};
    const auto taken = tools_.clock.ticks();
    const ProbeSeams seams{tools_.clock, tools_.connector, tools_.pace, tools_.guard};
    auto probe = co_await run_active_probe(seams, std::move(plan), look_);
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, "probe"};
    // What the server said may have been said by something in between, or to somebody else.
    if (!probe.trouble.empty()) co_return base::Failure{base::Errc::not_allowed, probe.trouble};
    if (probe.rejected) back_off(request.endpoint);
    Done done;
    for (auto& series : probe.series) {
        done.push_back(std::make_shared<const model::ActiveSeries>(std::move(series)));
        const Key key{address_port(done.back()->endpoint), done.back()->kind};
        cache_.remember(key, done.back(), taken);
    }
    co_return std::make_shared<const Done>(std::move(done));
}

void Active::back_off(const model::Endpoint& endpoint) {
    const auto until = tools_.clock.moment() + watch::backoff;
    backoffs_[watch::provider_of(endpoint)] = until.ticks;
    tools_.pace.block(endpoint.address, until.wall);
}

std::vector<ProviderBackoff> Active::backoffs() const {
    std::vector<ProviderBackoff> all;
    const auto now = tools_.clock.moment();
    for (const auto& [provider, until] : backoffs_)
        if (until > now.ticks) all.push_back({provider, base::wall_of(until, now)});
    return all;
}

std::vector<ProviderBackoff> Active::holds() const {
    auto all = backoffs();
    if (all.empty()) return all;
    const auto causes = rejections();
    for (auto& one : all)
        if (const auto found = causes.find(one.provider); found != causes.end())
            one.why = words_of(*found->second);
    return all;
}

std::optional<ProviderBackoff> Active::hold_of(const model::Endpoint& endpoint) const {
    const auto until = blocked_until(endpoint);
    if (!until || *until <= tools_.clock.now()) return std::nullopt;
    auto provider = watch::provider_of(endpoint);
    const auto cause = rejections()[provider];
    return ProviderBackoff{std::move(provider), *until, cause ? words_of(*cause) : std::string{}};
}

/// The latest series of each provider that ended because we were rejected.
std::map<std::string, SeriesPtr> Active::rejections() const {
    std::map<std::string, SeriesPtr> latest;
    cache_.for_each([&](const Key&, const Cache::Entry& entry) {
        const auto& series = entry.value;
        if (series->end != model::SeriesEnd::turned_away &&
            series->end != model::SeriesEnd::prober_identity)
            return;
        auto& known = latest[watch::provider_of(series->endpoint)];
        if (!known || known->taken_at < series->taken_at) known = series;
    });
    return latest;
}

void Active::restore(const std::vector<ProviderBackoff>& providers) {
    // A time too far in the future is an error of the clock (failure C3).
    const auto now = tools_.clock.moment();
    for (const auto& one : providers)
        backoffs_[one.provider] = now.ticks + std::min(one.until - now.wall, watch::backoff);
}

}  // namespace mailwatchd::observe
