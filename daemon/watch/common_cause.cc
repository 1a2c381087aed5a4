#include "watch/common_cause.h"

#include "base/domain_name.h"

#include <algorithm>
#include <set>

namespace mailwatchd::watch {

namespace {

/// "": it is no name.
std::string owner_of(std::string_view host) {
    const auto name = base::DomainName::parse(host);
    return name ? base::organisational_domain(*name).text() : std::string{};
}

bool is_of_same_minutes(base::Ticks a, base::Ticks b) {
    return std::chrono::abs(a - b) <= same_minutes;
}

/// The number of organisations among the changes, in which a network counts as one.
std::size_t organisations_in(std::vector<Neighbourhood> all) {
    std::vector<Neighbourhood> distinct;
    for (auto& each : all) {
        const bool is_known = std::ranges::any_of(
            distinct, [&](const Neighbourhood& other) { return are_neighbours(each, other); });
        if (!is_known) distinct.push_back(std::move(each));
    }
    return distinct.size();
}

}  // namespace

Neighbourhood neighbourhood_of(std::string_view host, std::optional<model::Address> address,
                               std::string_view target) {
    auto organisation = owner_of(host);
    if (organisation.empty()) organisation = owner_of(target);
    if (!address) address = model::Address::parse(host);
    return {std::move(organisation), std::move(address)};
}

bool share_a_network(const model::Address& a, const model::Address& b) {
    if (a.family() != b.family()) return false;
    const std::size_t bytes = a.is_v4() ? 3 : 8;
    return std::ranges::equal(a.bytes().first(bytes), b.bytes().first(bytes));
}

bool are_neighbours(const Neighbourhood& a, const Neighbourhood& b) {
    if (!a.organisation.empty() && a.organisation == b.organisation) return true;
    return a.address && b.address && share_a_network(*a.address, *b.address);
}

Met met_by(const model::MailSession& session) {
    using enum base::Errc;
    if (session.stage >= model::Stage::greeted) return Met::greeting;
    const bool is_ours = session.failure && (session.failure->code == cancelled ||
                                             session.failure->code == no_resources ||
                                             session.failure->code == not_allowed);
    if (is_ours) return Met::nothing;
    if (session.stage == model::Stage::connected) return Met::no_greeting;
    if (!session.failure) return Met::nothing;
    return session.failure->code == refused ? Met::refusal : Met::silence;
}

std::string_view words_of(Met met) {
    switch (met) {
        case Met::greeting: return "greeted";
        case Met::no_greeting: return "accepted without a greeting";
        case Met::refusal: return "refused";
        case Met::silence: return "not answered";
        case Met::nothing: break;
    }
    return "not tried";
}

Cause cause_of(const Suspect& suspect, std::span<const AlikeChange> others,
               std::span<const ControlAnswer> controls) {
    using enum ControlAnswer::Says;
    const auto counts = [&](const Neighbourhood& where, base::Ticks at) {
        return is_of_same_minutes(at, suspect.at) && !are_neighbours(where, suspect.where);
    };
    const auto says = [&](ControlAnswer::Says what) {
        return std::ranges::any_of(controls, [&](const ControlAnswer& control) {
            return control.says == what && counts(control.where, control.at);
        });
    };
    if (says(as_before)) return Cause::theirs;
    if (says(alike)) return Cause::ours;
    std::vector<Neighbourhood> all{suspect.where};
    for (const auto& change : others)
        if (counts(change.where, change.at)) all.push_back(change.where);
    return organisations_in(std::move(all)) >= alike_organisations_min ? Cause::ours
                                                                       : Cause::no_control;
}

std::string names_of_alike(std::span<const ControlAnswer> controls) {
    std::set<std::string> names;
    for (const auto& control : controls)
        if (control.says == ControlAnswer::Says::alike) names.insert(control.name);
    std::string text;
    for (const auto& name : names) text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

}  // namespace mailwatchd::watch
