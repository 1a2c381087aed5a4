#include "observe/session/readings.h"

#include "model/clear_login.h"
#include "model/world.h"
#include "observe/joined.h"
#include "proto/software/software.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using model::Reading;

/// Follows the evidence of a port that may be blocked on our side.
constexpr std::string_view words_of(watch::Caveat caveat) {
    switch (caveat) {
        case watch::Caveat::no_control:
            return " (no control was available: no other server that is known to answer on this "
                   "port)";
        case watch::Caveat::controls_alike:
            return " (for hours, other servers that had this port open have shown the same)";
        case watch::Caveat::nothing: break;
    }
    return "";
}

/// The port's value, or the reason why it is unknown.
Reading port_reading(const model::SeenPort& port, const Surroundings& surroundings) {
    const auto& session = *port.session;
    Reading reading{.subject = model::Subject::endpoint(session.endpoint),
                    .kind = &reading::port,
                    .argument = {},
                    .value = {},
                    .reason = port.reason,
                    .taken_at = session.taken_at,
                    .evidence = session.greeting};
    if (surroundings.prober != model::Reason::none) {
        reading.reason = surroundings.prober;
    } else if (met_silence(session) && surroundings.others_answered) {
        reading.value = name(model::PortState::filtered);
    } else if (port.is_conclusive()) {
        reading.value = name(port.state);
    }
    if (reading.is_known()) reading.reason = model::Reason::none;
    if (session.failure && reading.evidence.empty()) reading.evidence = session.failure->detail;
    if (reading.is_known()) reading.evidence += words_of(surroundings.caveat);
    return reading;
}

/// Another reading of the same endpoint and time.
Reading beside(const Reading& port, const model::ReadingKind& kind, std::string value) {
    Reading reading = port;
    reading.kind = &kind;
    reading.value = std::move(value);
    reading.reason = model::Reason::none;
    return reading;
}

void add_service(std::vector<Reading>& readings, const model::MailSession& session) {
    if (const auto software = software::identify(session))
        readings.push_back(beside(readings.front(), reading::service, text(*software)));
}

void add_clear_text(std::vector<Reading>& readings, const model::MailSession& session) {
    if (session.endpoint.service.tls == model::TlsMode::implicit || !session.before_tls.known ||
        session.stage < model::Stage::capabilities)
        return;
    const auto lines = joined(session.before_tls.lines, ", ");
    readings.push_back(beside(readings.front(), reading::starttls,
                              session.before_tls.starttls ? "offered" : "absent"));
    readings.back().evidence = lines;
    if (const auto clear = model::takes_clear_login(session)) {
        readings.push_back(
            beside(readings.front(), reading::cleartext_login, *clear ? "yes" : "no"));
        readings.back().evidence = lines;
    }
}

void add_certificate(std::vector<Reading>& readings, const model::MailSession& session) {
    if (!session.tls || !session.tls->certificate) return;
    readings.push_back(
        beside(readings.front(), reading::certificate, certificate_text(*session.tls)));
    readings.back().evidence = session.tls->chain_error;
}

}  // namespace

std::vector<Reading> readings_of(const std::shared_ptr<const model::MailSession>& session,
                                 const Surroundings& surroundings) {
    std::vector<Reading> readings{port_reading(model::seen(session), surroundings)};
    if (session->stage < model::Stage::greeted || !readings.front().is_known()) return readings;
    add_service(readings, *session);
    add_clear_text(readings, *session);
    add_certificate(readings, *session);
    return readings;
}

bool met_silence(const model::MailSession& session) {
    return session.stage == model::Stage::unconnected && session.failure &&
           session.failure->code == base::Errc::timed_out;
}

namespace {

/// "trusted", "expired on 2026-01-01", "untrusted". Which certificate of the path is at fault may
/// change with the path that was built, so only its dates are told.
std::string chain_text(const model::TlsFacts& facts) {
    const auto& at_fault = facts.at_fault ? *facts.at_fault : *facts.certificate;
    switch (facts.chain) {
        case model::ChainVerdict::trusted: return "trusted";
        case model::ChainVerdict::expired: return "expired on " + base::date(at_fault.not_after);
        case model::ChainVerdict::not_yet_valid:
            return "not valid before " + base::date(at_fault.not_before);
        default: return "untrusted";
    }
}

}  // namespace

std::string certificate_text(const model::TlsFacts& facts) {
    const auto& leaf = *facts.certificate;
    auto names = leaf.names;
    std::ranges::sort(names);
    return chain_text(facts) + ';' + leaf.issuer + ';' + joined(names, ",") + ';' + leaf.key_type +
           ' ' + std::to_string(leaf.key_bits) + ';' + leaf.sha256 + ' ' + leaf.key_sha256 + ' ' +
           base::date(leaf.not_before) + ' ' + base::date(leaf.not_after);
}

}  // namespace mailwatchd::observe
