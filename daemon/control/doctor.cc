#include "control/doctor.h"

#include "base/escape.h"
#include "base/time.h"
#include "control/control_lines.h"
#include "control/exit_codes.h"
#include "control/render.h"
#include "net/address_policy.h"
#include "net/host.h"
#include "observe/prober/tcp_guard.h"
#include "observe/reverse_dns/reverse.h"
#include "observe/series/active.h"
#include "proto/dns/message.h"
#include "watch/common_cause.h"

#include <algorithm>

namespace mailwatchd::control {

namespace {

using namespace std::chrono_literals;
using model::Address;
using publish::Cell;
using publish::Tone;

/// For the DNS lookups of our own name.

enum class State { healthy, unhealthy, unknown, skipped };

/// Result of one test, with advice if it failed.
struct Part {
    std::string_view name;
    State state = State::unknown;
    std::string what;
};

/// `trouble` may hold names that others chose.
Part part_of(std::string_view name, const std::string& trouble, std::string_view advice,
             std::string_view healthy) {
    if (trouble.empty()) return {name, State::healthy, std::string{healthy}};
    auto what = base::escape(trouble);
    if (!advice.empty()) what.append("; ").append(advice);
    return {name, State::unhealthy, std::move(what)};
}

Part resolver_part(const observe::ProberHealth& health) {
    return part_of("resolver", health.resolver,
                   "check resolver.servers, and use a resolver of your own", "answers correctly");
}

Part ports_part(const observe::ProberHealth& health) {
    return part_of("ports", health.ports, "port results are ignored",
                   "no transparent proxy detected");
}

Part address_part(const observe::ProberHealth& health) {
    return part_of("own address", health.address, "", "unchanged");
}

Part common_cause_part(const observe::ProberHealth& health) {
    return part_of("common cause", health.common_cause, "these changes are not believed",
                   "no changes at several organisations at once");
}

/// Problems of other ports than 25.
std::string trouble_of_others(const observe::ProberHealth& health) {
    std::string all;
    for (const auto& [port, trouble] : health.outbound)
        if (port != model::smtp.port) all.append(all.empty() ? "" : "; ").append(trouble);
    return all;
}

/// What controls say about port 25 now. Without one, nobody knows.
Part outbound_part(const std::vector<watch::ControlAnswer>& controls) {
    using enum watch::ControlAnswer::Says;
    constexpr std::string_view name = "outbound 25";
    std::size_t answered = 0, asked = 0;
    for (const auto& control : controls) {
        answered += control.says == as_before ? 1 : 0;
        asked += control.says == nothing ? 0 : 1;
    }
    if (asked == 0)
        return {name, State::unknown,
                "nobody to ask; name mail servers of somebody else in probe.controls"};
    const auto of =
        std::to_string(answered) + " of " + std::to_string(asked) + " controls answer on port 25";
    if (answered > 0) return {name, State::healthy, of};
    return {name, State::unhealthy,
            of + " (" + base::escape(watch::names_of_alike(controls)) +
                "); ask your provider to open it"};
}

/// What the state says of the clock: a step while the daemon was down shows only there.
Part history_part(const watch::ClockEvidence& seen, watch::Pruning pruning) {
    constexpr std::string_view name = "clock, history";
    constexpr std::string_view advice =
        "; old history is kept; set the clock, or wait: a time server that keeps it for 7d is "
        "believed";
    if (!seen.gap) return {name, State::unknown, "no audit was stored before this start"};
    const base::Duration gap = std::chrono::abs(*seen.gap);
    const auto in_days = std::chrono::floor<std::chrono::days>(gap);
    const auto length = base::to_text(in_days >= std::chrono::days{2}
                                          ? std::chrono::seconds{in_days}
                                          : std::chrono::floor<std::chrono::seconds>(gap));
    if (watch::is_implausible(seen) && pruning != watch::Pruning::allowed)
        return {name, State::unhealthy,
                "the last audit before this start was " + length +
                    (*seen.gap < base::Duration{} ? " in the future" : " earlier") +
                    std::string{advice}};
    if (!watch::why_not(pruning).empty())
        return {name, State::unhealthy, std::string{watch::why_not(pruning)} + std::string{advice}};
    return {name, State::healthy, "agrees with the stored audits"};
}

Part clock_part() {
    const auto kept = net::clock_is_kept();
    if (!kept) return {"clock", State::unknown, "the kernel does not report it"};
    if (*kept) return {"clock", State::healthy, "synchronised"};
    return {"clock", State::unhealthy, "not synchronised; install chrony or systemd-timesyncd"};
}

Part lists_part(const observe::Observer& observer) {
    constexpr std::string_view name = "block lists";
    std::size_t asked = 0, proven = 0, refusing = 0;
    for (const auto& dnsbl : observer.use<observe::DnsblClient>().health()) {
        asked += dnsbl.state == model::DnsblState::retired ? 0 : 1;
        proven += dnsbl.state == model::DnsblState::proven ? 1 : 0;
        refusing += dnsbl.state == model::DnsblState::blocked ? 1 : 0;
    }
    if (asked == 0) return {name, State::unknown, "none tested yet"};
    const auto what =
        std::to_string(proven) + " of " + std::to_string(asked) + " pass their self-test";
    if (refusing > 0)
        return {name, State::unhealthy,
                what + "; " + std::to_string(refusing) +
                    " refuse this resolver; use your own, not a public one"};
    if (proven == 0) return {name, State::unhealthy, what + "; see \"mailwatchctl dnsbl\""};
    return {name, State::healthy, what};
}

/// Servers that rejected us, and get no active tests for now.
Part holds_part(const observe::Observer& observer) {
    constexpr std::string_view name = "active tests";
    const auto holds = observer.use<observe::Active>().holds();
    if (holds.empty()) return {name, State::healthy, "no server has rejected this host"};
    std::string what;
    for (const auto& [provider, until, why] : holds) {
        if (&provider != &holds.front().provider) what += "; ";
        what += base::escape(provider) + " on hold until " + base::rfc3339(until);
        if (!why.empty()) what += " (" + base::escape(why) + ')';
    }
    return {name, State::unhealthy, what + "; exempt this host there if the server is yours"};
}

/// Tests this host as other mail servers see it. Lives in the coroutine frame of `doctor_page`.
class Doctor {
public:
    explicit Doctor(const CommandContext& tools)
        : tools_{tools}, name_{tools.page.plan->configuration.probe.helo_name} {}

