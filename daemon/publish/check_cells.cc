#include "publish/check_cells.h"

#include "base/escape.h"
#include "model/clear_login.h"
#include "model/name_certificate.h"
#include "publish/active_cells.h"
#include "publish/reason_words.h"
#include "publish/reputation_cells.h"
#include "publish/seen_ports.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

using model::PortState;
using model::Reading;

/// Longest remote text in a cell, in bytes: enough for most SPF records.
constexpr std::size_t cell_bytes_max = 600;

std::string comma_separated(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text.append(text.empty() ? "" : ", ").append(base::escape(part));
    return text;
}

PortState state(const CellPlace& place, std::uint16_t port) {
    const auto* const reading = place.readings.one(place.subject(port), "port");
    if (reading == nullptr) return PortState::unknown;
    return model::port_state_of(reading->value).value_or(PortState::unknown);
}

TableCell port(const CellPlace& place, std::uint16_t number) {
    const auto* const reading = place.readings.one(place.subject(number), "port");
    if (reading == nullptr) return unasked_cell();
    switch (state(place, number)) {
        case PortState::open: return {"open", Tone::plain};
        case PortState::closed: return {"closed", Tone::faint};
        case PortState::filtered: return {"no answer", Tone::faint};
        case PortState::accepting:
            return {"accepts connections, but not for this service", Tone::warning};
        case PortState::unknown: break;
    }
    return unknown_cell(reading->reason);
}

TableCell login(const CellPlace& place, std::uint16_t number) {
    if (auto cell = absent_cell(place, number)) return *cell;
    const auto* const reading = place.readings.one(place.subject(number), "cleartext_login");
    if (reading == nullptr || !reading->is_known()) return {"not announced", Tone::warning};
    if (reading->value == "yes") return {"accepted", Tone::bad};
    return {"refused", Tone::good};
}

std::string mechanisms_of(const model::Capabilities& seen) {
    if (!seen.known) return "not announced";
    return seen.mechanisms.empty() ? "none" : comma_separated(seen.mechanisms);
}

TableCell mechanisms(const CellPlace& place, std::uint16_t number) {
    if (auto cell = absent_cell(place, number)) return port(place, number);
    const auto* const session = place.session(number);
    if (session == nullptr) return {"not stored", Tone::faint};
    if (session->endpoint.service.tls == model::TlsMode::implicit)
        return {"over TLS: " + mechanisms_of(session->after_tls), Tone::plain};
    auto text = "before TLS: " + mechanisms_of(session->before_tls);
    if (session->after_tls.known)
        text.append("; over TLS: ").append(mechanisms_of(session->after_tls));
    const auto clear = model::takes_clear_login(*session);
    const bool silent = session->before_tls.known && session->before_tls.mechanisms.empty();
    return {text, clear.value_or(false) ? Tone::bad : silent ? Tone::good : Tone::plain};
}

/// "TLSv1.3, untrusted certificate".
TableCell came_about(const model::MailSession& session, const CellPlace& place) {
    auto text = base::escape(session.tls->version);
    const auto of = model::certificate_of(*place.audit.world, session, place.host);
    if (!of) return {text, Tone::good};
    if (of->tls->chain != model::ChainVerdict::trusted)
        return {text + ", untrusted certificate", Tone::warning};
    if (!of->matches) return {text + ", certificate for another name", Tone::warning};
    return {text, Tone::good};
}

TableCell tls(const CellPlace& place, std::uint16_t number) {
    if (auto cell = absent_cell(place, number)) return *cell;
    const auto* const session = place.session(number);
    if (session != nullptr && session->tls) return came_about(*session, place);
    const auto* const offer = place.readings.one(place.subject(number), "starttls");
    if (offer == nullptr) return {"not announced", Tone::warning};
    if (offer->value != "offered") return {"no TLS", Tone::bad};
    const bool broken = session != nullptr && session->upgrade != model::Upgrade::not_tried;
    return broken ? TableCell{"offered, but fails", Tone::bad} : TableCell{"offered", Tone::good};
}

