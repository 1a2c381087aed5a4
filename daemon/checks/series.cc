#include "checks/series.h"

#include "checks/ports.h"

namespace mailwatchd::checks {

using model::Reason;

void need_series(model::Needs& needs, const model::Topology& topology, HostFilter filter,
                 model::SeriesKind kind, const model::Service& service) {
    for (const auto& [host, address] : host_addresses(topology, filter)) {
        const model::Endpoint endpoint{host.name, address, service};
        needs.require<model::MailSession>(endpoint);
        needs.require<model::ActiveSeries>({kind, endpoint});
    }
}

SeriesSeen series_at(const model::World& world, const HostAddress& host_address,
                     model::SeriesKind kind, const model::Service& service) {
    const auto* const series = world.series_of(kind, host_address.address);
    // What must not be tested is reported as such, whatever the port's state.
    if (series != nullptr && model::is_conclusive(series->closed) && series->closed != Reason::none)
        return {nullptr, series->closed, false};
    const auto port = service_at(world, host_address, service);
    if (port.is_absent()) return {nullptr, Reason::none, true};
    if (port.is_undecided()) return {nullptr, port.reason, false};
    if (series == nullptr) {
        const auto mute = why_mute(*port.session);
        return {nullptr, mute.value_or(Reason::interrupted), false};
    }
    if (series->closed != Reason::none) return {nullptr, series->closed, false};
    return {series, Reason::none, false};
}

model::Finding finding(const model::FindingKind& kind, const model::ActiveSeries& series,
                       std::string evidence, std::string detail) {
    return {&kind, model::Subject::endpoint(series.endpoint), bounded(evidence), bounded(detail)};
}

std::string last_reply(const model::ActiveSeries& series) {
    return series.last_words.code == 0 ? std::string{} : bounded(series.last_words.line());
}

std::string ending(const model::ActiveSeries& series) {
    std::string text{name(series.end)};
    if (series.last_words.code == 0 && series.failure) text += ": " + series.failure->detail;
    return bounded(text);
}

std::optional<Reason> unseen_hosts(const model::Topology& topology, HostFilter filter) {
    for (const auto& host : topology.hosts)
        if (filter(host))
            if (const auto why = unseen(host)) return why;
    return std::nullopt;
}

}  // namespace mailwatchd::checks