    net::Awaitable<std::vector<Part>> run() {
        const auto now = tools_.page.clock.ticks();
        co_await tools_.observer.look_at_ourselves(now);
        auto& guard = tools_.observer.use<observe::TcpGuard>();
        watch::Neighbourhood nowhere;
        const auto controls = co_await guard.controls().ask(std::move(nowhere), model::smtp.port,
                                                            watch::Met::nothing);
        const auto& health = tools_.observer.prober();
        parts_.push_back(resolver_part(health));
        parts_.push_back(ports_part(health));
        parts_.push_back(outbound_part(controls));
        parts_.push_back(
            part_of("outbound ports", trouble_of_others(health), "", "no sign of blocking"));
        parts_.push_back(address_part(health));
        parts_.push_back(common_cause_part(health));
        parts_.push_back(clock_part());
        parts_.push_back(
            history_part(tools_.scheduler.clock_evidence(), tools_.scheduler.pruning()));
        co_await look_at_route(Address::Family::v4);
        co_await look_at_route(Address::Family::v6);
        parts_.push_back(lists_part(tools_.observer));
        parts_.push_back(holds_part(tools_.observer));
        co_return parts_;
    }

private:
    void add(std::string_view part, State state, std::string what) {
        Part made;
        made.name = part;
        made.state = state;
        made.what = std::move(what);
        parts_.push_back(std::move(made));
    }

