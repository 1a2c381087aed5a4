#include "checks/mx_connection/answers.h"

#include "checks/ports.h"

#include <algorithm>

namespace mailwatchd::checks::mx_connection {

using model::Reason;
using Kind = Answer::Kind;

namespace {

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

Answer on_port(const model::World& world, const model::Host& host, const model::Service& service) {
    std::vector<Answer> answers;
    for (const auto* const holder : holders(*world.topology, host))
        for (const auto& address : holder->addresses)
            answers.push_back(answer_of(world.port(holder->name, address, service.port)));
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
            if (const auto why = why_cut_off(*port->session)) return {Kind::undecided, *why};
            if (!port->session->greeting_refuses || port->session->greeting_code < 500)
                return {Kind::answers, Reason::none};
            return {Kind::undecided, Reason::refused_us};
        case model::PortState::accepting:
        case model::PortState::unknown: break;
    }
    return {Kind::undecided, port->reason == Reason::none ? Reason::interrupted : port->reason};
}

std::vector<Exchanger> exchangers(const model::World& world) {
    const auto& hosts = world.topology->hosts;
    const HostFilter filter =
        std::ranges::any_of(hosts, is_exchanger) ? is_exchanger : is_mail_host;
    std::vector<Exchanger> found;
    for (const auto& host : hosts) {
        if (!filter(host)) continue;
        found.push_back(Exchanger{&host, on_port(world, host, model::smtp),
                                  on_port(world, host, model::submissions),
                                  on_port(world, host, model::submission)});
    }
    return found;
}

}  // namespace mailwatchd::checks::mx_connection
