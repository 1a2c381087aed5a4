#include "observe/prober/tcp_guard.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// How old the health may be before a session.
constexpr base::Duration health_before_max = 1min;

/// A single port, not 25, at which several met the same for so long is not our own doing: they were
/// open when they were seen last, and that may be long ago.
constexpr base::Duration one_port_max = 6h;
/// So long what the others show is theirs as well.
constexpr base::Duration theirs_for = std::chrono::days{14};

/// What is met is what the confirmed state of the port says.
bool is_as_known(std::string_view standing, watch::Met met) {
    using enum watch::Met;
    return (standing == "closed" && met == refusal) || (standing == "filtered" && met == silence) ||
           (standing == "accepting" && met == no_greeting);
}

}  // namespace

TcpGuard::TcpGuard(net::Clock& clock, Prober& prober, PortControls& controls)
    : clock_{clock}, prober_{prober}, controls_{controls} {}

net::Awaitable<Surety> TcpGuard::before() {
    co_await prober_.look_at_ports(clock_.ticks() - health_before_max);
    Surety surety;
    surety.trouble = prober_.health().of_sessions();
    co_return surety;
}

net::Awaitable<Surety> TcpGuard::after(Surety before,
                                       std::shared_ptr<const model::MailSession> session) {
    controls_.note(*session);
    const auto met = watch::met_by(*session);
    if (met == watch::Met::nothing) co_return before;
    co_await prober_.look_at_ports(clock_.ticks());
    if (before.trouble.empty()) before.trouble = prober_.health().of_sessions();
    if (!before.is_trusted()) co_return before;
    if (met == watch::Met::greeting) {
        absolve(session->endpoint.service.port);
        co_return before;
    }
    const auto surety = co_await judge(*session, met);
    co_return surety;
}

net::Awaitable<Surety> TcpGuard::judge(const model::MailSession& session, watch::Met met) {
    const auto port = session.endpoint.service.port;
    const auto standing = controls_.standing_of(session.endpoint);
    Surety surety;
    if (is_as_known(standing, met)) co_return surety;
    const bool is_expected = standing.empty() ? port == model::smtp.port : standing == "open";
    if (!is_expected) {
        // Most hosts offer only some services, but during an outage none can be told from the rest.
        const auto same = std::ranges::find_if(
            troubles_, [met](const auto& each) { return each.second.met == met; });
        if (same != troubles_.end()) surety.trouble = same->second.words;
        co_return surety;
    }
    const auto where = watch::neighbourhood_of(session.endpoint.host, session.endpoint.address);
    auto answers = co_await controls_.ask(where, port, met);
    const watch::Suspect suspect{where, clock_.ticks()};
    auto cause = watch::cause_of(suspect, controls_.alike(port, met), answers);
    if (cause == watch::Cause::no_control && port != model::smtp.port) {
        answers = co_await ask_about_25(where, met);
        cause = watch::cause_of({where, clock_.ticks()}, {}, answers);
    }
    if (cause == watch::Cause::theirs) absolve(port);
    if (cause == watch::Cause::no_control) surety.caveat = watch::Caveat::no_control;
    if (cause != watch::Cause::ours) co_return surety;
    if (is_theirs(port)) {
        acquit(port);
        surety.caveat = watch::Caveat::controls_alike;
    } else {
        surety.trouble = blame(port, met, watch::names_of_alike(answers));
    }
    co_return surety;
}

/// Never port 25, whose way out is often closed for good, and not one of several ports: a new
/// firewall of ours closes more than one.
bool TcpGuard::is_theirs(std::uint16_t port) const {
    const auto is_other = [port](const auto& each) { return each.first != port; };
    if (port == model::smtp.port || std::ranges::any_of(troubles_, is_other)) return false;
    const auto now = clock_.ticks();
    const auto until = theirs_until_.find(port);
    if (until != theirs_until_.end() && now < until->second) return true;
    const auto found = troubles_.find(port);
    return found != troubles_.end() && now - found->second.since >= one_port_max;
}

void TcpGuard::acquit(std::uint16_t port) {
    if (troubles_.contains(port)) theirs_until_[port] = clock_.ticks() + theirs_for;
    absolve(port);
}

/// Another port proves nothing about this one if it works. But if it fails alike, the way out does.
net::Awaitable<std::vector<watch::ControlAnswer>> TcpGuard::ask_about_25(
    watch::Neighbourhood suspect, watch::Met met) {
    auto answers = co_await controls_.ask(std::move(suspect), model::smtp.port, met);
    std::erase_if(answers, [](const watch::ControlAnswer& answer) {
        return answer.says != watch::ControlAnswer::Says::alike;
    });
    if (!answers.empty()) blame(model::smtp.port, met, watch::names_of_alike(answers));
    co_return answers;
}

std::string TcpGuard::blame(std::uint16_t port, watch::Met met, const std::string& others) {
    auto words =
        "outbound port " + std::to_string(port) + " is " + std::string{watch::words_of(met)} +
        " everywhere" +
        (others.empty() ? ", at several organisations at once" : ", by controls too: " + others);
    const auto now = clock_.ticks();
    auto& trouble = troubles_.try_emplace(port, Trouble{met, {}, now, now}).first->second;
    trouble.met = met;
    trouble.words = words;
    trouble.at = now;
    publish();
    return words;
}

void TcpGuard::absolve(std::uint16_t port) {
    if (troubles_.erase(port) != 0) publish();
}

void TcpGuard::publish() {
    std::map<std::uint16_t, std::string> all;
    for (const auto& [port, trouble] : troubles_) all[port] = trouble.words;
    prober_.set_outbound(std::move(all));
}

std::string TcpGuard::trouble_of(std::uint16_t port) const {
    if (const auto& of_all = prober_.health().of_sessions(); !of_all.empty()) return of_all;
    const auto found = troubles_.find(port);
    return found == troubles_.end() ? std::string{} : found->second.words;
}

net::Awaitable<void> TcpGuard::recheck() {
    std::vector<std::uint16_t> ports;
    for (const auto& [port, trouble] : troubles_) ports.push_back(port);
    for (const auto port : ports) co_await recheck_port(port);
}

/// Without a control, the problem is over when it was not seen for a while.
net::Awaitable<void> TcpGuard::recheck_port(std::uint16_t port) {
    using enum watch::ControlAnswer::Says;
    watch::Neighbourhood nowhere;
    const auto answers = co_await controls_.ask(std::move(nowhere), port, watch::Met::nothing);
    const auto says = [&](watch::ControlAnswer::Says what) {
        return std::ranges::any_of(answers, [what](const auto& each) { return each.says == what; });
    };
    const auto found = troubles_.find(port);
    if (found == troubles_.end()) co_return;
    const bool is_seen = says(watch::ControlAnswer::Says::alike);
    // Not left to the next session with a suspect: with long intervals that may be days away.
    if (is_seen && !says(as_before) && is_theirs(port)) {
        acquit(port);
        co_return;
    }
    if (is_seen && !says(as_before)) found->second.at = clock_.ticks();
    if (says(as_before) || found->second.at + watch::same_minutes < clock_.ticks()) absolve(port);
}

}  // namespace mailwatchd::observe
