// One active probe of an endpoint: its envelopes, their sessions, and the series made of them.
#pragma once

#include "model/active_series.h"
#include "net/pace.h"
#include "net/seam.h"
#include "observe/session/mail_look.h"

#include <string>
#include <vector>

namespace mailwatchd::observe {

/// The content of a probe.
struct VisitPlan {
    model::Endpoint endpoint;
    struct Part {
        model::SeriesKind kind{};
        std::vector<model::SeriesCase> envelopes;
    };
    std::vector<Part> parts;
    net::Purpose purpose = net::Purpose::confirming;
    bool waits_out_deferrals = false;
};

struct Visit {
    std::vector<model::ActiveSeries> series;  ///< One per part.
    /// The server rejected the prober or its identity: back off.
    bool unwelcome = false;
};

/// Never fails: each series says how far it got.
net::Awaitable<Visit> take_visit(net::Clock& clock, net::Connector& connector, net::Pace& pace,
                                 VisitPlan plan, LookSettings look);

}  // namespace mailwatchd::observe
