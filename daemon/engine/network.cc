#include "engine/network.h"

#include "net/connector.h"

namespace mailwatchd::engine {

namespace {

net::ResolverSettings resolver_settings(const config::Configuration& configuration,
                                        net::DnsHook hook) {
    using Trust = config::ResolverSettings::TrustAd;
    const auto& configured = configuration.resolver;
    net::ResolverSettings settings;
    for (const auto& server : configured.servers)
        settings.servers.push_back({server.address, server.port});
    settings.timeout = configured.timeout;
    settings.attempts = configured.attempts;
    settings.trust_ad = configured.trust_ad == Trust::yes ? net::ResolverSettings::TrustAd::always
                        : configured.trust_ad == Trust::no
                            ? net::ResolverSettings::TrustAd::never
                            : net::ResolverSettings::TrustAd::automatic;
    settings.allow_direct = configuration.probe.allow_addresses;
    settings.hook = std::move(hook);
    return settings;
}

net::ConnectorSettings connector_settings(const config::ProbeSettings& probe) {
    net::ConnectorSettings settings;
    settings.allow = probe.allow_addresses;
    for (const auto& source : {probe.source_v4, probe.source_v6})
        if (source) settings.sources.push_back(*source);
    settings.ca_file = probe.ca_file;
    return settings;
}

net::ConnectorSettings canary_settings(const Plan& plan) {
    auto settings = connector_settings(plan.configuration.probe);
    settings.allow = {
        model::Prefix::parse(plan.observer_settings().prober.test_net.text()).value()};
    return settings;
}

}  // namespace

RealNetwork::RealNetwork(const Plan& plan, net::DnsHook hook)
    : resolver_{net::make_resolver(clock_, resolver_settings(plan.configuration, std::move(hook)))},
      cache_{net::make_caching_resolver(clock_, *resolver_, {})},
      connector_{net::make_connector(connector_settings(plan.configuration.probe))},
      canary_connector_{net::make_connector(canary_settings(plan))} {}

}  // namespace mailwatchd::engine
