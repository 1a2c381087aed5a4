#include "engine/confirmation.h"

#include "net/spawn.h"
#include "observe/readings.h"
#include "store/kinds/kinds.h"
#include "watch/freshness.h"

#include <algorithm>
#include <set>

namespace mailwatchd::engine {

namespace {

using model::ReadingName;
using model::Subject;

std::optional<model::Endpoint> endpoint_of(const Subject& subject) {
    const auto address = subject.ip();
    const auto port = subject.port();
    const auto* const service = port ? model::service_of(*port) : nullptr;
    if (!address || service == nullptr) return std::nullopt;
    return model::Endpoint{std::string{subject.host()}, *address, *service};
}

/// The longest that a look waits for a resolver's copy to run out (ENGINE.md 2).
constexpr base::Duration cached_max = std::chrono::hours{1};

/// Who gave the answers of a second look at the DNS.
constexpr std::string_view from_zone_servers = "asked the zone's own servers";
constexpr std::string_view from_resolver =
    "the zone's own servers did not answer: asked the resolver when its copy had run out";

/// One second look under way. Lives in the coroutine frame of `look_again`.
class Confirmation {
public:
    Confirmation(Engine& engine, const Plan& plan, std::vector<watch::Look> looks)
        : engine_{engine}, plan_{plan}, looks_{std::move(looks)}, subject_{looks_.front().subject} {
        demand_.purpose = observe::Purpose::confirming;
        demand_.not_before = engine.clock.now();
        demand_.cached_for = std::make_shared<base::Duration>();
        for (const auto& look : looks_)
            demand_.greeting_patience = std::max(demand_.greeting_patience, look.patience);
    }

    net::Awaitable<std::vector<std::string>> run() {
        const bool ours =
            subject_.kind == Subject::Kind::zone || subject_.kind == Subject::Kind::vantage;
        if (!ours && !engine_.targets.anybody_wants(subject_)) {
            co_await engine_.state_writer.give_up(subject_);
            co_return std::vector<std::string>{};
        }
        co_await take();
        co_await wait_caches_out();
        const bool cancelled = co_await net::is_cancelled();
        if (cancelled) co_return std::vector<std::string>{};
        co_await engine_.observer.look_at_ourselves(demand_.not_before);
        answer_the_rest();
        co_await believe();
        co_return need_a_round_;
    }

private:
    /// Where only the resolver answered, it may have told us what it told before: what it may
    /// remember has to run out before a look counts.
    net::Awaitable<void> wait_caches_out() {
        auto asked = from_zone_servers;
        if (*demand_.cached_for > base::Duration{}) {
            const auto until = std::min(*demand_.cached_for, cached_max);
            co_await engine_.clock.sleep_until(engine_.clock.ticks() + until);
            const bool cancelled = co_await net::is_cancelled();
            if (cancelled) co_return;
            readings_.clear();
            seen_.clear();
            demand_.not_before = engine_.clock.now();
            co_await take();
            asked = from_resolver;
        }
        const bool by_dns =
            subject_.kind != Subject::Kind::endpoint && subject_.kind != Subject::Kind::vantage;
        if (!by_dns) co_return;
        for (auto& reading : readings_)
            if (reading.is_known())
                reading.evidence.append(reading.evidence.empty() ? "" : " ")
                    .append("(")
                    .append(asked)
                    .append(")");
    }

    net::Awaitable<void> take() {
        switch (subject_.kind) {
            case Subject::Kind::endpoint: co_await take_endpoint(); break;
            case Subject::Kind::address: co_await take_address(); break;
            case Subject::Kind::zone: co_await take_zone(); break;
            case Subject::Kind::name: co_await take_name(); break;
            case Subject::Kind::vantage:
                co_await engine_.observer.look_at_ourselves(demand_.not_before);
                add(observe::readings_of(engine_.observer.vantage()));
                break;
        }
    }

    /// Relay cases are looked at by a series, all else of an endpoint by a session.
    net::Awaitable<void> take_endpoint() {
        const auto of_series = [](const watch::Look& look) {
            return look.name == ReadingName::relay;
        };
        if (!std::ranges::all_of(looks_, of_series)) co_await take_session();
        if (std::ranges::any_of(looks_, of_series)) co_await take_series();
    }

