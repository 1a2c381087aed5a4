#include "model/active_hold.h"
#include "observe/collector.h"
#include "observe/series/active.h"
#include "observe/series/fields.h"
#include "observe/series/readings.h"

#include <map>
#include <optional>

namespace mailwatchd::observe::series {

namespace {

/// One request per endpoint, with everything wanted of it.
std::vector<ProbeRequest> probe_requests_of(const model::Needs& needs) {
    std::map<model::Endpoint, std::vector<model::SeriesKind>> wanted;
    for (const auto& [kind, endpoint] : needs.of<model::ActiveSeries>())
        wanted[endpoint].push_back(kind);
    std::vector<ProbeRequest> requests;
    requests.reserve(wanted.size());
    for (auto& [endpoint, kinds] : wanted)
        requests.push_back({needs.target, needs.active, endpoint, std::move(kinds)});
    return requests;
}

std::optional<model::Endpoint> wanted_at(const model::Needs& needs, const model::AddressPort& at,
                                         model::SeriesKind kind) {
    for (const auto& wanted : needs.of<model::ActiveSeries>())
        if (wanted.kind == kind && address_port(wanted.endpoint) == at) return wanted.endpoint;
    return std::nullopt;
}

class SeriesCollector final : public Collector {
public:
    SeriesCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          active_{{observer.network().clock, observer.network().resolver,
                   observer.network().connector, observer.pace(), observer.use<Sessions>(),
                   observer.use<TcpGuard>(), observer.use<DnsblClient>(), observer.numbers()},
                  observer.settings().look,
                  observer.settings().active} {
        observer.share(active_);
    }

    void configure(const ObserverSettings& settings) override {
        active_.set_settings(settings.look, settings.active);
    }
    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        for (auto& request : probe_requests_of(needs))
            work.push_back(active_.probe(std::move(request), freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& wanted : needs.of<model::ActiveSeries>())
            if (auto series = active_.seen(needs.target, needs.active, wanted))
                world.of<model::ActiveSeries>().push_back(std::move(series));
        for (const auto& request : probe_requests_of(needs)) show_hold(request, world);
        world.no_content_filter = active_.rules().no_content_filter;
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& series : world.of<model::ActiveSeries>()) add(series, {}, seen);
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& wanted : needs.of<model::ActiveSeries>())
            subjects.push_back(model::Subject::endpoint(wanted.endpoint));
    }

    /// On behalf of the first target for which it is allowed.
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        const auto endpoint = model::endpoint_of(what.subject);
        if (!endpoint) co_return;
        const auto kind = model::SeriesKind::relay;
        for (const auto& needs : what.needs) {
            // Whether it is allowed depends on the target's own name of the host.
            const auto wanted = wanted_at(needs, address_port(*endpoint), kind);
            if (!wanted) continue;
            ProbeRequest request{needs.target, needs.active, *wanted, {kind}};
            co_await active_.probe(std::move(request), freshness);
            const auto series =
                active_.cache().latest({address_port(*endpoint), kind}, freshness.not_before);
            if (!series) continue;
            add(series, freshness.not_before, seen);
            break;
        }
    }

    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& [kind, endpoint] : needs.of<model::ActiveSeries>())
            keys.push_back({model::Subject::endpoint(endpoint),
                            number_,
                            {},
                            static_cast<std::uint16_t>(kind)});
    }
    void restore(std::string_view body) override {
        if (const auto series = from_store<model::ActiveSeries>(body))
            active_.cache().restore({address_port(series->endpoint), series->kind}, series,
                                    series->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        active_.cache().forget(before, [&](const Active::Key&, const model::ActiveSeries& series) {
            return wanted.subject(model::Subject::endpoint(series.endpoint));
        });
    }
    std::size_t size() const override { return active_.cache().size(); }

private:
    void show_hold(const ProbeRequest& request, model::World& world) const {
        if (!watch::is_authorised(active_.rules(), request.mode, request.target, request.endpoint))
            return;
        if (const auto hold = active_.hold_of(request.endpoint))
            world.of<model::ActiveHold>().push_back(std::make_shared<const model::ActiveHold>(
                model::ActiveHold{request.endpoint, hold->until, hold->why}));
    }

    /// Adds nothing if the series is not allowed.
    void add(const SeriesPtr& series, base::Ticks taken, Seen& seen) const {
        if (series->closed != model::Reason::none) return;
        auto readings = readings_of(*series);
        stamp(readings, active_.cache().find({address_port(series->endpoint), series->kind}),
              series, taken);
        seen.observations.push_back(to_store({model::Subject::endpoint(series->endpoint),
                                              number_,
                                              {},
                                              static_cast<std::uint16_t>(series->kind)},
                                             series));
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    Active active_;
};

constexpr const model::ReadingKind* readings[] = {&reading::relay};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"series", readings, open_as<SeriesCollector>};

}  // namespace mailwatchd::observe::series
