// Sheets of block lists and of mail services.
#include "base/escape.h"
#include "control/views.h"
#include "observe/session/readings.h"

#include <algorithm>
#include <map>

namespace mailwatchd::control {

namespace {

using model::Subject;
using publish::Cell;
using publish::Tone;

std::string families_of(const model::Dnsbl& dnsbl) {
    if (dnsbl.asks_v4 && dnsbl.asks_v6) return "IPv4, IPv6";
    return dnsbl.asks_v6 ? "IPv6" : "IPv4";
}

/// Self-tests of each list, IPv4 first.
std::multimap<std::string, model::DnsblHealth> proofs(const observe::Observer& observer) {
    std::multimap<std::string, model::DnsblHealth> found;
    for (auto& health : observer.use<observe::DnsblClient>().health())
        found.emplace(health.dnsbl, health);
    return found;
}

std::vector<Cell> dnsbl_row(const model::Dnsbl& dnsbl, const model::DnsblHealth* proof,
                            base::Instant now) {
    Cell state{std::string{dnsbl.retired ? "retired" : "not tested yet"}, Tone::faint};
    if (proof != nullptr) {
        const bool is_proven = proof->state == model::DnsblState::proven;
        state = {std::string{name(proof->state)}, is_proven ? Tone::good : Tone::bad};
    }
    const bool is_v6 = proof != nullptr && proof->family == model::Address::Family::v6;
    const auto families = proof == nullptr ? families_of(dnsbl) : is_v6 ? "IPv6" : "IPv4";
    return {Cell{dnsbl.name},
            Cell{std::string{name(dnsbl.dnsbl_class)}},
            Cell{families},
            std::move(state),
            proof == nullptr ? Cell{} : publish::moment(proof->taken_at, now),
            proof == nullptr ? Cell{dnsbl.note} : Cell{proof->evidence}};
}

struct Service {
    Subject subject;
    std::size_t targets = 0;
};

/// Endpoints that a target depends on and whose port is open.
std::vector<Service> open_services(const PageContext& context) {
    std::vector<Service> found;
    const auto& standing_table = context.scheduler.state_writer().standing_table();
    context.scheduler.targets().for_each_subject([&](const Subject& subject) {
        if (subject.kind != Subject::Kind::endpoint) return;
        if (standing_table.value(subject, reading::port) != "open") return;
        found.push_back({subject, context.scheduler.targets().resting_on(subject).size()});
    });
    std::ranges::sort(found, {}, [](const Service& service) {
        return std::tuple{std::string{service.subject.host()}, service.subject.ip(),
                          service.subject.port()};
    });
    return found;
}

Cell current(const watch::StandingTable& standing_table, const Subject& subject,
             const model::ReadingKind& kind) {
    const auto value = standing_table.value(subject, kind);
    return value.empty() ? Cell{} : Cell{base::escape(value)};
}

std::vector<Cell> service_row(const watch::StandingTable& standing_table, const Service& service,
                              base::Instant now) {
    const auto& subject = service.subject;
    const auto port = subject.port().value_or(0);
    const auto* const known = model::service_of(port);
    const auto standing = standing_table.find(subject, reading::port);
    const auto address = subject.ip();
    return {Cell{base::escape(subject.host())},
            address ? Cell{address->text()} : Cell{},
            Cell{std::int64_t{port}},
            known == nullptr ? Cell{} : Cell{std::string{known->name}},
            current(standing_table, subject, reading::service),
            publish::moment(watch::instant_of(standing ? standing->since : 0), now),
            Cell{static_cast<std::int64_t>(service.targets)}};
}

}  // namespace

publish::View dnsbl_view(const PageContext& context) {
    publish::Table table{.key = "dnsbls",
                         .title = "",
                         .columns = {{"dnsbl", "Block list", true},
                                     {"class", "Class"},
                                     {"families", "Families"},
                                     {"state", "State"},
                                     {"taken_at", "Tested"},
                                     {"evidence", "Evidence", true}},
                         .rows = {},
                         .nothing = "no block lists are configured"};
    const auto known = proofs(context.observer);
    const auto now = context.clock.now();
    for (const auto& dnsbl : *context.plan->dnsbls) {
        const auto [first, last] = known.equal_range(dnsbl.name);
        if (first == last) table.rows.push_back(dnsbl_row(dnsbl, nullptr, now));
        for (auto at = first; at != last; ++at)
            table.rows.push_back(dnsbl_row(dnsbl, &at->second, now));
    }
    return {.title = "Block lists", .fields = {}, .tables = {std::move(table)}};
}

publish::View inventory_view(const PageContext& context) {
    publish::Table table{.key = "services",
                         .title = "",
                         .columns = {{"host", "Host", true},
                                     {"address", "Address"},
                                     {"port", "Port", false, true},
                                     {"service", "Service"},
                                     {"software", "Software", true},
                                     {"since", "Open since"},
                                     {"targets", "Targets", false, true}},
                         .rows = {},
                         .nothing = "no mail services found yet"};
    const auto& standing_table = context.scheduler.state_writer().standing_table();
    for (const auto& service : open_services(context))
        table.rows.push_back(service_row(standing_table, service, context.clock.now()));
    return {.title = "Mail services", .fields = {}, .tables = {std::move(table)}};
}

}  // namespace mailwatchd::control