    net::Awaitable<void> look_at_route(Address::Family family) {
        const bool is_v4 = family == Address::Family::v4;
        const std::string_view route = is_v4 ? "IPv4 route" : "IPv6 route";
        const auto own = net::own_address(family);
        if (!own) {
            add(route, is_v4 ? State::unhealthy : State::skipped,
                is_v4 ? "no route; IPv4 addresses are skipped"
                      : "no route; IPv6 addresses are skipped");
            co_return;
        }
        add(route, State::healthy, "source address " + own->text());
        co_await look_at_name(*own);
    }

    /// The EHLO name should resolve to our address and back (RFC 5321 §4.1.4, RFC 8601 §3).
    net::Awaitable<void> look_at_name(Address own) {
        const std::string_view part = own.is_v4() ? "EHLO, IPv4" : "EHLO, IPv6";
        if (const auto range = net::refusal(own, {})) {
            add(part, State::unknown,
                own.text() + " is not public (" + std::string{*range} +
                    "); the address that servers see is unknown");
            co_return;
        }
        observe::Freshness freshness;
        freshness.purpose = observe::Purpose::requested;
        freshness.not_before = tools_.page.clock.ticks();
        model::Needs::HostAddressKey of{name_, own};
        auto& reverse = tools_.observer.use<observe::ReverseLooks>();
        const auto look = co_await reverse.look(std::move(of), std::move(freshness));
        parts_.push_back(judge(part, own, *look));
    }

    Part judge(std::string_view part, const Address& own, const model::ReverseDns& look) const {
        if (!look.names && base::is_temporary(look.names.error().code))
            return {part, State::unknown, "no DNS answer for " + own.text()};
        if (!look.names || look.names->empty())
            return {part, State::unhealthy,
                    own.text() + " has no PTR record; ask your provider to set it to " + name_};
        const auto leads_back = [&](const model::ReverseDns::Forward& forward) {
            return forward.name == name_ && forward.addresses &&
                   std::ranges::find(*forward.addresses, own) != forward.addresses->end();
        };
        if (std::ranges::any_of(look.forward, leads_back))
            return {part, State::healthy, name_ + " and " + own.text() + " resolve to each other"};
        return {part, State::unhealthy,
                "EHLO name is " + name_ + ", but " + own.text() + " resolves to " +
                    base::escape(look.names->front()) +
                    "; probe.helo_name, its address and the PTR record must match"};
    }

    const CommandContext& tools_;
    std::string name_;
    std::vector<Part> parts_;
};

Cell state_cell(State state) {
    switch (state) {
        case State::healthy: return {"ok", Tone::good};
        case State::unhealthy: return {"fail", Tone::bad};
        case State::skipped: return {"skipped", Tone::faint};
        case State::unknown: break;
    }
    return {"unknown", Tone::warning};
}

publish::View view_of(const std::vector<Part>& parts) {
    publish::View view;
    view.title = "Doctor";
    for (const auto& [name, state, what] : parts) {
        auto cell = state_cell(state);
        cell.value = cell.text() + ": " + what;
        view.fields.push_back({name, name, std::move(cell)});
    }
    return view;
}

}  // namespace

net::Awaitable<serve::Response> doctor_page(const CommandContext& tools, serve::Request request) {
    Doctor doctor{tools};
    const auto parts = co_await doctor.run();
    auto response = respond(request, view_of(parts));
    if (serve::Query{request.query}.has("notes")) {
        const bool is_unhealthy = std::ranges::any_of(
            parts, [](const Part& part) { return part.state == State::unhealthy; });
        response.body += control_line(
            "status " + std::to_string(is_unhealthy ? exit_something_failed : exit_nothing_failed));
    }
    co_return response;
}

}  // namespace mailwatchd::control
