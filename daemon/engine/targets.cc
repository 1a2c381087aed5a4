#include "engine/targets.h"

#include "engine/check_run.h"

#include <algorithm>
#include <set>
#include <utility>

namespace mailwatchd::engine {

namespace {

/// The state of a target before anything is recorded.
StatePtr blank_state(const TargetPlan& plan) {
    model::TargetState state;
    state.target = plan.settings.name;
    state.interval = plan.settings.interval;
    return std::make_shared<const model::TargetState>(std::move(state));
}

}  // namespace

const Target* Targets::find(Handle handle) const {
    if (handle.generation == 0 || handle.slot >= slots_.size()) return nullptr;
    const auto& slot = slots_[handle.slot];
    return slot.generation == handle.generation ? slot.target.get() : nullptr;
}

const Target* Targets::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : slots_[found->second].target.get();
}

Target* Targets::live(Handle handle) {
    return find(handle) == nullptr ? nullptr : slots_[handle.slot].target.get();
}

Handle Targets::add(TargetPlan plan) {
    const auto name = plan.settings.name.name;
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const auto place = free_.back();
    free_.pop_back();
    auto& slot = slots_[place];
    slot.target = std::make_unique<Target>();
    auto& target = *slot.target;
    target.handle = {place, ++slot.generation};
    const auto known = gone_.find(name);
    target.state = known == gone_.end() ? blank_state(plan) : known->second.state;
    if (known != gone_.end()) gone_.erase(known);
    target.plan = std::move(plan);
    by_name_[name] = place;
    settle(target);
    return target.handle;
}

void Targets::remove(Handle handle, base::Instant now) {
    const auto* const target = find(handle);
    if (target == nullptr) return;
    const auto name = target->name();
    unindex(*target);
    gone_[name] = {target->state, now};
    by_name_.erase(name);
    slots_[handle.slot].target.reset();
    free_.push_back(handle.slot);
}

void Targets::set_plan(Handle handle, TargetPlan plan) {
    auto* const target = live(handle);
    if (target == nullptr) return;
    target->plan = std::move(plan);
    settle(*target);
}

void Targets::install(StatePtr committed) {
    const auto found = by_name_.find(committed->target.name);
    if (found == by_name_.end()) {
        const auto gone = gone_.find(committed->target.name);
        if (gone != gone_.end()) gone->second.state = std::move(committed);
        return;
    }
    auto& target = *slots_[found->second].target;
    const bool moved = target.state->topology != committed->topology;
    target.state = std::move(committed);
    if (moved) settle(target);
}

StatePtr Targets::state_of(std::string_view name) const {
    if (const auto* const target = find(name)) return target->state;
    const auto found = gone_.find(name);
    return found == gone_.end() ? nullptr : found->second.state;
}

void Targets::adopt(std::shared_ptr<const model::Topology> committed) {
    const auto known = state_of(committed->target.name);
    if (!known) return;
    auto state = *known;
    state.topology = std::move(committed);
    install(std::make_shared<const model::TargetState>(std::move(state)));
}

std::optional<base::Ticks> Targets::begin_round(Handle handle, base::Ticks now) {
    auto* const target = live(handle);
    if (target == nullptr) return std::nullopt;
    target->running_since = now;
    return std::exchange(target->asked_at, std::nullopt);
}

void Targets::end_round(Handle handle, base::Ticks now) {
    auto* const target = live(handle);
    if (target == nullptr) return;
    target->running_since.reset();
    target->last_ended = now;
}

void Targets::ask(Handle handle, base::Ticks now) {
    if (auto* const target = live(handle)) target->asked_at = now;
}

void Targets::mark_warm(Handle handle) {
    if (auto* const target = live(handle)) target->cold = false;
}

void Targets::add_gone(StatePtr state, base::Instant since) {
    const auto name = state->target.name;
    gone_[name] = {std::move(state), since};
}

void Targets::forget_gone(base::Instant before) {
    std::erase_if(gone_, [before](const auto& each) { return each.second.since < before; });
}

void Targets::settle(Target& target) {
    if (!target.state->topology) return;
    unindex(target);
    target.needs = needs_of(*target.state->topology, target.plan);
    target.rests_on = subjects_of_(target.needs);
    index(target);
}

