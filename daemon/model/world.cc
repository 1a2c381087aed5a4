#include "model/world.h"

#include "model/reputation.h"

#include <algorithm>
#include <array>

namespace mailwatchd::model {

namespace {

constexpr std::array<std::string_view, 5> port_states{"open", "accepting", "closed", "filtered",
                                                      "unknown"};

Reason reason_of(base::Errc code) {
    switch (code) {
        case base::Errc::unreachable: return Reason::no_route;
        case base::Errc::not_allowed: return Reason::address_refused;
        case base::Errc::cancelled:
        case base::Errc::no_resources: return Reason::interrupted;
        default: return Reason::timeout;
    }
}

}  // namespace

std::string_view name(PortState state) { return port_states[static_cast<std::size_t>(state)]; }

std::optional<PortState> port_state_of(std::string_view name) {
    const auto* const found = std::ranges::find(port_states, name);
    if (found == port_states.end()) return std::nullopt;
    return static_cast<PortState>(found - port_states.begin());
}

namespace {

/// A port that accepted TCP and sent no greeting.
void judge_ungreeted(SeenPort& port, const MailSession& look) {
    const auto code = look.failure ? look.failure->code : base::Errc::reset;
    port.state = PortState::accepting;
    if (code == base::Errc::cancelled || code == base::Errc::no_resources ||
        code == base::Errc::unreachable) {
        port.state = PortState::unknown;  // Caused by us or the path, not by the peer.
        port.reason = reason_of(code);
    } else if (code == base::Errc::timed_out) {
        if (look.patience < greeting_patience_max) port.state = PortState::unknown;
        port.reason = Reason::slow_greeting;
    } else if (code == base::Errc::malformed || code == base::Errc::tls_failed) {
        port.reason = Reason::malformed;
    } else {
        port.reason = Reason::refused_us;
    }
}

}  // namespace

SeenPort seen(std::shared_ptr<const MailSession> session) {
    const auto& look = *session;
    SeenPort port;
    port.session = std::move(session);
    if (look.stage >= Stage::greeted) {
        port.state = PortState::open;
    } else if (look.stage == Stage::connected) {
        judge_ungreeted(port, look);
    } else if (look.failure && look.failure->code == base::Errc::refused) {
        port.state = PortState::closed;
    } else {
        port.reason = look.failure ? reason_of(look.failure->code) : Reason::interrupted;
    }
    return port;
}

const SeenPort* World::port(const Address& address, std::uint16_t port) const {
    const auto found = std::ranges::find_if(of<MailSession>(), [&](const SeenPort& seen) {
        const auto& endpoint = seen.session->endpoint;
        return endpoint.service.port == port && endpoint.address == address;
    });
    return found == of<MailSession>().end() ? nullptr : &*found;
}

const ReverseDns* World::reverse_of(const Address& address) const {
    const auto found = std::ranges::find_if(
        of<ReverseDns>(), [&](const auto& look) { return look->address == address; });
    return found == of<ReverseDns>().end() ? nullptr : found->get();
}

const Reputation* World::reputation_of(const Address& address) const {
    const auto found = std::ranges::find_if(
        of<Reputation>(), [&](const auto& look) { return look->address == address; });
    return found == of<Reputation>().end() ? nullptr : found->get();
}

const ActiveSeries* World::series_of(SeriesKind kind, const Address& address) const {
    const auto found = std::ranges::find_if(of<ActiveSeries>(), [&](const auto& one) {
        return one->kind == kind && one->endpoint.address == address;
    });
    return found == of<ActiveSeries>().end() ? nullptr : found->get();
}

}  // namespace mailwatchd::model
