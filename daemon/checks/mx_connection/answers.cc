#include "checks/mx_connection/answers.h"

#include "checks/ports.h"
#include "checks/share.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace mailwatchd::checks::mx_connection {

using model::Reason;
using Kind = Answer::Kind;

namespace {

/// What a port counts by.
enum class With : std::uint8_t { observations, standings };

bool is_exchanger(const model::Host& host) { return host.roles.has(model::Role::mx); }

/// `host`, and the hosts that list the addresses which it shares with them (Host::addresses).
std::vector<const model::Host*> holders(const model::Topology& topology, const model::Host& host) {
    std::vector<const model::Host*> found{&host};
    for (const auto& other : topology.hosts)
        if (std::ranges::find(other.aliases, host.name) != other.aliases.end())
            found.push_back(&other);
    return found;
}

/// The best answer of several addresses. An address without a route counts only if no other address
/// is known.
Answer best(const std::vector<Answer>& answers) {
    Answer best{Kind::silent, Reason::none};
    bool any_silent = false;
    for (const auto& answer : answers) {
        if (answer.answers()) return answer;
        if (answer.is_silent()) any_silent = true;
        if (answer.is_undecided() && (best.is_silent() || best.reason == Reason::no_route))
            best = answer;
    }
    if (any_silent && best.reason == Reason::no_route) return {Kind::silent, Reason::none};
    return best;
}

/// What is confirmed of a port that was not seen. `accepting` proves nothing either way.
Answer confirmed(const model::World& world, const model::Endpoint& endpoint, Answer unseen) {
    const auto known = standing(world, model::Subject::endpoint(endpoint), "port");
    if (known == name(model::PortState::open)) return {Kind::answers, Reason::none};
    const bool is_silent =
        known == name(model::PortState::closed) || known == name(model::PortState::filtered);
    return is_silent ? Answer{Kind::silent, Reason::none} : unseen;
}

Answer on_address(const model::World& world, const model::Endpoint& endpoint, With with) {
    const auto* const port = world.port(endpoint.address, endpoint.service.port);
    const auto answer = answer_of(port);
    const bool is_seen = port != nullptr && port->is_conclusive();
    return is_seen || with == With::observations ? answer : confirmed(world, endpoint, answer);
}

Answer on_port(const model::World& world, const model::Host& host, const model::Service& service,
               With with) {
    std::vector<Answer> answers;
    for (const auto* const holder : holders(*world.topology, host))
        for (const auto& address : holder->addresses)
            answers.push_back(on_address(world, {holder->name, address, service}, with));
    const auto seen = best(answers);
    if (const auto why = unseen(host); why && seen.is_silent()) return {Kind::undecided, *why};
    return seen;
}

}  // namespace

Answer answer_of(const model::SeenPort* port) {
    if (port == nullptr) return {Kind::undecided, Reason::interrupted};
    switch (port->state) {
        case model::PortState::closed:
        case model::PortState::filtered: return {Kind::silent, Reason::none};
        case model::PortState::open:
            if (port->session->greeting_refuses)
                return {Kind::undecided, why_refused(*port->session)};
            if (const auto why = why_cut_off(*port->session)) return {Kind::undecided, *why};
            return {Kind::answers, Reason::none};
        case model::PortState::accepting:
        case model::PortState::unknown: break;
    }
    return {Kind::undecided, port->reason == Reason::none ? Reason::interrupted : port->reason};
}

namespace {

std::vector<Exchanger> exchangers_by(const model::World& world, With with) {
    const auto& hosts = world.topology->hosts;
    const HostFilter filter =
        std::ranges::any_of(hosts, is_exchanger) ? is_exchanger : is_mail_host;
    std::vector<Exchanger> found;
    for (const auto& host : hosts) {
        if (!filter(host)) continue;
        found.push_back(Exchanger{&host, on_port(world, host, model::smtp, with),
                                  on_port(world, host, model::submissions, with),
                                  on_port(world, host, model::submission, with)});
    }
    return found;
}

}  // namespace

std::vector<Exchanger> exchangers(const model::World& world) {
    auto seen = exchangers_by(world, With::observations);
    const auto is_decided = [](const Exchanger& one) { return !one.on_25.is_undecided(); };
    return std::ranges::any_of(seen, is_decided) ? exchangers_by(world, With::standings)
                                                 : std::move(seen);
}

}  // namespace mailwatchd::checks::mx_connection
