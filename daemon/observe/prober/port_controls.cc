#include "observe/prober/port_controls.h"

#include "base/domain_name.h"
#include "net/gather.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// An answer that is older is asked for again.
constexpr base::Duration control_freshness = 30s;
/// Time to find the addresses of a named control.
constexpr base::Duration control_lookup_patience = 10s;
/// Time for a turn at a control.
constexpr base::Duration control_turn_patience = 1min;

std::string key_of(const model::Endpoint& endpoint) {
    return endpoint.address.text() + ' ' + std::to_string(endpoint.service.port);
}

watch::Neighbourhood where_is(const model::Endpoint& endpoint) {
    return watch::neighbourhood_of(endpoint.host, endpoint.address);
}

}  // namespace

PortControls::PortControls(Tools tools, LookSettings look)
    : tools_{tools}, look_{std::move(look)}, flights_{tools.clock} {}

void PortControls::set_standings(StandingOf standing_of, StandingOpen standing_open) {
    standing_of_ = std::move(standing_of);
    standing_open_ = std::move(standing_open);
}

void PortControls::note(const model::MailSession& session) {
    const auto met = watch::met_by(session);
    if (met == watch::Met::nothing) return;
    const auto now = tools_.clock.ticks();
    const auto standing = standing_of(session.endpoint);
    // A port that was never open may be closed for years, but silence is no usual answer.
    const bool is_surprising =
        met != watch::Met::greeting &&
        (standing == "open" || (standing.empty() && met == watch::Met::silence));
    std::erase_if(noted_,
                  [now](const auto& each) { return each.second.at + watch::same_minutes < now; });
    noted_[{session.endpoint.address, session.endpoint.service.port}] = {session.endpoint, met, now,
                                                                         is_surprising};
}

const PortControls::Noted* PortControls::known(const model::Endpoint& endpoint,
                                               base::Ticks not_before) const {
    const auto found = noted_.find({endpoint.address, endpoint.service.port});
    return found != noted_.end() && found->second.at >= not_before ? &found->second : nullptr;
}

std::vector<watch::AlikeChange> PortControls::alike(std::uint16_t port, watch::Met met) const {
    std::vector<watch::AlikeChange> found;
    for (const auto& [key, noted] : noted_)
        if (key.second == port && noted.met == met && noted.is_surprising)
            found.push_back({where_is(noted.endpoint), noted.at});
    return found;
}

net::Awaitable<void> PortControls::add_addresses(std::string host, std::uint16_t port,
                                                 std::vector<model::Endpoint>& found) {
    const auto* const service = model::service_of(port);
    if (service == nullptr) co_return;
    if (const auto address = model::Address::parse(host)) {
        found.push_back({std::move(host), *address, *service});
        co_return;
    }
    const auto deadline = tools_.clock.in(control_lookup_patience);
    for (const auto type : {dns::Type::a, dns::Type::aaaa}) {
        dns::Question question{host, type};
        net::AskOptions any_age;
        const auto answer =
            co_await tools_.resolver.ask(std::move(question), std::move(any_age), deadline);
        if (!answer) continue;
        for (const auto& address : answer->addresses()) found.push_back({host, address, *service});
    }
}

net::Awaitable<std::vector<std::string>> PortControls::own_mail_hosts() {
    std::vector<std::string> hosts;
    const auto name = base::DomainName::parse(tools_.prober.settings().helo_name);
    if (!name) co_return hosts;
    dns::Question question{base::organisational_domain(*name).text(), dns::Type::mx};
    net::AskOptions any_age;
    const auto deadline = tools_.clock.in(control_lookup_patience);
    const auto answer =
        co_await tools_.resolver.ask(std::move(question), std::move(any_age), deadline);
    if (!answer) co_return hosts;
    for (const auto& exchanger : answer->mail_exchangers())
        if (base::DomainName::parse(exchanger.host)) hosts.push_back(exchanger.host);
    co_return hosts;
}