/// The software on `number` and on the other ports of its protocol, each once.
TableCell software(const CellPlace& place, std::uint16_t number) {
    const auto* const asked = model::service_of(number);
    std::vector<std::string> names;
    for (const auto& service : shown_services) {
        if (asked == nullptr || service.protocol != asked->protocol) continue;
        const auto* const seen = place.readings.one(place.subject(service.port), "service");
        if (seen != nullptr && seen->is_known() &&
            std::ranges::find(names, seen->value) == names.end())
            names.push_back(seen->value);
    }
    return names.empty() ? TableCell{"-", Tone::faint}
                         : TableCell{comma_separated(names), Tone::plain};
}

TableCell reverse_name(const CellPlace& place) {
    const auto* const reading = place.readings.one(place.subject(), "ptr");
    if (reading == nullptr) return unasked_cell();
    if (reading->value == "missing") return {"none", Tone::plain};
    if (!reading->is_known()) return {"-", Tone::faint};
    return {base::escape(reading->evidence, cell_bytes_max), Tone::plain};
}

TableCell reverse_state(const CellPlace& place) {
    const auto* const reading = place.readings.one(place.subject(), "ptr");
    if (reading == nullptr) return unasked_cell();
    if (!reading->is_known()) return unknown_cell(reading->reason);
    if (reading->value == "confirmed") return {"resolves back to the address", Tone::good};
    if (reading->value == "missing") return {"no PTR record", Tone::bad};
    return {"does not resolve back", Tone::bad};
}

TableCell listings(const CellPlace& place) {
    const auto& all = place.readings.of(place.subject(), "listed");
    const auto count = [&](std::string_view value) {
        return std::ranges::count(all, value,
                                  [](const Reading* reading) { return reading->value; });
    };
    const auto listed = count("listed");
    const auto answered = listed + count("clear");
    if (answered == 0) return {"no list answered", Tone::warning};
    const auto text = "listed by " + std::to_string(listed) + " of " + std::to_string(answered) +
                      " that answered";
    return {text, listed == 0 ? Tone::good : 2 * listed > answered ? Tone::bad : Tone::warning};
}

TableCell spf(const CellPlace& place) {
    const auto* const reading =
        place.readings.one(model::Subject::name(place.audit.state->target.name), "spf");
    if (reading == nullptr) return unasked_cell();
    if (!reading->is_known()) return unknown_cell(reading->reason);
    return {base::escape(reading->value, cell_bytes_max), Tone::plain};
}

}  // namespace

TableCell unasked_cell() { return {"not checked", Tone::faint}; }

TableCell unknown_cell(model::Reason why) {
    std::string text = "unknown";
    if (why != model::Reason::none) text.append(": ").append(words(why));
    return {text, Tone::warning};
}

std::optional<TableCell> absent_cell(const CellPlace& place, std::uint16_t number) {
    if (state(place, number) == PortState::open) return std::nullopt;
    auto cell = port(place, number);
    if (cell.tone == Tone::faint) cell.text = "-";
    return cell;
}

model::Subject CellPlace::subject(std::uint16_t port) const {
    if (address == nullptr) return model::Subject::name(host);
    const auto* const service = model::service_of(port);
    if (service == nullptr) return model::Subject::address(host, *address);
    return model::Subject::endpoint({std::string{host}, *address, *service});
}

const model::MailSession* CellPlace::session(std::uint16_t port) const {
    if (!audit.world || address == nullptr) return nullptr;
    const auto* const seen = audit.world->port(*address, port);
    return seen == nullptr ? nullptr : seen->session.get();
}

TableCell cell_of(const CellPlace& place, const checks::Column& column) {
    using Shows = checks::Column::Shows;
    switch (column.shows) {
        case Shows::port: return port(place, column.port);
        case Shows::login: return login(place, column.port);
        case Shows::login_demanded: return login_demanded_cell(place, column.port);
        case Shows::mechanisms: return mechanisms(place, column.port);
        case Shows::tls: return tls(place, column.port);
        case Shows::software: return software(place, column.port);
        case Shows::reverse_name: return reverse_name(place);
        case Shows::reverse_state: return reverse_state(place);
        case Shows::listings: return listings(place);
        case Shows::spf: return spf(place);
        case Shows::spoof: return spoof_cell(place, column.port);
        case Shows::relay: return relay_cell(place, column.port);
        case Shows::owner:
        case Shows::owner_domain:
        case Shows::country: return origin_cell(place, column.shows);
        case Shows::rating:
        case Shows::good_percent:
        case Shows::bad_percent: return figure_cell(place, column);
    }
    return unasked_cell();
}

}  // namespace mailwatchd::publish
