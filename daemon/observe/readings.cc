#include "observe/readings.h"

#include "model/clear_login.h"
#include "model/world.h"
#include "proto/software/software.h"
#include "proto/spf/survey.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using model::Reading;
using model::ReadingName;

template <class T, class Text>
std::string joined(const std::vector<T>& parts, std::string_view separator, Text text) {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += separator;
        out += text(part);
    }
    return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    return joined(parts, separator, [](const std::string& part) { return part; });
}

/// The port's value, and why there is none.
Reading port_reading(const model::SeenPort& port, const Surroundings& surroundings) {
    const auto& session = *port.session;
    Reading reading{.subject = model::Subject::endpoint(session.endpoint),
                    .name = ReadingName::port,
                    .argument = {},
                    .value = {},
                    .reason = port.reason,
                    .taken_at = session.taken_at,
                    .evidence = session.greeting};
    if (surroundings.vantage != model::Reason::none) {
        reading.reason = surroundings.vantage;
    } else if (met_silence(session) && surroundings.others_answered) {
        reading.value = name(model::PortState::filtered);
    } else if (port.is_conclusive()) {
        reading.value = name(port.state);
    }
    if (reading.is_known()) reading.reason = model::Reason::none;
    if (session.failure && reading.evidence.empty()) reading.evidence = session.failure->detail;
    return reading;
}

/// A reading of the same endpoint and time.
Reading beside(const Reading& port, ReadingName name, std::string value) {
    Reading reading = port;
    reading.name = name;
    reading.value = std::move(value);
    reading.reason = model::Reason::none;
    return reading;
}

void add_service(std::vector<Reading>& readings, const model::MailSession& session) {
    if (const auto software = software::identify(session))
        readings.push_back(beside(readings.front(), ReadingName::service, text(*software)));
}

void add_clear_text(std::vector<Reading>& readings, const model::MailSession& session) {
    if (session.endpoint.service.tls == model::TlsMode::implicit || !session.before_tls.known)
        return;
    const auto lines = joined(session.before_tls.lines, ", ");
    readings.push_back(beside(readings.front(), ReadingName::starttls,
                              session.before_tls.starttls ? "offered" : "absent"));
    readings.back().evidence = lines;
    if (const auto clear = model::takes_clear_login(session)) {
        readings.push_back(
            beside(readings.front(), ReadingName::cleartext_login, *clear ? "yes" : "no"));
        readings.back().evidence = lines;
    }
}

void add_certificate(std::vector<Reading>& readings, const model::MailSession& session) {
    if (!session.tls || !session.tls->certificate) return;
    readings.push_back(
        beside(readings.front(), ReadingName::certificate, certificate_text(*session.tls)));
    readings.back().evidence = session.tls->chain_error;
}

