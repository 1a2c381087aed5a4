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
bool is_worse(model::DnsblState a, model::DnsblState b) {
    return b == model::DnsblState::proven && a != model::DnsblState::proven;
}

/// Adds the classes, and the retired lists, which are never queried.
void describe(std::vector<Audit::DnsblRow>& rows, const std::vector<model::Dnsbl>& catalogue) {
    for (const auto& dnsbl : catalogue) {
        const auto known = std::ranges::find(rows, dnsbl.name, &Audit::DnsblRow::dnsbl);
        if (known != rows.end())
            known->dnsbl_class = dnsbl.dnsbl_class;
        else if (dnsbl.retired)
            rows.push_back({dnsbl.name, dnsbl.dnsbl_class, model::DnsblState::retired, dnsbl.note});
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
    if (!state->topology || subject.kind == model::Subject::Kind::dnsbl) return text;
    const auto& hosts = state->topology->hosts;
    const auto host = std::ranges::find_if(
        hosts, [&](const auto& candidate) { return is_called(candidate, subject.host()); });
    if (host == hosts.end()) return text;
    for (const auto role : roles)
        if (host->roles.has(role)) text.append(text.empty() ? "" : ",").append(model::name(role));
    return text;
}

std::vector<Audit::DnsblRow> Audit::dnsbl_rows() const {
    std::vector<DnsblRow> rows;
    for (const auto& look : dnsbls) {
        const auto known = std::ranges::find(rows, look.dnsbl, &DnsblRow::dnsbl);
        if (known == rows.end()) {
            rows.push_back({look.dnsbl, std::nullopt, look.state, look.evidence});
        } else if (is_worse(look.state, known->state)) {
            known->state = look.state;
            known->evidence = look.evidence;
        }
    }
    if (catalogue && !rows.empty()) describe(rows, *catalogue);
    std::ranges::sort(rows, {}, &DnsblRow::dnsbl);
    return rows;
}

}  // namespace mailwatchd::publish
