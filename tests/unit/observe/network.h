// The scripted network with what the observers need.
#pragma once

#include "net/pace.h"
#include "observe/cache.h"
#include "observe/freshness.h"
#include "observe/session/mail_look.h"
#include "support/builders.h"
#include "support/scripted_network.h"
#include "support/simulated_clock.h"

#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::test {

struct ObservedNetwork {
    SimulatedClock clock;
    ScriptedNetwork network{clock};
    observe::LookNumbers numbers;

    int queries(const std::string& name, dns::Type type) const {
        const auto found = network.queries.find({name, type});
        return found == network.queries.end() ? 0 : found->second;
    }
    int queries() const {
        int sum = 0;
        for (const auto& [question, count] : network.queries) sum += count;
        return sum;
    }
    int connects(std::string_view address, std::uint16_t port) const {
        const auto found = network.connects.find({ip(address), port});
        return found == network.connects.end() ? 0 : found->second;
    }

    /// Accepts observations up to `age` old.
    observe::Freshness scheduled(base::Duration age = {}) const {
        return {observe::Purpose::scheduled, clock.ticks() - age, {}};
    }
    observe::Freshness confirming(base::Duration greeting_patience = {}) const {
        return {observe::Purpose::confirming, clock.ticks(), greeting_patience};
    }
};

/// Opens each session under the name of its request.
inline std::string as_asked(const model::Endpoint& asked, std::string_view) { return asked.host; }

inline observe::LookSettings look_settings() {
    using namespace std::chrono_literals;
    return {.helo_name = "monitor.example.net",
            .connect_patience = 10s,
            .greeting_patience = 30s,
            .session_patience = 60s,
            .scheduled_gap = 1h};
}

inline model::Endpoint endpoint(std::string_view address,
                                const model::Service& service = model::smtp) {
    return {"mx1.example.org", ip(address), service};
}

/// A mail server with STARTTLS.
inline Dialogue smtp_dialogue(base::Duration greeting_delay = {}) {
    return {.greeting = "220 mx1.example.org ESMTP Postfix\r\n",
            .rows = {{"EHLO", "250-mx1.example.org\r\n250 STARTTLS\r\n"},
                     {"STARTTLS", "220 go\r\n"},
                     {"QUIT", "221 bye\r\n"}},
            .rows_in_tls = {{"EHLO", "250-mx1.example.org\r\n250 AUTH PLAIN\r\n"},
                            {"QUIT", "221 bye\r\n"}},
            .greeting_delay = greeting_delay};
}

inline ScriptedEndpoint smtp_server(base::Duration greeting_delay = {}) {
    using namespace std::chrono_literals;
    return smtp_dialogue(greeting_delay)
        .endpoint(good_tls("mx1.example.org", SimulatedClock::epoch + 24h * 90));
}

/// A server that sends these one after the other, whatever it receives.
inline ScriptedEndpoint speaker(std::vector<Say> sayings) {
    ScriptedEndpoint made;
    made.accept = [sayings = std::move(sayings)]() -> Talk {
        return [left = sayings](std::string_view, bool) mutable -> Say {
            if (left.empty()) return {};
            auto next = left.front();
            left.erase(left.begin());
            return next;
        };
    };
    return made;
}

}  // namespace mailwatchd::test
