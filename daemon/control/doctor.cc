#include "control/doctor.h"

#include "base/escape.h"
#include "control/exit_codes.h"
#include "control/notes.h"
#include "control/render.h"
#include "net/address_policy.h"
#include "net/host.h"
#include "observe/reverse_dns/reverse.h"
#include "proto/dns/message.h"

#include <algorithm>

namespace mailwatchd::control {

namespace {

using namespace std::chrono_literals;
using model::Address;
using publish::Cell;
using publish::Tone;

/// For one question about our own name.
constexpr base::Duration dns_patience = 10s;

enum class State { healthy, unhealthy, unknown };

/// What one part is like, and, where it is not well, the way out.
struct Part {
    std::string_view name;
    State state = State::unknown;
    std::string what;
};

Part resolver_part(const observe::ProberHealth& health) {
    constexpr std::string_view name = "resolver";
    if (!health.resolver_answers)
        return {name, State::unhealthy,
                "it does not find names that exist: look at resolver.servers"};
    if (health.resolver_rewrites)
        return {name, State::unhealthy, "it finds names that do not exist: use one of your own"};
    return {name, State::healthy, "it finds what exists, and nothing else"};
}

Part ports_part(const observe::ProberHealth& health) {
    if (health.ports_healthy()) return {"ports", State::healthy, "nobody answers in others' place"};
    return {"ports", State::unhealthy,
            "a proxy answers in others' place: no port reading counts here"};
}

Part outbound_part(const observe::ProberHealth& health) {
    if (!health.outbound_25_blocked) return {"outbound 25", State::healthy, "no sign of a block"};
    return {"outbound 25", State::unhealthy,
            "every connection to port 25 meets silence: ask the provider to open it"};
}

Part clock_part() {
    const auto kept = net::clock_is_kept();
    if (!kept) return {"clock", State::unknown, "the kernel does not say"};
    if (*kept) return {"clock", State::healthy, "kept by a time server"};
    return {"clock", State::unhealthy,
            "no time server keeps it: install chrony or systemd-timesyncd"};
}

Part lists_part(const observe::Observer& observer) {
    constexpr std::string_view name = "block lists";
    std::size_t asked = 0, proven = 0, refusing = 0;
    for (const auto& dnsbl : observer.use<observe::DnsblClient>().health()) {
        asked += dnsbl.state == model::DnsblState::retired ? 0 : 1;
        proven += dnsbl.state == model::DnsblState::proven ? 1 : 0;
        refusing += dnsbl.state == model::DnsblState::blocked ? 1 : 0;
    }
    if (asked == 0) return {name, State::unknown, "none was asked yet"};
    const auto what = std::to_string(proven) + " of " + std::to_string(asked) + " may be believed";
    if (refusing > 0)
        return {name, State::unhealthy,
                what + "; " + std::to_string(refusing) +
                    " refuse our resolver: use one of your own, not a public one"};
    if (proven == 0) return {name, State::unhealthy, what + ": \"mailwatchctl dnsbl\" says why"};
    return {name, State::healthy, what};
}

/// Looks at ourselves as a mail server would. Lives in the coroutine frame of `doctor_page`.
class Doctor {
public:
    explicit Doctor(const Commanded& tools)
        : tools_{tools}, name_{tools.shown.plan->configuration.probe.helo_name} {}

    net::Awaitable<std::vector<Part>> run() {
        const auto now = tools_.shown.clock.ticks();
        co_await tools_.observer.look_at_ourselves(now);
        const auto& health = tools_.observer.prober();
        parts_.push_back(resolver_part(health));
        parts_.push_back(ports_part(health));
        parts_.push_back(outbound_part(health));
        parts_.push_back(clock_part());
        co_await look_at_route(Address::Family::v4);
        co_await look_at_route(Address::Family::v6);
        parts_.push_back(lists_part(tools_.observer));
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
            add(route, is_v4 ? State::unhealthy : State::unknown,
                "none: addresses of this family are not looked at");
            co_return;
        }
        add(route, State::healthy, "we come from " + own->text());
        co_await look_at_name(*own);
    }

    /// Our name in EHLO should lead to our address and back (RFC 5321 §4.1.4, RFC 8601 §3).
    net::Awaitable<void> look_at_name(Address own) {
        const std::string_view part = own.is_v4() ? "EHLO, IPv4" : "EHLO, IPv6";
        if (const auto range = net::refusal(own, {})) {
            add(part, State::unknown,
                own.text() + " is " + std::string{*range} +
                    ": servers see another address, which we do not know");
            co_return;
        }
        observe::Demand demand;
        demand.purpose = observe::Purpose::demand;
        demand.not_before = tools_.shown.clock.ticks();
        model::Needs::HostAddress of{name_, own};
        auto& reverse = tools_.observer.use<observe::ReverseLooks>();
        const auto look = co_await reverse.look(std::move(of), std::move(demand));
        parts_.push_back(judge(part, own, *look));
    }

    Part judge(std::string_view part, const Address& own, const model::ReverseDns& look) const {
        if (!look.names && base::is_temporary(look.names.error().code))
            return {part, State::unknown, "the DNS gave no answer about " + own.text()};
        if (!look.names || look.names->empty())
            return {part, State::unhealthy,
                    own.text() + " has no reverse name: have the provider set " + name_};
        const auto leads_back = [&](const model::ReverseDns::Forward& forward) {
            return forward.name == name_ && forward.addresses &&
                   std::ranges::find(*forward.addresses, own) != forward.addresses->end();
        };
        if (std::ranges::any_of(look.forward, leads_back))
            return {part, State::healthy, name_ + " and " + own.text() + " lead to each other"};
        return {part, State::unhealthy,
                "we say " + name_ + ", but " + own.text() + " is " +
                    base::escape(look.names->front()) +
                    ": make probe.helo_name, its address and"
                    " the reverse name one"};
    }

    const Commanded& tools_;
    std::string name_;
    std::vector<Part> parts_;
};

Cell state_cell(State state) {
    switch (state) {
        case State::healthy: return {"healthy", Tone::good};
        case State::unhealthy: return {"unhealthy", Tone::bad};
        case State::unknown: break;
    }
    return {"unknown", Tone::doubtful};
}

publish::Sheet sheet_of(const std::vector<Part>& parts) {
    publish::Sheet sheet;
    sheet.title = "Doctor";
    for (const auto& [name, state, what] : parts) {
        auto cell = state_cell(state);
        cell.value = cell.text() + ": " + what;
        sheet.fields.push_back({name, name, std::move(cell)});
    }
    return sheet;
}

}  // namespace

net::Awaitable<serve::Response> doctor_page(const Commanded& tools, serve::Request request) {
    Doctor doctor{tools};
    const auto parts = co_await doctor.run();
    auto response = respond(request, sheet_of(parts));
    if (serve::Query{request.query}.has("notes")) {
        const bool is_unhealthy = std::ranges::any_of(
            parts, [](const Part& part) { return part.state == State::unhealthy; });
        response.body += note(
            "status " + std::to_string(is_unhealthy ? exit_something_failed : exit_nothing_failed));
    }
    co_return response;
}

}  // namespace mailwatchd::control
