// Mail sessions: one per address and port, however many targets, host names and checks need it.
#pragma once

#include "model/mail_session.h"
#include "net/pace.h"
#include "net/seam.h"
#include "net/semaphore.h"
#include "observe/cache.h"
#include "observe/freshness.h"
#include "observe/prober/tcp_guard.h"
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
    using Cache = ObservationCache<model::AddressPort, model::MailSession>;
    /// Under which host name to open a session, given the one of the request and that of the latest
    /// session ("" if there was none).
    using HostName =
        std::function<std::string(const model::Endpoint& asked, std::string_view last)>;

    /// What a session is made with. All of it must outlive the Sessions.
    struct Tools {
        net::Clock& clock;
        net::Connector& connector;
        net::Pace& pace;
        LookNumbers& numbers;
        TcpGuard& guard;
    };
    Sessions(Tools tools, LookSettings settings, HostName host_name);

    /// The latest session with the endpoint if it is fresh enough, else a new one at the
    /// address's pace. Always returns a session; one that never got its turn failed as cancelled.
    /// One that was taken while the prober was unhealthy is returned, but not remembered.
    net::Awaitable<SessionPtr> look(model::Endpoint endpoint, Freshness freshness);
    /// A new session under this very host name, at the address's pace. It is not remembered as the
    /// endpoint's. A failure if it had no turn, or was taken while the prober was unhealthy.
    net::Awaitable<base::Result<SessionPtr>> look_as(model::Endpoint endpoint, Purpose purpose);
    /// The same, as a probe for injection (proto/dialogue.h).
    net::Awaitable<base::Result<SessionPtr>> probe(model::Endpoint endpoint, Purpose purpose);
    /// What vouches for the latest attempt at a session with the endpoint.
    Surety surety(const model::Endpoint& endpoint) const;
    /// The latest attempt, if it was made while the prober was unhealthy; else null.
    SessionPtr untrusted(const model::Endpoint& endpoint) const;

    /// The latest one, of any age; null if there is none.
    SessionPtr latest(const model::Endpoint& endpoint) const {
        return cache_.latest(address_port(endpoint));
    }
    const Cache& cache() const { return cache_; }
    /// Restores what was recorded before a restart.
    void restore(const SessionPtr& session);
    void forget(base::Ticks before,
                const std::function<bool(const model::Endpoint& endpoint)>& is_wanted);

    /// Whether any host answered (with a connection or with RST) in the same minutes, before or
    /// after.
    bool others_answered(base::Ticks around) const;

    /// Called after a reload.
    void set_settings(LookSettings settings);
    /// Sessions begun since the start, for metrics and tests.
    std::uint64_t begun() const { return begun_; }

private:
    /// One session: what it is for, and what was known before it.
    struct Attempt {
        model::Endpoint endpoint;
        Purpose purpose = Purpose::scheduled;
        base::Duration patience{};
        bool is_of_name = false;  ///< Under the endpoint's own host name, and of no other.
        bool injects = false;
        Surety before = {};
        base::Ticks taken = {};
    };

    base::Duration patience(const Freshness& freshness, const model::Address& address) const;
    net::Awaitable<base::Result<SessionPtr>> fly(model::Endpoint endpoint, Purpose purpose,
                                                 base::Duration patience);
    net::Awaitable<base::Result<SessionPtr>> take_aside(Attempt attempt);
    net::Awaitable<base::Result<SessionPtr>> hold(Attempt& attempt);
    net::Awaitable<SessionPtr> converse(Attempt& attempt);
    void vouch(const SessionPtr& session, Surety surety, base::Ticks taken);
    void note(const model::MailSession& session);
    void count_in_vain(model::MailSession& session) const;
    void note_answer(base::Ticks now);

    Tools tools_;
    LookSettings settings_;
    HostName host_name_;
    net::Semaphore places_;
    Cache cache_;
    struct Vouched {
        SessionPtr session;
        Surety surety;
    };
    /// Latest attempts that nobody fully vouches for.
    std::map<model::AddressPort, Vouched> vouched_;
    std::deque<base::Ticks> answers_;  ///< When any host answered; in order, thinned out.
    std::uint64_t begun_ = 0;
};

}  // namespace mailwatchd::observe
