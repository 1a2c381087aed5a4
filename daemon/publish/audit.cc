#include "publish/audit.h"

#include <algorithm>
#include <array>

namespace mailwatchd::publish {

namespace {

constexpr std::array roles{model::Role::mx, model::Role::mailbox, model::Role::submission,
                           model::Role::sender, model::Role::self};

bool is_called(const model::Host& host, std::string_view name) {
    return host.name == name || std::ranges::find(host.aliases, name) != host.aliases.end();
}

/// `a` is not proven and `b` is.
bool is_worse(model::ZoneState a, model::ZoneState b) {
    return b == model::ZoneState::proven && a != model::ZoneState::proven;
}

/// Adds the classes, and the retired lists, which are never queried.
void describe(std::vector<Audit::ZoneRow>& rows, const std::vector<model::Zone>& catalogue) {
    for (const auto& zone : catalogue) {
        const auto known = std::ranges::find(rows, zone.name, &Audit::ZoneRow::zone);
        if (known != rows.end())
            known->zone_class = zone.zone_class;
        else if (zone.retired)
            rows.push_back({zone.name, zone.zone_class, model::ZoneState::retired, zone.note});
    }
}

}  // namespace

CheckLabel Audit::label(std::string_view check) const {
    const auto found = std::ranges::find(labels, check, &CheckLabel::name);
    return found == labels.end() ? CheckLabel{check, check, 1} : *found;
}

std::size_t Audit::no_info() const {
    return static_cast<std::size_t>(std::ranges::count_if(state->checks, [this](const auto& check) {
        return check.report.verdict == model::Verdict::no_info && label(check.check).weight > 0;
    }));
}

std::string Audit::role(const model::Subject& subject) const {
    std::string text;
    if (!state->topology || subject.kind == model::Subject::Kind::zone) return text;
    const auto& hosts = state->topology->hosts;
    const auto host = std::ranges::find_if(
        hosts, [&](const auto& candidate) { return is_called(candidate, subject.host()); });
    if (host == hosts.end()) return text;
    for (const auto role : roles)
        if (host->roles.has(role)) text.append(text.empty() ? "" : ",").append(model::name(role));
    return text;
}

std::vector<Audit::ZoneRow> Audit::zone_rows() const {
    std::vector<ZoneRow> rows;
    for (const auto& look : zones) {
        const auto known = std::ranges::find(rows, look.zone, &ZoneRow::zone);
        if (known == rows.end()) {
            rows.push_back({look.zone, std::nullopt, look.state, look.evidence});
        } else if (is_worse(look.state, known->state)) {
            known->state = look.state;
            known->evidence = look.evidence;
        }
    }
    if (catalogue && !rows.empty()) describe(rows, *catalogue);
    std::ranges::sort(rows, {}, &ZoneRow::zone);
    return rows;
}

}  // namespace mailwatchd::publish
