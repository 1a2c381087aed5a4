#include "engine/evidence.h"

#include "engine/audit.h"
#include "observe/readings.h"
#include "watch/freshness.h"

#include <algorithm>

namespace mailwatchd::engine {

using model::ReadingName;
using model::Subject;

namespace {

std::optional<model::Endpoint> endpoint_of(const Subject& subject) {
    const auto address = subject.ip();
    const auto port = subject.port();
    const auto* const service = port ? model::service_of(*port) : nullptr;
    if (!address || service == nullptr) return std::nullopt;
    return model::Endpoint{std::string{subject.host()}, *address, *service};
}

/// One second look at one subject. Lives in the coroutine frame of `Evidence::retake`.
class Retake {
public:
    Retake(Evidence::Tools& tools, Subject subject, const std::vector<watch::Look>& looks,
           observe::Demand demand, std::shared_ptr<const Plan> plan, Intake& into)
        : tools_{tools},
          subject_{std::move(subject)},
          looks_{looks},
          demand_{std::move(demand)},
          plan_{std::move(plan)},
          into_{into} {}

    net::Awaitable<void> run() {
        switch (subject_.kind) {
            case Subject::Kind::endpoint: co_await take_endpoint(); break;
            case Subject::Kind::address: co_await take_address(); break;
            case Subject::Kind::zone: co_await take_zone(); break;
            case Subject::Kind::name: co_await take_name(); break;
            case Subject::Kind::vantage:
                co_await tools_.observer.look_at_ourselves(demand_.not_before);
                into_.add(observe::readings_of(tools_.observer.vantage()));
                break;
        }
    }

private:
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
        auto& active = tools_.observer.active();
        for (const auto handle : tools_.targets.resting_on(subject_)) {
            const auto* const target = tools_.targets.find(handle);
            if (target == nullptr || !target->needs.wants(wanted)) continue;
            observe::Errand errand{
                target->needs.series_target, target->needs.active, *endpoint, {wanted.kind}};
            co_await active.visit(std::move(errand), demand_);
            const auto series = active.latest(*endpoint, wanted.kind);
            if (!series || series->taken_at < demand_.not_before) continue;
            into_.add(observe::readings_of(*series));
            see(subject_, static_cast<watch::ArgumentId>(wanted.kind), series);
            break;
        }
    }

    net::Awaitable<void> take_session() {
        const auto endpoint = endpoint_of(subject_);
        if (!endpoint) co_return;
        auto& sessions = tools_.observer.sessions();
        const auto session = co_await sessions.look(*endpoint, demand_);
        if (observe::met_silence(*session))
            co_await look_at_a_control(*endpoint, session->taken_at);
        observe::Surroundings surroundings;
        surroundings.others_answered = sessions.others_answered(session->taken_at);
        const auto& vantage = tools_.observer.vantage();
        const bool blocked =
            vantage.outbound_25_blocked && endpoint->service.port == model::smtp.port;
        if (!vantage.ports_well() || blocked) surroundings.vantage = model::Reason::vantage_ill;
        into_.add(observe::readings_of(session, surroundings));
        see(subject_, 0, session);
    }

    /// Silence counts only while something else answers in the same minutes (VERDICTS.md, Ports).
    net::Awaitable<void> look_at_a_control(model::Endpoint silent, base::Instant when) {
        if (tools_.observer.sessions().others_answered(when)) co_return;
        auto control = control_of(silent);
        if (!control) co_return;
        observe::Demand demand = demand_;
        demand.greeting_patience = {};
        co_await tools_.observer.sessions().look(*std::move(control), demand);
    }

    /// Another port that is believed to answer: of the same address where there is one.
    std::optional<model::Endpoint> control_of(const model::Endpoint& silent) const {
        std::optional<model::Endpoint> elsewhere;
        for (const auto handle : tools_.targets.resting_on(subject_)) {
            for (const auto& endpoint : tools_.targets.find(handle)->needs.sessions) {
                const auto believed =
                    tools_.beliefs.value(Subject::endpoint(endpoint), ReadingName::port);
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
                auto reverse = co_await tools_.observer.look_at_reverse(host, *address, demand_);
                into_.add(observe::readings_of(*reverse));
                see(subject_, 0, reverse);
                continue;
            }
            const auto* const zone = model::zone_named(*plan_->zones, look.argument);
            if (zone == nullptr) continue;
            auto listing = co_await tools_.observer.zones().look(*zone, *address, demand_);
            if (!listing) continue;
            into_.add(observe::readings_of(*listing, host));
            see(subject_, tools_.beliefs.intern_argument(zone->name), listing);
        }
    }

