#include "observe/collector.h"
#include "observe/prober/tcp_guard.h"
#include "observe/session/fields.h"
#include "observe/session/readings.h"
#include "observe/session/sessions.h"

namespace mailwatchd::observe::session {

namespace {

class SessionCollector final : public Collector {
public:
    SessionCollector(Observer& observer, std::uint16_t number)
        : observer_{observer},
          number_{number},
          sessions_{{observer.network().clock, observer.network().connector, observer.pace(),
                     observer.numbers(), observer.use<TcpGuard>()},
                    observer.settings().look,
                    [&observer](const model::Endpoint& asked, std::string_view last) {
                        return observer.host_name(asked, last);
                    }} {
        observer.share(sessions_);
        observer.use<TcpGuard>().controls().set_standings(
            [this](const model::Endpoint& endpoint) { return standing_values(endpoint); },
            [this](std::uint16_t port) { return open_endpoints(port); });
    }

    void configure(const ObserverSettings& settings) override {
        sessions_.set_settings(settings.look);
    }
    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        for (const auto& endpoint : needs.of<model::MailSession>())
            if (!freshness.retries || !is_known_silent(endpoint))
                work.push_back(take_one(endpoint, freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& endpoint : needs.of<model::MailSession>()) {
            const auto session = sessions_.latest(endpoint);
            const auto untrusted = sessions_.untrusted(endpoint);
            if (session || untrusted)
                world.of<model::MailSession>().push_back(
                    shown(session ? session : untrusted, untrusted != nullptr));
        }
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& port : world.of<model::MailSession>()) {
            auto taken = observer_.network().clock.ticks();
            if (const auto* const entry =
                    sessions_.cache().find(address_port(port.session->endpoint)))
                taken = entry->taken;
            seen.add(seen_of(port.session, surroundings_of(port.session->endpoint, taken), {}));
        }
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& endpoint : needs.of<model::MailSession>())
            subjects.push_back(model::Subject::endpoint(endpoint));
    }

    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        const auto endpoint = model::endpoint_of(what.subject);
        if (!endpoint) co_return;
        const auto session = co_await sessions_.look(*endpoint, freshness);
        const auto taken = taken_of(session);
        if (met_silence(*session)) co_await try_a_control(*endpoint, what, freshness, taken);
        seen.add(seen_of(session, surroundings_of(*endpoint, taken), taken));
    }

    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& endpoint : needs.of<model::MailSession>())
            keys.push_back({model::Subject::endpoint(endpoint), number_});
    }
    void restore(std::string_view body) override {
        if (const auto session = from_store<model::MailSession>(body)) sessions_.restore(session);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        sessions_.forget(before, [&](const model::Endpoint& endpoint) {
            return wanted.subject(model::Subject::endpoint(endpoint));
        });
    }
    std::size_t size() const override { return sessions_.cache().size(); }

private:
    net::Awaitable<void> take_one(model::Endpoint endpoint, Freshness freshness) {
        co_await sessions_.look(std::move(endpoint), freshness);
    }

    Surroundings surroundings_of(const model::Endpoint& endpoint, base::Ticks taken) const {
        const auto surety = sessions_.surety(endpoint);
        Surroundings surroundings;
        surroundings.others_answered = sessions_.others_answered(taken);
        surroundings.caveat = surety.caveat;
        if (!surety.is_trusted()) surroundings.prober = model::Reason::prober_unhealthy;
        return surroundings;
    }

    /// Confirmed silence is conclusive.
    bool is_known_silent(const model::Endpoint& endpoint) const {
        const auto session = sessions_.latest(endpoint);
        return session && shown(session, false).state == model::PortState::filtered;
    }

    /// The session is older than the latest attempt if that one was untrusted.
    model::SeenPort shown(const SessionPtr& session, bool is_untrusted) const {
        auto port = model::seen(session);
        if (is_untrusted) {
            port.state = model::PortState::unknown;
            port.reason = model::Reason::prober_unhealthy;
        }
        const bool silent =
            port.state == model::PortState::unknown && port.reason == model::Reason::timeout;
        // Confirmed silence.
        if (silent && standing_values(session->endpoint) == name(model::PortState::filtered))
            port.state = model::PortState::filtered;
        return port;
    }

    std::string_view standing_values(const model::Endpoint& endpoint) const {
        return observer_.standing_values(model::Subject::endpoint(endpoint), reading::port);
    }

    std::vector<model::Endpoint> open_endpoints(std::uint16_t port) const {
        std::vector<model::Endpoint> open;
        sessions_.cache().for_each([&](const model::AddressPort&, const auto& entry) {
            const auto& endpoint = entry.value->endpoint;
            if (endpoint.service.port == port && standing_values(endpoint) == "open")
                open.push_back(endpoint);
        });
        return open;
    }

    /// Another port that is known to answer, on the same address if possible.
    std::optional<model::Endpoint> control_of(const model::Endpoint& silent,
                                              const RecheckRequest& what) const {
        std::optional<model::Endpoint> elsewhere;
        for (const auto& needs : what.needs)
            for (const auto& endpoint : needs.of<model::MailSession>()) {
                const auto value = standing_values(endpoint);
                if (address_port(endpoint) == address_port(silent) ||
                    (value != "open" && value != "closed"))
                    continue;
                if (endpoint.address == silent.address) return endpoint;
                if (!elsewhere) elsewhere = endpoint;
            }
        return elsewhere;
    }

    /// When a session that was just returned was taken, even if it is not cached.
    base::Ticks taken_of(const SessionPtr& session) const {
        const auto* const entry = sessions_.cache().find(address_port(session->endpoint));
        return entry != nullptr && entry->value == session ? entry->taken
                                                           : observer_.network().clock.ticks();
    }

    /// Silence counts only if something else answers in the same minutes (docs/verdicts.md, Ports).
    net::Awaitable<void> try_a_control(model::Endpoint silent, const RecheckRequest& what,
                                       Freshness freshness, base::Ticks when) {
        if (sessions_.others_answered(when)) co_return;
        auto control = control_of(silent, what);
        if (!control) co_return;
        freshness.greeting_patience = {};
        co_await sessions_.look(*std::move(control), freshness);
    }

    Seen seen_of(const SessionPtr& session, const Surroundings& surroundings,
                 base::Ticks taken) const {
        Seen seen;
        seen.readings = readings_of(session, surroundings);
        stamp(seen.readings, sessions_.cache().find(address_port(session->endpoint)), session,
              taken);
        if (surroundings.prober == model::Reason::none)
            seen.observations.push_back(
                to_store({model::Subject::endpoint(session->endpoint), number_}, session));
        return seen;
    }

    Observer& observer_;
    std::uint16_t number_;
    Sessions sessions_;
};

constexpr const model::ReadingKind* readings[] = {&reading::port, &reading::service,
                                                  &reading::starttls, &reading::cleartext_login,
                                                  &reading::certificate};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"session", readings, open_as<SessionCollector>};

}  // namespace mailwatchd::observe::session
