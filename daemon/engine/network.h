// Builds the real network from the configuration.
#pragma once

#include "engine/plan.h"
#include "net/clock.h"
#include "net/resolver.h"
#include "observe/observer.h"

#include <memory>

namespace mailwatchd::engine {

class RealNetwork {
public:
    RealNetwork(const Plan& plan, net::DnsHook hook);
    observe::Network view() { return {clock_, *cache_, *connector_, *canary_connector_}; }
    net::SystemClock& clock() { return clock_; }

private:
    net::SystemClock clock_;
    std::unique_ptr<net::Resolver> resolver_;
    std::unique_ptr<net::Resolver> cache_;
    std::unique_ptr<net::Connector> connector_;
    std::unique_ptr<net::Connector> canary_connector_;
};

}  // namespace mailwatchd::engine
