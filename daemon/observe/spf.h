// SPF as the DNS has it (RFC 7208): of a domain, and of one sender.
#pragma once

#include "model/spf.h"
#include "net/seam.h"
#include "observe/demand.h"
#include "proto/spf/evaluation.h"

#include <memory>

namespace mailwatchd::observe {

/// Never fails: what the DNS did not say is a temperror. Ends within 20 s.
net::Awaitable<model::SpfEvaluation> evaluate_spf(net::Clock& clock, net::Resolver& resolver,
                                                  spf::Request request);

/// The domain's record with all that it includes.
net::Awaitable<std::shared_ptr<const model::SpfLook>> look_at_spf(net::Clock& clock,
                                                                  net::Resolver& resolver,
                                                                  std::string domain,
                                                                  Demand demand);

}  // namespace mailwatchd::observe
