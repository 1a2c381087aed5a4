#include "net/gather.h"
#include "observe/collector.h"
#include "observe/series/active.h"
#include "observe/session/sessions.h"
#include "observe/starttls_injection/fields.h"
#include "watch/freshness.h"
#include "watch/permission.h"

namespace mailwatchd::observe::starttls_injection {

namespace {

using model::StarttlsInjection;

class InjectionCollector final : public Collector {
    using Cache = ObservationCache<model::AddressPort, StarttlsInjection>;

public:
    InjectionCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          clock_{observer.network().clock},
          sessions_{observer.use<Sessions>()},
          active_{observer.use<Active>()},
          cache_{clock_, observer.numbers()} {}

    /// After the sessions, because they show where STARTTLS works.
    net::Awaitable<void> finish(const model::Needs& needs, Freshness freshness) override {
        Work work;
        for (const auto& endpoint : needs.of<StarttlsInjection>())
            if (is_allowed(needs, endpoint) && is_open(endpoint, freshness))
                work.push_back(share_probe(endpoint, freshness));
        co_await net::gather(std::move(work));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& endpoint : needs.of<StarttlsInjection>())
            if (auto known = cache_.latest(address_port(endpoint)))
                world.of<StarttlsInjection>().push_back(std::move(known));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& known : world.of<StarttlsInjection>())
            seen.observations.push_back(
                to_store({model::Subject::endpoint(known->endpoint), number_, {}}, known));
    }
    net::Awaitable<void> recheck(const RecheckRequest&, Freshness, Seen&) override { co_return; }
    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& endpoint : needs.of<StarttlsInjection>())
            keys.push_back({model::Subject::endpoint(endpoint), number_, {}});
    }
    void restore(std::string_view body) override {
        if (const auto known = from_store<StarttlsInjection>(body))
            cache_.restore(address_port(known->endpoint), known, known->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        cache_.forget(before, [&](const model::AddressPort&, const StarttlsInjection& known) {
            return wanted.subject(model::Subject::endpoint(known.endpoint));
        });
    }
    std::size_t size() const override { return cache_.size(); }

private:
    bool is_allowed(const model::Needs& needs, const model::Endpoint& endpoint) const {
        return watch::is_authorised(active_.rules(), needs.active, needs.target, endpoint) &&
               !active_.hold_of(endpoint);
    }
    /// TLS works in the ordinary session, and the last probe is missing or too old: one for each
    /// interval, unless a person asks.
    bool is_open(const model::Endpoint& endpoint, const Freshness& freshness) const {
        const auto session = sessions_.latest(endpoint);
        if (!session || sessions_.untrusted(endpoint) || session->upgrade != model::Upgrade::done ||
            session->stage < model::Stage::secured)
            return false;
        auto not_before = freshness.not_before;
        if (freshness.purpose == Purpose::scheduled && freshness.interval > base::Duration{})
            not_before = clock_.ticks() - freshness.interval + watch::freshness(freshness.interval);
        return !cache_.latest(address_port(endpoint), not_before);
    }
    /// Targets that share the endpoint share the probe.
    net::Awaitable<void> share_probe(model::Endpoint endpoint, Freshness freshness) {
        // The port's scheduled session is the ordinary one.
        const auto purpose =
            freshness.purpose == Purpose::requested ? Purpose::requested : Purpose::confirming;
        auto name = model::Subject::endpoint(endpoint).text;
        Cache::Start start = [this, endpoint, purpose] { return probe(endpoint, purpose); };
        const net::FlightTerms any;
        const base::Deadline never{base::Ticks::max()};
        co_await cache_.fly(std::move(name), any, never, std::move(start));
    }
    /// A probe that shows nothing leaves what is known as it is.
    net::Awaitable<base::Result<Cache::Ptr>> probe(model::Endpoint endpoint, Purpose purpose) {
        const auto session = co_await sessions_.probe(endpoint, purpose);
        if (!session) co_return session.error();
        const auto ordinary = sessions_.latest(endpoint);
        auto found = std::make_shared<StarttlsInjection>();
        found->endpoint = endpoint;
        found->taken_at = (*session)->taken_at;
        found->reply = (*session)->injected_reply;
        if (ordinary) found->result = model::injection_result(**session, *ordinary);
        if (found->result != StarttlsInjection::Result::unknown)
            cache_.remember(address_port(endpoint), found,
                            base::ticks_of(found->taken_at, clock_.moment()));
        co_return Cache::Ptr{std::move(found)};
    }

    std::uint16_t number_;
    net::Clock& clock_;
    Sessions& sessions_;
    Active& active_;
    Cache cache_;
};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"starttls_injection", {}, open_as<InjectionCollector>};

}  // namespace mailwatchd::observe::starttls_injection
