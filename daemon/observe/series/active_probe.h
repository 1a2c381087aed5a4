// One active probe of an endpoint: its envelopes, their sessions, and the series made of them.
#pragma once

#include "model/active_series.h"
#include "net/pace.h"
#include "net/seam.h"
#include "observe/prober/tcp_guard.h"
#include "observe/session/mail_look.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::observe {

/// The content of a probe.
struct ActiveProbeSteps {
    model::Endpoint endpoint;
    struct Part {
        model::SeriesKind kind{};
        std::vector<model::SeriesCase> envelopes;
        /// Sent if an acceptance must be checked (model/relay_control.h).
        std::optional<model::SeriesCase> control = {};
        /// The series before this one, if there is one: if a server leaves no time for all, those
        /// that it left out come first now.
        std::shared_ptr<const model::ActiveSeries> before = {};
    };
    std::vector<Part> parts;
    std::string plain_sender;  ///< In place of an address literal that the server refuses.
    net::Purpose purpose = net::Purpose::confirming;
    bool waits_out_deferrals = false;
};

struct ActiveProbe {
    /// One per part. A case that no session had room for has no answer. A series that is finished
    /// and has a failure `tls_failed` was made without TLS, because STARTTLS failed.
    std::vector<model::ActiveSeries> series;
    /// The server rejected the prober or its identity: back off.
    bool rejected = false;
    /// What was wrong with us before, during or after a session; then the series say nothing.
    std::string trouble;
};

/// What a probe is made with. All of it must outlive the probe.
struct ProbeSeams {
    net::Clock& clock;
    net::Connector& connector;
    net::Pace& pace;
    TcpGuard& guard;
};

/// Never fails: each series says how far it got.
net::Awaitable<ActiveProbe> run_active_probe(ProbeSeams seams, ActiveProbeSteps plan,
                                             LookSettings look);

}  // namespace mailwatchd::observe