/// Those of the configuration, and on port 25 the mail hosts of our own organisation.
net::Awaitable<std::vector<model::Endpoint>> PortControls::named(std::uint16_t port) {
    std::vector<model::Endpoint> found;
    const auto configured = tools_.prober.settings().controls;
    for (const auto& control : configured)
        if (control.port == port) co_await add_addresses(control.host, port, found);
    if (port != model::smtp.port) co_return found;
    const auto own = co_await own_mail_hosts();
    for (const auto& host : own) co_await add_addresses(host, port, found);
    co_return found;
}

net::Awaitable<std::vector<PortControls::Control>> PortControls::choose(
    watch::Neighbourhood suspect, std::uint16_t port) {
    auto endpoints = co_await named(port);
    if (standing_open_) {
        auto open = standing_open_(port);
        endpoints.insert(endpoints.end(), open.begin(), open.end());
    }
    for (const auto& [key, noted] : noted_)  // No standing yet, but it answered a moment ago.
        if (key.second == port && noted.met == watch::Met::greeting)
            endpoints.push_back(noted.endpoint);
    std::vector<Control> chosen;
    for (auto& endpoint : endpoints) {
        if (chosen.size() == controls_asked_max) break;
        auto where = where_is(endpoint);
        const bool is_near = watch::are_neighbours(where, suspect) ||
                             std::ranges::any_of(chosen, [&](const Control& other) {
                                 return watch::are_neighbours(where, other.where);
                             });
        if (!is_near) chosen.push_back({std::move(endpoint), std::move(where)});
    }
    co_return chosen;
}

/// The usual polite session, which nobody judges and nothing remembers.
net::Awaitable<base::Result<std::shared_ptr<const PortControls::Noted>>> PortControls::hold_session(
    model::Endpoint endpoint) {
    const auto turn_deadline = tools_.clock.in(control_turn_patience);
    const auto lease = co_await tools_.pace.lease(endpoint.address, endpoint.service.port,
                                                  net::Purpose::confirming, turn_deadline);
    if (!lease) co_return lease.error();
    auto look = look_;
    const auto session =
        co_await look_at(tools_.clock, tools_.connector, std::move(endpoint), std::move(look));
    note(session);
    Noted noted;
    noted.endpoint = session.endpoint;
    noted.met = watch::met_by(session);
    noted.at = tools_.clock.ticks();
    co_return std::make_shared<const Noted>(std::move(noted));
}

net::Awaitable<void> PortControls::try_one(Control control, watch::Met met,
                                           watch::ControlAnswer& answer) {
    using enum watch::ControlAnswer::Says;
    answer.where = control.where;
    answer.name = control.endpoint.host;
    answer.at = tools_.clock.ticks();
    const auto not_before = answer.at - control_freshness;
    auto control_met = watch::Met::nothing;
    if (const auto* const noted = known(control.endpoint, not_before)) {
        control_met = noted->met;
    } else {
        net::FlightTerms wanted;
        wanted.not_before = not_before;
        const auto deadline = tools_.clock.in(control_turn_patience + look_.connect_patience +
                                              look_.greeting_patience + look_.session_patience);
        net::SingleFlight<Noted>::Start start = [this, endpoint = control.endpoint] {
            return hold_session(endpoint);
        };
        auto key = key_of(control.endpoint);
        const auto held =
            co_await flights_.join(std::move(key), wanted, deadline, std::move(start));
        if (!held) co_return;
        control_met = (*held)->met;
        answer.at = (*held)->at;
    }
    if (control_met == watch::Met::greeting)
        answer.says = as_before;
    else if (control_met != watch::Met::nothing &&
             (control_met == met || met == watch::Met::nothing))
        answer.says = watch::ControlAnswer::Says::alike;
}

net::Awaitable<std::vector<watch::ControlAnswer>> PortControls::ask(watch::Neighbourhood suspect,
                                                                    std::uint16_t port,
                                                                    watch::Met met) {
    auto chosen = co_await choose(std::move(suspect), port);
    std::vector<watch::ControlAnswer> answers(chosen.size());
    std::vector<net::Awaitable<void>> work;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        work.push_back(try_one(std::move(chosen[i]), met, answers[i]));
    co_await net::gather(std::move(work));
    co_return answers;
}

}  // namespace mailwatchd::observe