    /// On behalf of the first target for which it may be taken.
    net::Awaitable<void> take_series() {
        const auto endpoint = endpoint_of(subject_);
        if (!endpoint) co_return;
        const model::Needs::Series wanted{model::SeriesKind::relay, *endpoint};
        auto& active = engine_.observer.active();
        for (const auto& name : std::set{engine_.targets.resting_on(subject_.text)}) {
            const auto* const target = engine_.targets.find(name);
            if (target == nullptr || !target->needs.wants(wanted)) continue;
            observe::Errand errand{
                target->needs.series_target, target->needs.active, *endpoint, {wanted.kind}};
            co_await active.visit(std::move(errand), demand_);
            const auto series = active.latest(*endpoint, wanted.kind);
            if (!series || series->taken_at < demand_.not_before) continue;
            add(observe::readings_of(*series));
            see(subject_, static_cast<watch::ArgumentId>(wanted.kind), series);
            break;
        }
        co_await keep_off(engine_);
    }

    net::Awaitable<void> take_session() {
        const auto endpoint = endpoint_of(subject_);
        if (!endpoint) co_return;
        const auto session = co_await engine_.observer.sessions().look(*endpoint, demand_);
        if (observe::met_silence(*session))
            co_await look_at_a_control(*endpoint, session->taken_at);
        observe::Surroundings surroundings;
        surroundings.others_answered =
            engine_.observer.sessions().others_answered(session->taken_at);
        const auto& vantage = engine_.observer.vantage();
        const bool blocked =
            vantage.outbound_25_blocked && endpoint->service.port == model::smtp.port;
        if (!vantage.ports_well() || blocked) surroundings.vantage = model::Reason::vantage_ill;
        add(observe::readings_of(session, surroundings));
        see(subject_, 0, session);
    }

    /// Silence counts only while something else answers in the same minutes (VERDICTS.md, Ports).
    net::Awaitable<void> look_at_a_control(const model::Endpoint& silent, base::Instant when) {
        if (engine_.observer.sessions().others_answered(when)) co_return;
        auto control = control_of(silent);
        if (!control) co_return;
        observe::Demand demand = demand_;
        demand.greeting_patience = {};
        co_await engine_.observer.sessions().look(*std::move(control), demand);
    }

    /// Another port that is believed to answer: of the same address where there is one.
    std::optional<model::Endpoint> control_of(const model::Endpoint& silent) const {
        std::optional<model::Endpoint> elsewhere;
        for (const auto& name : engine_.targets.resting_on(subject_.text)) {
            for (const auto& endpoint : engine_.targets.find(name)->needs.sessions) {
                const auto believed = engine_.state_writer.beliefs().value(
                    Subject::endpoint(endpoint), ReadingName::port);
                if (endpoint == silent || (believed != "open" && believed != "closed")) continue;
                if (endpoint.address == silent.address) return endpoint;
                if (!elsewhere) elsewhere = endpoint;
            }
        }
        return elsewhere;
    }

    net::Awaitable<void> take_address() {
        const auto address = subject_.ip();
        if (!address) co_return;
        const std::string host{subject_.host()};
        for (const auto& look : looks_) {
            if (look.name == ReadingName::ptr) {
                auto reverse = co_await engine_.observer.look_at_reverse(host, *address, demand_);
                add(observe::readings_of(*reverse));
                see(subject_, 0, reverse);
                continue;
            }
            const auto* const zone = model::zone_named(*plan_.zones, look.argument);
            if (zone == nullptr) continue;
            auto listing = co_await engine_.observer.zones().look(*zone, *address, demand_);
            if (!listing) continue;
            add(observe::readings_of(*listing, host));
            see(subject_, engine_.state_writer.beliefs().intern_argument(zone->name), listing);
        }
    }

    net::Awaitable<void> take_zone() {
        const auto* const zone = model::zone_named(*plan_.zones, subject_.host());
        if (zone == nullptr) co_return;
        for (const auto family : {model::Address::Family::v4, model::Address::Family::v6}) {
            if (!zone->asks(family)) continue;
            const auto health = co_await engine_.observer.zones().prove(*zone, family, demand_);
            add(observe::readings_of(*health));
        }
    }

    /// Of a domain, what is in doubt: its SPF record, or where its mail lives.
    net::Awaitable<void> take_name() {
        const auto is_spf = [](const watch::Look& look) { return look.name == ReadingName::spf; };
        if (std::ranges::any_of(looks_, is_spf)) {
            const auto look = co_await engine_.observer.spf().look(subject_.text, demand_);
            add(observe::readings_of(*look));
            if (!look->failure) see(subject_, 0, look);
        }
        if (!std::ranges::all_of(looks_, is_spf)) co_await take_topology();
    }

