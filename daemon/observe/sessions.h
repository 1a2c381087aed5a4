// Mail sessions: one look per endpoint, however many targets and checks asked (ENGINE.md 1, 2).
#pragma once

#include "model/mail_session.h"
#include "net/limiter.h"
#include "net/pace.h"
#include "net/seam.h"
#include "net/shared.h"
#include "observe/demand.h"
#include "observe/mail_look.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using SessionPtr = std::shared_ptr<const model::MailSession>;

class Sessions {
public:
    Sessions(net::Clock& clock, net::Connector& connector, net::Pace& pace, LookSettings settings);

    /// The latest session with the endpoint where it serves the demand, else a new one at the
    /// address's pace. Always gives a session; one that never got its turn failed as cancelled.
    net::Awaitable<SessionPtr> look(model::Endpoint endpoint, Demand demand);

    /// The latest one, however old; null where there is none.
    SessionPtr latest(const model::Endpoint& endpoint) const;
    /// The latest of every endpoint.
    std::vector<SessionPtr> all() const;
    /// Gives back what was recorded before a restart.
    void remember(SessionPtr session);

    /// Whether some host answered (with a connection or with RST) in the same minutes, before or
    /// after.
    bool others_answered(base::Instant around) const;
    /// Whether every look at port 25 of the last hour met silence, at three addresses at least:
    /// then our own way out is blocked (promise 3).
    bool outbound_25_blocked(base::Instant now) const;

    /// After a reload.
    void set_settings(LookSettings settings);
    /// Sessions begun since the start, for metrics and tests.
    std::uint64_t begun() const { return begun_; }

private:
    net::Awaitable<net::Shared<model::MailSession>::Value> fly(model::Endpoint endpoint,
                                                               Purpose purpose,
                                                               base::Duration patience);
    void note(const model::MailSession& session);
    void note_answer(base::Instant now);

    net::Clock& clock_;
    net::Connector& connector_;
    net::Pace& pace_;
    LookSettings settings_;
    net::Limiter places_;
    net::Shared<model::MailSession> flights_;
    std::map<model::Endpoint, SessionPtr> latest_;
    struct Silence {
        base::Instant at;
        bool answered = false;
    };
    std::map<model::Address, Silence> smtp_looks_;
    std::deque<base::Instant> answers_;  ///< When some host answered; in order, thinned.
    std::uint64_t begun_ = 0;
};

}  // namespace mailwatchd::observe