model::Reason reason_of(const base::Failure& failure) {
    return failure.code == base::Errc::cancelled ? model::Reason::interrupted
                                                 : model::Reason::dns_failure;
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

std::vector<Reading> readings_of(const model::ReverseDns& look) {
    Reading reading{.subject = model::Subject::address(look.host, look.address),
                    .name = ReadingName::ptr,
                    .argument = {},
                    .value = {},
                    .reason = model::Reason::none,
                    .taken_at = look.taken_at,
                    .evidence = {}};
    if (!look.names) {
        reading.reason = reason_of(look.names.error());
        reading.evidence = look.names.error().detail;
        return {reading};
    }
    reading.evidence = joined(*look.names, ", ");
    const auto leads_back = [&](const model::ReverseDns::Forward& forward) {
        return forward.addresses &&
               std::ranges::find(*forward.addresses, look.address) != forward.addresses->end();
    };
    const auto unanswered = [](const model::ReverseDns::Forward& forward) {
        return !forward.addresses && base::is_temporary(forward.addresses.error().code);
    };
    if (look.names->empty()) {
        reading.value = "missing";
    } else if (std::ranges::any_of(look.forward, leads_back)) {
        reading.value = "confirmed";
    } else if (std::ranges::any_of(look.forward, unanswered)) {
        reading.reason = model::Reason::dns_failure;
    } else {
        reading.value = "mismatch";
    }
    return {reading};
}

std::vector<Reading> readings_of(const model::Listing& listing, const std::string& host) {
    using State = model::Listing::State;
    std::string value;
    if (listing.state != State::unknown)
        value = listing.state == State::listed ? "listed" : "clear";
    const auto codes =
        joined(listing.answers, " ", [](const model::Address& code) { return code.text(); });
    return {Reading{.subject = model::Subject::address(host, listing.address),
                    .name = ReadingName::listed,
                    .argument = listing.zone,
                    .value = value,
                    .reason = listing.reason,
                    .taken_at = listing.taken_at,
                    .evidence = listing.text.empty() ? codes : codes + " " + listing.text}};
}

std::vector<Reading> readings_of(const model::Topology& topology) {
    if (topology.mail == model::Topology::Mail::not_asked) return {};
    const auto text = mx_text(topology);
    return {Reading{.subject = model::Subject::name(topology.target.name),
                    .name = ReadingName::mx,
                    .argument = {},
                    .value = text,
                    .reason = text.empty() ? model::Reason::dns_failure : model::Reason::none,
                    .taken_at = topology.taken_at,
                    .evidence = topology.failure ? topology.failure->detail : text}};
}

std::vector<Reading> readings_of(const model::ZoneHealth& health) {
    if (!model::is_proof(health.state) && health.state != model::ZoneState::retired) return {};
    std::string value = health.state == model::ZoneState::proven ? "proven" : "retired";
    auto reason = model::Reason::none;
    // A time-out proves nothing, and an error code speaks of our resolver, not of the list.
    if (health.state == model::ZoneState::silent) reason = model::Reason::dns_failure;
    if (health.state == model::ZoneState::blocked) reason = model::Reason::resolver_unfit;
    if (reason != model::Reason::none) value.clear();
    return {Reading{.subject = model::Subject::zone(health.zone),
                    .name = ReadingName::zone,
                    .argument = health.family == model::Address::Family::v4 ? "ipv4" : "ipv6",
                    .value = std::move(value),
                    .reason = reason,
                    .taken_at = health.taken_at,
                    .evidence = health.evidence}};
}

std::vector<Reading> readings_of(const model::SpfLook& look) {
    return {Reading{.subject = model::Subject::name(look.domain),
                    .name = ReadingName::spf,
                    .argument = {},
                    .value = spf::record_text(look),
                    .reason = look.failure ? reason_of(*look.failure) : model::Reason::none,
                    .taken_at = look.taken_at,
                    .evidence = look.failure ? look.failure->detail : std::string{}}};
}

std::vector<Reading> readings_of(const model::ActiveSeries& series) {
    std::vector<Reading> readings;
    if (series.kind != model::SeriesKind::relay || series.closed != model::Reason::none)
        return readings;
    for (const auto& one : series.cases) {
        Reading reading{.subject = model::Subject::endpoint(series.endpoint),
                        .name = ReadingName::relay,
                        .argument = one.name,
                        .value = {},
                        .reason = model::Reason::none,
                        .taken_at = series.taken_at,
                        .evidence = model::transcript(one)};
        if (model::is_concluded(series, one)) {
            reading.value = one.answer == model::Answer::accepted ? "accepted" : "refused";
        } else {
            const auto why = series.shortfall();
            reading.reason = why == model::Reason::none ? model::Reason::deferred : why;
        }
        readings.push_back(std::move(reading));
    }
    return readings;
}

bool met_silence(const model::MailSession& session) {
    return session.stage == model::Stage::unconnected && session.failure &&
           session.failure->code == base::Errc::timed_out;
}

std::string mx_text(const model::Topology& topology) {
    using Mail = model::Topology::Mail;
    switch (topology.mail) {
        case Mail::null_mx: return "null";
        case Mail::implicit: return "none, own address";
        case Mail::none: return "none";
        case Mail::not_asked:
        case Mail::unknown: return "";
        case Mail::mx: break;
    }
    return joined(topology.mx, ", ", [](const model::MxRecord& record) {
        return std::to_string(record.preference) + ' ' + record.host;
    });
}

std::string certificate_text(const model::TlsFacts& facts) {
    const auto& leaf = *facts.certificate;
    auto names = leaf.names;
    std::ranges::sort(names);
    const std::string chain = facts.chain == model::ChainVerdict::trusted ? "trusted" : "untrusted";
    return chain + ';' + leaf.issuer + ';' + joined(names, ",") + ';' + leaf.key_type + ' ' +
           std::to_string(leaf.key_bits) + ';' + leaf.sha256;
}

}  // namespace mailwatchd::observe
