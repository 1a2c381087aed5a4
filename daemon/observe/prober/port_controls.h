// Asks others about a port of ours: before silence or a refusal is believed, the same port is tried
// at hosts of somebody else that are believed to answer (docs/verdicts.md, Ports).
#pragma once

#include "net/pace.h"
#include "net/seam.h"
#include "net/single_flight.h"
#include "observe/prober/prober.h"
#include "observe/session/mail_look.h"
#include "watch/common_cause.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::observe {

/// So many controls are asked about one suspect, each of another organisation and network.
inline constexpr std::size_t controls_asked_max = 3;

class PortControls {
public:
    struct Tools {
        net::Clock& clock;
        net::Resolver& resolver;
        net::Connector& connector;
        net::Pace& pace;
        const Prober& prober;  ///< Its settings name controls.
    };
    /// The confirmed state of a port; "" if there is none.
    using StandingOf = std::function<std::string_view(const model::Endpoint&)>;
    /// All endpoints on a port whose confirmed state is open.
    using StandingOpen = std::function<std::vector<model::Endpoint>(std::uint16_t port)>;

    PortControls(Tools tools, LookSettings look);

    void set_standings(StandingOf standing_of, StandingOpen standing_open);
    void set_settings(LookSettings look) { look_ = std::move(look); }
    std::string_view standing_of(const model::Endpoint& endpoint) const {
        return standing_of_ ? standing_of_(endpoint) : std::string_view{};
    }

    /// Every session is noted: it may answer for others, or have failed like others.
    void note(const model::MailSession& session);

    /// Tries the port at controls that are no neighbours of the suspect. One that meets the same
    /// as the suspect is alike; with `Met::nothing`, one that meets anything but a greeting is.
    net::Awaitable<std::vector<watch::ControlAnswer>> ask(watch::Neighbourhood suspect,
                                                          std::uint16_t port, watch::Met met);
    /// The others that met the same on that port in the same minutes, although nothing or an open
    /// port was known of them.
    std::vector<watch::AlikeChange> alike(std::uint16_t port, watch::Met met) const;

private:
    struct Control {
        model::Endpoint endpoint;
        watch::Neighbourhood where;
    };
    struct Noted {
        model::Endpoint endpoint;
        watch::Met met = watch::Met::nothing;
        base::Ticks at;
        bool is_surprising = false;  ///< Nothing or an open port was known, and it did not greet.
    };
    using Key = std::pair<model::Address, std::uint16_t>;

    net::Awaitable<std::vector<model::Endpoint>> named(std::uint16_t port);
    net::Awaitable<std::vector<std::string>> own_mail_hosts();
    net::Awaitable<void> add_addresses(std::string host, std::uint16_t port,
                                       std::vector<model::Endpoint>& found);
    net::Awaitable<std::vector<Control>> choose(watch::Neighbourhood suspect, std::uint16_t port);
    net::Awaitable<void> try_one(Control control, watch::Met met, watch::ControlAnswer& answer);
    net::Awaitable<base::Result<std::shared_ptr<const Noted>>> hold_session(
        model::Endpoint endpoint);
    const Noted* known(const model::Endpoint& endpoint, base::Ticks not_before) const;

    Tools tools_;
    LookSettings look_;
    StandingOf standing_of_;
    StandingOpen standing_open_;
    net::SingleFlight<Noted> flights_;
    std::map<Key, Noted> noted_;
};

}  // namespace mailwatchd::observe
