#include "engine/targets.h"

#include "engine/audit.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

/// The codes that a listing's evidence begins with.
std::vector<model::Address> codes_of(const model::Reading& reading) {
    std::vector<model::Address> codes;
    std::string_view rest = reading.evidence;
    while (!rest.empty()) {
        const auto end = rest.find(' ');
        const auto code = model::Address::parse(rest.substr(0, end));
        if (!code || !code->is_v4() || code->bytes()[0] != 127) break;
        codes.push_back(*code);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return codes;
}

}  // namespace

Target* Targets::find(const std::string& name) {
    const auto found = targets_.find(name);
    return found == targets_.end() ? nullptr : &found->second;
}

const Target* Targets::find(const std::string& name) const {
    const auto found = targets_.find(name);
    return found == targets_.end() ? nullptr : &found->second;
}

Target& Targets::add(TargetPlan plan, StatePtr state) {
    const auto name = plan.settings.name.name;
    Target target;
    target.plan = std::move(plan);
    target.state = std::move(state);
    return targets_.insert_or_assign(name, std::move(target)).first->second;
}

void Targets::remove(const std::string& name) {
    if (const auto* const target = find(name)) unindex(name, target->rests_on);
    targets_.erase(name);
}

void Targets::settle_on(Target& target, const observe::TopologyPtr& topology) {
    const auto& name = target.plan.settings.name.name;
    unindex(name, target.rests_on);
    target.needs = needs_of(*topology, target.plan);
    target.rests_on = observe::subjects_of(*topology, target.needs);
    index(name, target.rests_on);
}

void Targets::index(const std::string& name, const std::vector<model::Subject>& subjects) {
    for (const auto& subject : subjects) resting_[subject.text].insert(name);
}

void Targets::unindex(const std::string& name, const std::vector<model::Subject>& subjects) {
    for (const auto& subject : subjects) {
        const auto found = resting_.find(subject.text);
        if (found == resting_.end()) continue;
        found->second.erase(name);
        if (found->second.empty()) resting_.erase(found);
    }
}

const std::set<std::string>& Targets::resting_on(const std::string& subject) const {
    static const std::set<std::string> nobody;
    const auto found = resting_.find(subject);
    return found == resting_.end() ? nobody : found->second;
}

bool Targets::anybody_wants(const model::Subject& subject) const {
    return std::ranges::any_of(resting_on(subject.text), [this](const std::string& name) {
        return !find(name)->state->paused;
    });
}

void Targets::name_targets(model::Transition& transition) const {
    const auto& names = resting_on(transition.subject.text);
    transition.targets_total = names.size();
    transition.targets.clear();
    for (const auto& name : names) {
        if (transition.targets.size() == model::named_targets_max) break;
        transition.targets.push_back(name);
    }
}

watch::Context Targets::context_of(const model::Reading& reading,
                                   const std::vector<model::Zone>& zones) const {
    watch::Context context;
    if (reading.name == model::ReadingName::listed) {
        if (const auto* const zone = model::zone_named(zones, reading.argument))
            context.zone_class = model::class_of(*zone, codes_of(reading));
        return context;
    }
    const auto host_name = reading.subject.host();
    for (const auto& name : resting_on(reading.subject.text)) {
        const auto& topology = find(name)->state->topology;
        if (!topology) continue;
        context.is_mx = std::ranges::any_of(topology->hosts, [&](const model::Host& host) {
            return host.name == host_name && host.roles.has(model::Role::mx);
        });
        if (context.is_mx) break;
    }
    return context;
}

std::vector<StatePtr> Targets::states() const {
    std::vector<StatePtr> states;
    states.reserve(targets_.size());
    for (const auto& [name, target] : targets_) states.push_back(target.state);
    return states;
}

void Targets::for_each_subject(const std::function<void(const std::string&)>& visit) const {
    for (const auto& [subject, names] : resting_) visit(subject);
}

void Targets::for_each(const std::function<void(const std::string&, Target&)>& visit) {
    for (auto& [name, target] : targets_) visit(name, target);
}

void Targets::for_each(const std::function<void(const std::string&, const Target&)>& visit) const {
    for (const auto& [name, target] : targets_) visit(name, target);
}

}  // namespace mailwatchd::engine