    net::Awaitable<void> take_topology() {
        const auto* const target = engine_.targets.find(subject_.text);
        if (target == nullptr) co_return;
        auto scope = plan_.scope(target->plan.settings);
        const auto topology = co_await engine_.observer.topology(std::move(scope), demand_);
        add(observe::readings_of(*topology));
        if (topology->mail == model::Topology::Mail::unknown) co_return;
        see(subject_, 0, topology);
        // Its new hosts are looked at now, so that the entry can say what is wrong with them.
        auto needs = needs_of(*topology, target->plan);
        needs.series.clear();
        auto demand = demand_;
        demand.purpose = observe::Purpose::scheduled;
        demand.not_before -= watch::freshness(target->plan.settings.interval);
        observe::Progress nobody_watches;
        co_await engine_.observer.take(std::move(needs), std::move(demand),
                                       std::move(nobody_watches));
    }

    void add(std::vector<model::Reading> more) {
        readings_.insert(readings_.end(), std::make_move_iterator(more.begin()),
                         std::make_move_iterator(more.end()));
    }

    template <class T>
    void see(const Subject& subject, watch::ArgumentId argument, std::shared_ptr<const T> what) {
        seen_.push_back(store::observed(engine_.state_writer.beliefs().intern(subject), argument,
                                        std::move(what)));
    }

    /// A look that got no reading is answered all the same, or it would be due for ever. If we are
    /// the ones who are ill, nothing that we saw counts.
    void answer_the_rest() {
        if (!engine_.observer.vantage().resolver_well() &&
            subject_.kind != Subject::Kind::vantage) {
            readings_.clear();
            seen_.clear();
        }
        for (const auto& look : looks_) {
            const bool answered =
                std::ranges::any_of(readings_, [&](const model::Reading& reading) {
                    return reading.name == look.name && reading.argument == look.argument &&
                           reading.taken_at >= look.at;
                });
            if (answered) continue;
            model::Reading unknown;
            unknown.subject = look.subject;
            unknown.name = look.name;
            unknown.argument = look.argument;
            unknown.reason = model::Reason::interrupted;
            unknown.taken_at = engine_.clock.now();
            readings_.push_back(std::move(unknown));
        }
    }

    net::Awaitable<void> believe() {
        auto context = context_of(engine_, plan_);
        auto names = names_for(engine_);
        auto changes = co_await engine_.state_writer.believe(std::move(readings_), std::move(seen_),
                                                             std::move(context), std::move(names));
        if (!engine_.state_writer.beliefs().in_doubt(subject_)) co_await settle(changes);
        co_await engine_.state_writer.tell(std::move(changes));
    }

    /// Verdicts that follow are told inside the first change's entry.
    net::Awaitable<void> settle(std::vector<model::Transition>& changes) {
        std::vector<std::string> names;
        for (const auto& name : engine_.targets.resting_on(subject_.text))
            if (is_settled(engine_, *engine_.targets.find(name))) names.push_back(name);
        if (subject_.kind == Subject::Kind::name) {
            need_a_round_ = names;  // Its mail hosts may be others now.
            if (changes.empty()) co_return;
            for (const auto& name : names) adopt_topology(*engine_.targets.find(name));
        }
        for (const auto& name : names) co_await warm_up(engine_, name);
        const StateWriter::Telling telling{changes.empty() ? nullptr : &changes.front(), false};
        co_await judge_and_record(engine_, std::move(names), telling);
    }

    /// The target's mail hosts are those that were just seen.
    void adopt_topology(Target& target) {
        const auto topology = engine_.observer.latest_topology(target.state->target.name);
        if (!topology) return;
        auto state = *target.state;
        state.topology = topology;
        target.state = std::make_shared<const model::TargetState>(std::move(state));
        engine_.targets.settle_on(target, topology);
    }

    Engine& engine_;
    const Plan& plan_;
    std::vector<watch::Look> looks_;
    Subject subject_;
    observe::Demand demand_;
    std::vector<model::Reading> readings_;
    std::vector<store::Observed> seen_;
    std::vector<std::string> need_a_round_;
};

}  // namespace

net::Awaitable<std::vector<std::string>> look_again(Engine& engine, const Plan& plan,
                                                    std::vector<watch::Look> looks) {
    Confirmation confirmation{engine, plan, std::move(looks)};
    auto names = co_await confirmation.run();
    co_return names;
}

}  // namespace mailwatchd::engine