    net::Awaitable<void> take_zone() {
        const auto* const zone = model::zone_named(*plan_->zones, subject_.host());
        if (zone == nullptr) co_return;
        for (const auto family : {model::Address::Family::v4, model::Address::Family::v6}) {
            if (!zone->asks(family)) continue;
            const auto health = co_await tools_.observer.zones().prove(*zone, family, demand_);
            into_.add(observe::readings_of(*health));
        }
    }

    /// Of a domain, what is in doubt: its SPF record, or where its mail lives.
    net::Awaitable<void> take_name() {
        const auto is_spf = [](const watch::Look& look) { return look.name == ReadingName::spf; };
        if (std::ranges::any_of(looks_, is_spf)) {
            const auto look = co_await tools_.observer.spf().look(subject_.text, demand_);
            into_.add(observe::readings_of(*look));
            if (!look->failure) see(subject_, 0, look);
        }
        if (!std::ranges::all_of(looks_, is_spf)) co_await take_topology();
    }

    net::Awaitable<void> take_topology() {
        const auto* const target = tools_.targets.find(subject_.text);
        if (target == nullptr) co_return;
        const auto handle = target->handle;
        auto scope = plan_->scope(target->plan.settings);
        const auto topology = co_await tools_.observer.topology(std::move(scope), demand_);
        into_.add(observe::readings_of(*topology));
        if (topology->mail == model::Topology::Mail::unknown) co_return;
        see(subject_, 0, topology);
        into_.topologies.push_back(topology);
        co_await take_hosts_of(handle, topology);
    }

    /// The new hosts are looked at now, so that the entry can say what is wrong with them.
    net::Awaitable<void> take_hosts_of(Handle handle, observe::TopologyPtr topology) {
        const auto* const target = tools_.targets.find(handle);
        if (target == nullptr) co_return;
        auto needs = needs_of(*topology, target->plan);
        needs.series.clear();
        auto demand = demand_;
        demand.purpose = observe::Purpose::scheduled;
        demand.not_before -= watch::freshness(target->plan.settings.interval);
        observe::Progress nobody_watches;
        co_await tools_.observer.take(std::move(needs), std::move(demand),
                                      std::move(nobody_watches));
    }

    void see(const Subject& subject, watch::ArgumentId argument, store::Observation what) {
        into_.observations.push_back({tools_.beliefs.intern(subject), argument, std::move(what)});
    }

    Evidence::Tools& tools_;
    Subject subject_;
    const std::vector<watch::Look>& looks_;
    observe::Demand demand_;
    std::shared_ptr<const Plan> plan_;
    Intake& into_;
};

}  // namespace

void Intake::add(std::vector<model::Reading> more) {
    readings.insert(readings.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
}

net::Awaitable<void> Evidence::retake(Subject subject, const std::vector<watch::Look>& looks,
                                      observe::Demand demand, std::shared_ptr<const Plan> plan,
                                      Intake& into) {
    Retake retake{tools_, std::move(subject), looks, std::move(demand), std::move(plan), into};
    co_await retake.run();
}

model::World Evidence::world(observe::TopologyPtr topology, const model::Needs& needs) const {
    auto world = tools_.observer.world(std::move(topology), needs);
    for (auto& port : world.ports) {
        const bool silent =
            port.state == model::PortState::unknown && port.reason == model::Reason::timeout;
        if (!silent) continue;
        const auto believed =
            tools_.beliefs.value(Subject::endpoint(port.session->endpoint), ReadingName::port);
        if (believed == name(model::PortState::filtered)) port.state = model::PortState::filtered;
    }
    return world;
}

bool Evidence::dns_failed(const model::World& world) {
    if (world.topology->mail == model::Topology::Mail::unknown) return true;
    if (world.spf && world.spf->failure) return true;
    const auto unanswered = [](const auto& look) { return !look->names; };
    const auto unknown = [](const auto& listing) {
        return listing->state == model::Listing::State::unknown;
    };
    const auto lost = [](const model::Host& host) {
        return host.failure && base::is_temporary(host.failure->code);
    };
    return std::ranges::any_of(world.reverse, unanswered) ||
           std::ranges::any_of(world.listings, unknown) ||
           std::ranges::any_of(world.topology->hosts, lost);
}

}  // namespace mailwatchd::engine
