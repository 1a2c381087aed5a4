#include "checks/worst.h"

#include "checks/ports.h"

#include <algorithm>
#include <cassert>
#include <optional>

namespace mailwatchd::checks {

using model::Reason;
using Kind = Part::Kind;

namespace {

bool has(std::span<const Part> parts, Kind kind) {
    return std::ranges::any_of(parts, [&](const Part& part) { return part.kind == kind; });
}

bool is_conclusive(const Part& part) { return part.kind != Kind::undecided; }

/// The other parts allow a verdict without this undecided one.
bool is_dispensable(const Part& part, std::span<const Part> parts) {
    if (part.reason == Reason::address_refused || part.is_lasting)
        return std::ranges::any_of(parts, is_conclusive);
    return part.reason == Reason::no_route && std::ranges::any_of(parts, [&](const Part& other) {
               return other.host == part.host && is_conclusive(other);
           });
}

std::optional<Reason> undecided(std::span<const Part> parts) {
    std::optional<Reason> why;
    for (const auto& part : parts) {
        if (is_conclusive(part) || is_dispensable(part, parts)) continue;
        if (!why || *why == Reason::address_refused) why = part.reason;
    }
    return why;
}

/// Why it cannot be said that there is nothing: what a host offers is not known.
std::optional<Reason> unheard(std::span<const Part> parts) {
    const auto concludes = [&](const model::Host* host) {
        return std::ranges::any_of(
            parts, [host](const Part& part) { return part.host == host && is_conclusive(part); });
    };
    for (const auto& part : parts) {
        const bool is_silent = part.kind == Kind::nothing && part.reason != Reason::none;
        if (is_silent || (!is_conclusive(part) && !concludes(part.host))) return part.reason;
    }
    return std::nullopt;
}

int lowest(std::span<const Part> parts) {
    int score = 100;
    for (const auto& part : parts)
        if (part.is_judged()) score = std::min(score, part.score);
    return score;
}

}  // namespace

model::Report worst_of(std::span<const Part> parts, Reason empty) {
    if (has(parts, Kind::failed)) return model::Report::failed(lowest(parts));
    if (const auto why = undecided(parts)) return model::Report::no_info(*why);
    if (has(parts, Kind::passed)) return model::Report::passed(lowest(parts));
    return model::Report::no_info(unheard(parts).value_or(empty));
}

int share_of_good(std::span<const Part> parts, int most) {
    const auto good = std::ranges::count(parts, Kind::passed, &Part::kind);
    const auto judged = std::ranges::count_if(parts, &Part::is_judged);
    assert(judged > 0);
    return static_cast<int>((std::ptrdiff_t{most} * 2 * good + judged) / (2 * judged));
}

Part absent(const model::World& world, const HostAddress& host_address) {
    return is_silent(world, host_address) ? Part::silent(host_address.host)
                                          : Part::nothing(host_address.host);
}

Reason why_empty(std::span<const Part> parts, const model::Topology& topology) {
    if (!parts.empty()) return Reason::no_service;
    return without_mail(topology).value_or(Reason::no_mail_host);
}

void add_unseen(std::vector<Part>& parts, const model::Topology& topology, HostFilter filter) {
    for (const auto& host : topology.hosts) {
        if (!filter(host)) continue;
        const auto why = unseen(host);
        if (!why) continue;
        parts.push_back(Part::undecided(host, *why));
        parts.back().is_lasting = *why == Reason::dns_failure && !is_awaited(host);
    }
}

}  // namespace mailwatchd::checks