void Targets::index(const Target& target) {
    for (const auto& subject : target.rests_on) resting_[subject][target.name()] = target.handle;
}

void Targets::unindex(const Target& target) {
    for (const auto& subject : target.rests_on) {
        const auto found = resting_.find(subject);
        if (found == resting_.end()) continue;
        found->second.erase(target.name());
        if (found->second.empty()) resting_.erase(found);
    }
}

std::vector<Handle> Targets::resting_on(const model::Subject& subject) const {
    std::vector<Handle> handles;
    const auto found = resting_.find(subject);
    if (found == resting_.end()) return handles;
    handles.reserve(found->second.size());
    for (const auto& [name, handle] : found->second) handles.push_back(handle);
    return handles;
}

bool Targets::anybody_wants(const model::Subject& subject) const {
    return std::ranges::any_of(resting_on(subject),
                               [this](Handle handle) { return !find(handle)->state->paused; });
}

std::size_t Targets::count_resting_on(std::span<const model::Subject> subjects) const {
    std::set<Handle> all;
    for (const auto& subject : subjects) {
        const auto found = resting_.find(subject);
        if (found == resting_.end()) continue;
        for (const auto& [name, handle] : found->second) all.insert(handle);
    }
    return all.size();
}

void Targets::name_targets(model::Transition& transition) const {
    transition.targets.clear();
    const auto found = resting_.find(transition.subject);
    transition.targets_total = 0;
    if (found == resting_.end()) return;
    // A target below a name rests on what it inherits from it, and on nothing else of it.
    const bool is_own =
        transition.subject.kind == model::Subject::Kind::name && !transition.reading->is_inherited;
    for (const auto& [name, handle] : found->second) {
        if (is_own && name != transition.subject.text) continue;
        ++transition.targets_total;
        if (transition.targets.size() < model::named_targets_max)
            transition.targets.push_back(name);
    }
}

std::string Targets::host_name(const model::Subject& subject, std::string_view last) const {
    const auto address = subject.ip();
    const auto found = resting_.find(subject);
    if (!address || found == resting_.end()) return {};
    std::map<std::string_view, std::size_t> users;
    for (const auto& [target, handle] : found->second) {
        const auto host = model::host_of(*find(handle)->state->topology, *address);
        if (host == last && !last.empty()) return std::string{last};
        if (!host.empty()) ++users[host];
    }
    const auto most =
        std::ranges::max_element(users, {}, [](const auto& each) { return each.second; });
    return most == users.end() ? std::string{} : std::string{most->first};
}

std::set<std::string, std::less<>> Targets::host_names(const model::Subject& subject) const {
    std::set<std::string, std::less<>> names;
    const auto address = subject.ip();
    const auto found = resting_.find(subject);
    if (!address || found == resting_.end()) return names;
    for (const auto& [target, handle] : found->second)
        names.emplace(model::host_of(*find(handle)->state->topology, *address));
    return names;
}

bool Targets::is_mx(const model::Subject& subject) const {
    const auto address = subject.ip();
    if (!address) return false;
    const auto is_it = [&](const model::Host& host) {
        return host.roles.has(model::Role::mx) &&
               std::ranges::find(host.addresses, *address) != host.addresses.end();
    };
    return std::ranges::any_of(resting_on(subject), [&](Handle handle) {
        const auto& topology = find(handle)->state->topology;
        return topology && std::ranges::any_of(topology->hosts, is_it);
    });
}

std::vector<Handle> Targets::handles() const {
    std::vector<Handle> handles;
    handles.reserve(by_name_.size());
    for (const auto& [name, slot] : by_name_) handles.push_back(slots_[slot].target->handle);
    return handles;
}

std::vector<StatePtr> Targets::states() const {
    std::vector<StatePtr> states;
    states.reserve(by_name_.size());
    for (const auto& [name, slot] : by_name_) states.push_back(slots_[slot].target->state);
    return states;
}

void Targets::for_each_subject(const std::function<void(const model::Subject&)>& visit) const {
    for (const auto& [subject, targets] : resting_) visit(subject);
}

void Targets::for_each(const std::function<void(const std::string&, const Target&)>& visit) const {
    for (const auto& [name, slot] : by_name_) visit(name, *slots_[slot].target);
}

}  // namespace mailwatchd::engine
