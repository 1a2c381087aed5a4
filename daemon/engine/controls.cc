#include "engine/controls.h"

#include "observe/series/readings.h"
#include "observe/session/readings.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;
using model::Reading;
using watch::ControlAnswer;

/// How old the observation of a control may be: many suspects share it.
constexpr base::Duration control_age_max = 1min;

/// A change that others show as well is taken for ours so long. A fault of ours that shows in
/// nothing else lasts for minutes; after hours it is a change that several made together.
constexpr base::Duration common_cause_max = 6h;

constexpr std::size_t controls_asked_max = 3;

bool is_of_dns(const Reading& reading) {
    return reading.kind->confirmation == model::Confirmation::dns;
}

/// The reading by which a control is judged. Nobody is sent MAIL for somebody else's sake: what is
/// between us and port 25 shows in a passive session as well.
const model::ReadingKind& control_kind(const Reading& suspect) {
    return suspect.kind == &reading::relay ? reading::port : *suspect.kind;
}

}  // namespace

/// Silence and refusals are weighed by the session itself.
bool Controls::is_candidate(const Reading& reading) const {
    const auto how = reading.kind->confirmation;
    const bool is_remote = how == model::Confirmation::ports || how == model::Confirmation::dns ||
                           how == model::Confirmation::series;
    if (!is_remote || !reading.is_known()) return false;
    if (reading.kind == &reading::port && reading.value != "open") return false;
    const auto before =
        tools_.standing_table.value(reading.subject, *reading.kind, reading.argument);
    return !before.empty() && before != reading.value;
}

watch::Neighbourhood Controls::where_is(const model::Subject& subject) const {
    std::string_view target;
    const auto handles = tools_.targets.resting_on(subject);
    if (!handles.empty()) target = tools_.targets.find(handles.front())->name();
    return watch::neighbourhood_of(subject.host(), subject.ip(), target);
}

/// Those who hold one thing, such as a certificate, change together for a reason of their own.
bool Controls::hold_one_thing(const model::Subject& other, const Reading& suspect) const {
    const auto held_by = [&](const model::Subject& subject) {
        return tools_.standing_table.value(subject, *suspect.kind, suspect.argument);
    };
    return suspect.kind->is_one_thing && held_by(other) == held_by(suspect.subject);
}

/// Those without a pending change of their own first: they are the least likely to be alike.
std::vector<Controls::Control> Controls::choose(const Reading& suspect) const {
    const auto& table = tools_.standing_table;
    const auto& kind = control_kind(suspect);
    const auto near = where_is(suspect.subject);
    std::vector<Control> chosen;
    for (const bool pending : {false, true}) {
        for (const auto& subject : table.subjects_with(kind, suspect.argument)) {
            if (chosen.size() == controls_asked_max) return chosen;
            const auto before = table.value(subject, kind, suspect.argument);
            const bool is_usable = subject.port() == suspect.subject.port() && !before.empty() &&
                                   before != suspect.value &&
                                   table.is_pending(subject) == pending &&
                                   !hold_one_thing(subject, suspect);
            if (!is_usable) continue;
            const bool is_watched = subject.kind == model::Subject::Kind::dnsbl ||
                                    tools_.targets.anybody_wants(subject);
            auto where = where_is(subject);
            const bool is_near = watch::are_neighbours(where, near) ||
                                 std::ranges::any_of(chosen, [&](const Control& other) {
                                     return watch::are_neighbours(where, other.where);
                                 });
            if (is_watched && !is_near) chosen.push_back({subject, std::move(where)});
        }
    }
    return chosen;
}

std::vector<watch::AlikeChange> Controls::alike(const Reading& suspect) const {
    std::vector<watch::AlikeChange> found;
    const auto now = tools_.clock.moment();
    for (const auto& [subject, at] :
         tools_.standing_table.pending_alike(*suspect.kind, suspect.argument, suspect.value))
        if (subject != suspect.subject && subject.port() == suspect.subject.port() &&
            !hold_one_thing(subject, suspect))
            found.push_back({where_is(subject), base::ticks_of(at, now)});
    return found;
}

ControlAnswer::Says Controls::says(const std::vector<Reading>& readings,
                                   const model::Subject& control, const Reading& suspect) const {
    using enum ControlAnswer::Says;
    const bool is_relay = suspect.kind == &reading::relay;
    auto said = nothing;
    for (const auto& reading : readings) {
        if (!reading.is_known() || reading.subject != control) continue;
        if (!is_relay && (reading.kind != suspect.kind || reading.argument != suspect.argument))
            continue;
        const auto before = tools_.standing_table.value(control, *reading.kind, reading.argument);
        if (before.empty()) continue;
        const bool is_same = reading.value == before;
        if (is_relay && !is_same) return ControlAnswer::Says::alike;
        if (is_same) said = as_before;
        if (!is_relay && reading.value == suspect.value) said = ControlAnswer::Says::alike;
    }
    return said;
}

net::Awaitable<ControlAnswer> Controls::ask_one(Control control, Reading suspect,
                                                std::shared_ptr<const Plan> plan) {
    observe::Freshness freshness;
    freshness.purpose = observe::Purpose::confirming;
    freshness.not_before = tools_.clock.ticks() - control_age_max;
    std::vector<watch::Recheck> rechecks;
    rechecks.push_back({control.subject, &control_kind(suspect), suspect.argument, {}, {}});
    auto intake = co_await tools_.evidence.retake(control.subject, std::move(rechecks),
                                                  std::move(freshness), std::move(plan));
    ControlAnswer answer;
    answer.where = std::move(control.where);
    answer.name = control.subject.host();
    answer.says = says(intake.readings, control.subject, suspect);
    answer.at = tools_.clock.ticks();
    co_return answer;
}

net::Awaitable<Controls::Asked> Controls::ask(Reading suspect, std::shared_ptr<const Plan> plan) {
    std::vector<ControlAnswer> answers;
    auto controls = choose(suspect);
    for (auto& control : controls) {
        auto answer = co_await ask_one(std::move(control), suspect, plan);
        answers.push_back(std::move(answer));
        if (answers.back().says == ControlAnswer::Says::as_before) break;
    }
    Asked asked;
    const watch::Suspect who{where_is(suspect.subject), tools_.clock.ticks()};
    asked.cause = watch::cause_of(who, alike(suspect), answers);
    asked.others = watch::names_of_alike(answers);
    co_return asked;
}

net::Awaitable<void> Controls::weigh(std::vector<Reading>& readings,
                                     std::shared_ptr<const Plan> plan) {
    for (auto& reading : readings) {  // outlives the wait: the caller keeps it
        auto& prober = tools_.observer.use<observe::Prober>();
        const auto what = reading.subject.shown() + ' ' + reading.full_name();
        Asked asked;
        const bool is_suspect = is_candidate(reading);
        if (is_suspect) asked = co_await ask(reading, plan);
        if (asked.cause != watch::Cause::ours) {
            if (reading.is_known()) prober.withdraw_common_cause(what);
            continue;
        }
        auto cause = std::string{reading.kind->name} + " of " +
                     std::string{reading.subject.host()} + " changed like that of " +
                     (asked.others.empty() ? "several other organisations" : asked.others) +
                     " at the same time";
        const auto since = prober.suspect_common_cause(what, std::move(cause));
        if (tools_.clock.ticks() - since >= common_cause_max) continue;
        reading.value.clear();
        reading.reason =
            is_of_dns(reading) ? model::Reason::resolver_unfit : model::Reason::prober_unhealthy;
    }
}

}  // namespace mailwatchd::engine
