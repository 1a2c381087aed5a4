// Mail sessions: one per endpoint, however many targets and checks need it (2).
#pragma once

#include "model/mail_session.h"
#include "net/pace.h"
#include "net/seam.h"
#include "net/semaphore.h"
#include "observe/cache.h"
#include "observe/freshness.h"
#include "observe/session/mail_look.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using SessionPtr = std::shared_ptr<const model::MailSession>;

class Sessions {
public:
    using Cache = ObservationCache<model::Endpoint, model::MailSession>;

    Sessions(net::Clock& clock, net::Connector& connector, net::Pace& pace, LookNumbers& numbers,
             LookSettings settings);

    /// The latest session with the endpoint if it is fresh enough, else a new one at the
    /// address's pace. Always returns a session; one that never got its turn failed as cancelled.
    net::Awaitable<SessionPtr> look(model::Endpoint endpoint, Freshness freshness);

    /// The latest one, of any age; null if there is none.
    SessionPtr latest(const model::Endpoint& endpoint) const { return cache_.latest(endpoint); }
    const Cache& cache() const { return cache_; }
    /// Restores what was recorded before a restart.
    void restore(const SessionPtr& session);
    void forget(base::Ticks before,
                const std::function<bool(const model::Endpoint& endpoint)>& is_wanted);

    /// Whether any host answered (with a connection or with RST) in the same minutes, before or
    /// after.
    bool others_answered(base::Ticks around) const;
    /// Whether every session on port 25 in the last hour met silence, at three addresses at least:
    /// then our outbound port 25 is blocked (promise 3).
    bool outbound_25_blocked() const;

    /// Called after a reload.
    void set_settings(LookSettings settings);
    /// Sessions begun since the start, for metrics and tests.
    std::uint64_t begun() const { return begun_; }

private:
    net::Awaitable<base::Result<SessionPtr>> fly(model::Endpoint endpoint, Purpose purpose,
                                                 base::Duration patience);
    void note(const model::MailSession& session);
    void count_in_vain(model::MailSession& session) const;
    void note_answer(base::Ticks now);

    net::Clock& clock_;
    net::Connector& connector_;
    net::Pace& pace_;
    LookSettings settings_;
    net::Semaphore places_;
    Cache cache_;
    struct Silence {
        base::Ticks at;
        bool answered = false;
    };
    std::map<model::Address, Silence> smtp_looks_;
    std::deque<base::Ticks> answers_;  ///< When any host answered; in order, thinned out.
    std::uint64_t begun_ = 0;
};

}  // namespace mailwatchd::observe
