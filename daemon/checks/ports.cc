#include "checks/ports.h"

#include "model/clear_login.h"
#include "proto/first_bytes.h"
#include "proto/smtp/answer.h"
#include "proto/software/software.h"

#include <algorithm>

namespace mailwatchd::checks {

using model::Reason;

ServiceSeen service_at(const model::World& world, const HostAddress& host_address,
                       const model::Service& service) {
    using State = ServiceSeen::State;
    const auto* const port = world.port(host_address.address, service.port);
    if (port == nullptr) return {State::undecided, Reason::interrupted, nullptr};
    switch (port->state) {
        case model::PortState::open: return {State::present, Reason::none, port->session.get()};
        case model::PortState::closed:
        case model::PortState::filtered: return {State::absent, Reason::none, nullptr};
        case model::PortState::accepting:
            if (port->reason == Reason::malformed) return {State::absent, Reason::none, nullptr};
            break;
        case model::PortState::unknown: break;
    }
    const auto reason = port->reason == Reason::none ? Reason::interrupted : port->reason;
    return {State::undecided, reason, nullptr};
}

bool is_silent(const model::World& world, const HostAddress& host_address) {
    return std::ranges::none_of(model::services, [&](const model::Service& service) {
        const auto* const port = world.port(host_address.address, service.port);
        return port != nullptr && (port->state == model::PortState::open ||
                                   port->state == model::PortState::accepting ||
                                   port->state == model::PortState::closed);
    });
}

bool any_silent(const model::World& world, HostFilter filter) {
    return std::ranges::any_of(
        host_addresses(*world.topology, filter),
        [&](const HostAddress& host_address) { return is_silent(world, host_address); });
}

namespace {

Reason reason_of(base::Errc code) {
    switch (code) {
        case base::Errc::malformed:
        case base::Errc::tls_failed: return Reason::malformed;
        case base::Errc::refused:
        case base::Errc::reset: return Reason::refused_us;
        case base::Errc::cancelled:
        case base::Errc::no_resources: return Reason::interrupted;
        default: return Reason::timeout;
    }
}

std::string_view ending_words(base::Errc code) {
    switch (code) {
        case base::Errc::timed_out: return "no answer in time";
        case base::Errc::reset:
        case base::Errc::refused: return "the server ended the connection";
        case base::Errc::malformed: return "the answer breaks the protocol";
        case base::Errc::unreachable: return "the network reported the server as unreachable";
        default: return "interrupted here";
    }
}

/// A temporary SMTP error, 4yz (RFC 5321 §4.2.1).
bool is_deferral(int code) { return code >= 400 && code < 500; }

}  // namespace

Reason why_refused(const model::MailSession& session) {
    const auto reply = smtp::reply_in(session.greeting, session.greeting_code);
    if (smtp::about(reply) == smtp::About::identity) return Reason::prober_identity;
    return is_deferral(session.greeting_code) ? Reason::deferred : Reason::refused_us;
}

std::optional<Reason> why_mute(const model::MailSession& session) {
    // IMAP announces capabilities in its greeting too, but only an answer shows a server at work.
    if (session.before_tls.known && session.stage >= model::Stage::capabilities)
        return std::nullopt;
    if (session.greeting_refuses) return why_refused(session);
    if (is_deferral(session.helo_code)) {
        const bool is_about_us = session.failure && session.failure->code == base::Errc::refused;
        return is_about_us ? Reason::prober_identity : Reason::deferred;
    }
    if (session.helo_code >= 500) return Reason::prober_identity;
    if (lacks_capa(session)) return std::nullopt;
    return session.failure ? reason_of(session.failure->code) : Reason::malformed;
}

std::optional<Reason> why_cut_off(const model::MailSession& session) {
    const bool is_implicit = session.endpoint.service.tls == model::TlsMode::implicit;
    const auto answered = is_implicit ? model::Stage::secured : model::Stage::capabilities;
    if (!session.failure || session.greeting_refuses || session.stage >= answered)
        return std::nullopt;
    return reason_of(session.failure->code);
}

Reason why_not_secured(const model::MailSession& session) {
    if (session.upgrade != model::Upgrade::refused)
        return session.failure ? reason_of(session.failure->code) : Reason::malformed;
    const bool is_smtp = session.endpoint.service.protocol == model::Protocol::smtp;
    return is_smtp && session.upgrade_reply.starts_with('4') ? Reason::deferred
                                                             : Reason::refused_us;
}

bool shows_clear_login(const model::MailSession& session) {
    return model::takes_clear_login(session).value_or(false);
}

bool lacks_capa(const model::MailSession& session) {
    return session.endpoint.service == model::pop3 && !session.before_tls.known &&
           !session.greeting_refuses && session.stage >= model::Stage::capabilities;
}

model::Measurement greeting_seconds(const model::MailSession& session) {
    const std::chrono::duration<double> seconds = session.greeting_time;
    return {model::Subject::endpoint(session.endpoint), "greeting_seconds", seconds.count(),
            "seconds"};
}

model::Finding finding(const model::FindingKind& kind, const model::MailSession& session,
                       std::string evidence, std::string detail) {
    return {&kind, model::Subject::endpoint(session.endpoint), std::move(evidence),
            std::move(detail)};
}

std::string ending(const model::MailSession& session) {
    if (!session.failure) return {};
    const auto& [code, detail] = *session.failure;
    // The detail begins with what was waited for.
    const auto awaited = detail.substr(0, detail.find(": "));
    const auto how = code == base::Errc::tls_failed ? detail.substr(awaited.size())
                                                    : ": " + std::string{ending_words(code)};
    return bounded("waiting for " + awaited + how);
}

std::string listed(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) {
        if (text.size() > evidence_bytes_max) break;
        text += (text.empty() ? "" : ", ") + line;
    }
    return bounded(text);
}

std::string offers_in_clear(const model::MailSession& session) {
    return listed(session.before_tls.lines);
}

model::Finding greeting_finding(const model::FindingKind& kind, const model::MailSession& session) {
    const auto software = software::identify(session);
    return finding(kind, session, bounded(session.greeting), software ? text(*software) : "");
}

model::Finding ungreeted_finding(const model::FindingKind& kind,
                                 const model::MailSession& session) {
    const auto protocol = proto::protocol_of(session.greeting);
    const bool is_implicit = session.endpoint.service.tls == model::TlsMode::implicit;
    auto detail = ending(session);
    if (!session.greeting.empty()) {
        detail = protocol.empty() ? "answered by an unknown protocol"
                                  : "answered by " + std::string{protocol};
        if (is_implicit && !session.tls) detail += ", without TLS";
        if (is_implicit && session.tls) detail += ", over TLS";
    }
    return finding(kind, session, bounded(session.greeting), std::move(detail));
}

std::string bounded(std::string_view raw) { return std::string{raw.substr(0, evidence_bytes_max)}; }

}  // namespace mailwatchd::checks
