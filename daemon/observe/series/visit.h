// One visit to an endpoint: its envelopes, the sessions that carry them, and the series they make.
#pragma once

#include "model/active_series.h"
#include "net/pace.h"
#include "net/seam.h"
#include "observe/session/mail_look.h"

#include <string>
#include <vector>

namespace mailwatchd::observe {

/// What a visit asks.
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
    std::vector<model::ActiveSeries> series;  ///< One a part.
    /// The server sent us away, or minds who we are: it is to be left alone.
    bool unwelcome = false;
};

/// Never fails: each series says how far it got.
net::Awaitable<Visit> take_visit(net::Clock& clock, net::Connector& connector, net::Pace& pace,
                                 VisitPlan plan, LookSettings look);

}  // namespace mailwatchd::observe
