// Builds worlds for tests of judges: documentation addresses (RFC 5737, RFC 3849) and reserved
// names (RFC 2606) only.
#pragma once

#include "model/standings.h"
#include "model/world.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace mailwatchd::test {

inline model::Address ip(std::string_view text) { return model::Address::parse(text).value(); }

inline model::Roles roles(std::initializer_list<model::Role> each) {
    model::Roles set;
    for (const auto role : each) set.add(role);
    return set;
}

inline model::Host host(std::string name, std::initializer_list<model::Role> each,
                        const std::vector<std::string>& addresses = {}) {
    model::Host made;
    made.name = std::move(name);
    made.roles = roles(each);
    for (const auto& address : addresses) made.addresses.push_back(ip(address));
    return made;
}

/// What one port shows; the scene sets the endpoint.
struct Look {
    model::PortState state = model::PortState::closed;
    model::Reason reason = model::Reason::none;
    model::MailSession session = {};
};

inline Look closed() { return {}; }
inline Look filtered() { return {model::PortState::filtered}; }
inline Look accepting(model::Reason why) { return {model::PortState::accepting, why}; }
inline Look unknown(model::Reason why) { return {model::PortState::unknown, why}; }

/// A server that greets and announces its capabilities without TLS. If it offers STARTTLS, that
/// works.
inline Look open(model::Capabilities before_tls = {}) {
    Look look{model::PortState::open};
    look.session.stage = model::Stage::finished;
    look.session.greeting_time = std::chrono::milliseconds{1500};
    before_tls.known = true;
    if (before_tls.starttls) look.session.upgrade = model::Upgrade::done;
    look.session.before_tls = std::move(before_tls);
    return look;
}

/// The same with TLS from the first byte.
inline Look open_tls() {
    Look look = open();
    look.session.after_tls = std::exchange(look.session.before_tls, {});
    return look;
}

/// It greets, and the dialogue gets no further than `stage`.
inline Look stops(model::Stage stage, std::optional<base::Errc> why = std::nullopt) {
    Look look{model::PortState::open};
    look.session.stage = stage;
    if (why) look.session.failure = base::Failure{*why, "CAPA"};
    return look;
}

/// It greets and rejects us.
inline Look refuses(int code = 0) {
    Look look = stops(model::Stage::finished);
    look.session.greeting_refuses = true;
    look.session.greeting_code = code;
    return look;
}

/// A target and the observations of it. Ports that are not mentioned are closed.
class Scene {
public:
    explicit Scene(model::Topology::Mail mail = model::Topology::Mail::mx) {
        topology.target = {model::TargetKind::domain, "example.org"};
        topology.mail = mail;
    }

    Scene& add(model::Host host) {
        topology.hosts.push_back(std::move(host));
        return *this;
    }

    Scene& port(std::string_view address, std::uint16_t number, Look look) {
        looks_[{ip(address), number}] = std::move(look);
        return *this;
    }

    /// A port of 192.0.2.1.
    Scene& shows(std::uint16_t number, Look look) {
        return port("192.0.2.1", number, std::move(look));
    }

    Scene& reverse(model::ReverseDns look) {
        rest.of<model::ReverseDns>().push_back(
            std::make_shared<model::ReverseDns>(std::move(look)));
        return *this;
    }

    Scene& listing(model::Listing listing) {
        rest.of<model::Listing>().push_back(std::make_shared<model::Listing>(std::move(listing)));
        return *this;
    }

    /// A series with 192.0.2.1 of mx1.example.org, unless `series` names another endpoint.
    Scene& series(model::ActiveSeries series) {
        if (series.endpoint.host.empty())
            series.endpoint = {"mx1.example.org", ip("192.0.2.1"),
                               series.kind == model::SeriesKind::submission_auth ? model::submission
                                                                                 : model::smtp};
        rest.of<model::ActiveSeries>().push_back(
            std::make_shared<model::ActiveSeries>(std::move(series)));
        return *this;
    }

    Scene& prober(model::Reason why) {
        rest.prober = why;
        return *this;
    }

    /// A confirmed value from earlier rounds.
    Scene& confirmed(const model::Subject& subject, std::string reading, std::string argument,
                     std::string value) {
        standings_[{subject, std::move(reading), std::move(argument)}] = std::move(value);
        return *this;
    }

    model::World world() const {
        model::World made = rest;
        made.topology = std::make_shared<model::Topology>(topology);
        if (!standings_.empty())
            made.of<model::Standings>().push_back(
                std::make_shared<model::Standings>(model::Standings{
                    [all = standings_](const model::Subject& subject, std::string_view reading,
                                       std::string_view argument) {
                        const auto found =
                            all.find({subject, std::string{reading}, std::string{argument}});
                        return found == all.end() ? std::string{} : found->second;
                    }}));
        for (const auto& host : topology.hosts)
            for (const auto& address : host.addresses)
                for (const auto& service : model::services)
                    made.of<model::MailSession>().push_back(seen({host.name, address, service}));
        return made;
    }

    model::Topology topology;
    model::World rest;  ///< All but topology and ports.

private:
    model::SeenPort seen(model::Endpoint endpoint) const {
        const auto said = looks_.find({endpoint.address, endpoint.service.port});
        auto look = said == looks_.end() ? closed() : said->second;
        look.session.endpoint = std::move(endpoint);
        return {std::make_shared<model::MailSession>(std::move(look.session)), look.state,
                look.reason};
    }

    std::map<std::pair<model::Address, std::uint16_t>, Look> looks_;
    std::map<std::tuple<model::Subject, std::string, std::string>, std::string> standings_;
};

/// One MX host with one address, 192.0.2.1; `shows` defines its ports.
inline Scene one_mx() {
    Scene scene;
    scene.add(host("mx1.example.org", {model::Role::mx}, {"192.0.2.1"}));
    return scene;
}

}  // namespace mailwatchd::test
