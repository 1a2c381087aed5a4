#include "control/acknowledge.h"

#include "base/duration.h"
#include "base/escape.h"
#include "config/nearest.h"
#include "control/render.h"
#include "control/user_name.h"
#include "publish/acknowledged_words.h"
#include "publish/explain.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

namespace mailwatchd::control {

namespace {

/// Places listed in an error message.
constexpr std::size_t named_max = 5;

/// The parameters of the request.
struct FindingRef {
    std::string tag;
    std::string subject;  ///< "": everywhere.
    std::optional<base::Instant> until;
    std::string why;
};

net::Awaitable<std::string> ask_name(engine::DbExecutor& db, std::optional<std::uint32_t> user) {
    const auto name = std::make_shared<std::string>();
    engine::DbExecutor::Job job = [name, user](store::Store&) -> base::Outcome {
        *name = user ? user_name(*user) : "a member of the group mailwatchd";
        return {};
    };
    co_await db.run("looking up a user name", std::move(job));
    co_return *name;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// The subjects at which the target has the finding now.
std::set<std::string> places_of(const model::TargetState& state, std::string_view tag) {
    std::set<std::string> places;
    for (const auto& check : state.checks)
        for (const auto& finding : check.report.findings)
            if (finding.kind != nullptr && finding.kind->tag == tag)
                places.insert(finding.subject.shown());
    return places;
}

base::SafeText unknown_finding(const std::string& tag) {
    const auto why = "unknown finding \"" + base::shown(tag) + "\"";
    if (const auto near = publish::nearest_word(tag))
        return why + "; did you mean \"" + base::shown(*near) + "\"?";
    return why + "; list them with \"mailwatchctl explain --all\"";
}

base::SafeText not_there(const std::string& name, const FindingRef& wanted,
                         const std::set<std::string>& places) {
    if (places.empty())
        return base::shown(name) + " does not have the finding " + base::shown(wanted.tag) +
               "; \"mailwatchctl show " + base::shown(name) + "\" lists its findings";
    auto why = base::shown(name) + " does not have " + base::shown(wanted.tag) + " at \"" +
               base::shown(wanted.subject) + "\", only at ";
    std::size_t named = 0;
    for (const auto& place : places) {
        if (named++ == named_max) break;
        if (named > 1) why += ", ";
        why += base::shown(place);
    }
    if (places.size() > named_max)
        why += " and " + base::shown(places.size() - named_max) + " more";
    return why;
}

/// Reads a duration from now ("30d") or a time. False if the text is neither or the time is past.
bool read_until(const std::string& text, base::Instant now, std::optional<base::Instant>& until) {
    if (text.empty()) return true;
    if (const auto length = base::parse_duration(text))
        until = now + *length;
    else
        until = base::parse_instant(text);
    return until && *until > now;
}

using Acknowledgements = std::vector<model::Acknowledgement>;

bool is_acknowledged(const Acknowledgements& all, const FindingRef& wanted, base::Instant now) {
    return std::ranges::any_of(all, [&](const auto& each) {
        return each.holds(now) && each.tag == wanted.tag && each.subject == wanted.subject;
    });
}

/// Removes the acknowledgement, and all that expired before `expired`.
void take_away(Acknowledgements& all, const FindingRef& wanted, base::Instant expired) {
    std::erase_if(all, [&](const auto& each) {
        return !each.holds(expired) || (each.tag == wanted.tag && each.subject == wanted.subject);
    });
}

serve::Response done(const serve::Request& request, const std::string& what) {
    publish::View view;
    view.title = what;
    view.fields = {{"done", "", publish::Cell{what}}};
    return format_of(request) == Format::text ? respond(Format::text, what)
                                              : respond(request, view);
}

std::string place_of(const FindingRef& wanted) {
    return wanted.subject.empty() ? "" : " at " + base::escape(wanted.subject);
}

}  // namespace

net::Awaitable<serve::Response> acknowledge_finding(const CommandContext& tools,
                                                    serve::Request request, std::string name) {
    const serve::Query asked{request.query};
    const auto now = tools.page.clock.now();
    FindingRef wanted{upper(asked.text("finding")), asked.text("subject"), {}, asked.text("why")};
    wanted.why.resize(std::min(wanted.why.size(), why_bytes_max));
    if (!publish::find_finding(wanted.tag))
        co_return refuse(request, 404, unknown_finding(wanted.tag));
    if (!read_until(asked.text("until"), now, wanted.until))
        co_return refuse(request, 400,
                         "until: expected a future date (2026-12-24) or a duration (30d)");
    const bool is_undone = asked.has("undo");
    const auto places = places_of(*tools.scheduler.targets().find(name)->state, wanted.tag);
    if (!is_undone && (wanted.subject.empty() ? places.empty() : !places.contains(wanted.subject)))
        co_return refuse(request, 404, not_there(name, wanted, places));

    const auto handle = tools.scheduler.targets().find(name)->handle;
    const auto who = co_await ask_name(tools.page.db, request.peer_user);
    const auto* const target = tools.scheduler.targets().find(handle);
    if (target == nullptr)
        co_return refuse(request, 404, base::shown(name) + " is no longer a target");
    const bool was_there = is_acknowledged(target->state->acknowledged, wanted, now);
    const auto what = wanted.tag + " of " + name + place_of(wanted);
    if (is_undone && !was_there)
        co_return refuse(request, 409, base::printable(what) + " is not acknowledged");
    const bool is_sure = tools.scheduler.pruning() == watch::Pruning::allowed;
    const auto expired = is_sure ? now : base::Instant{};  // Failure C9.
    const model::Acknowledgement acknowledged{wanted.tag, wanted.subject, who,
                                              now,        wanted.until,   wanted.why};
    engine::Scheduler::EditAcknowledged edit = [&](Acknowledgements& all) {
        take_away(all, wanted, expired);
        if (!is_undone) all.push_back(acknowledged);
    };
    const auto written = co_await tools.scheduler.edit_acknowledged(name, std::move(edit));
    if (!engine::is_installed(written)) co_return refuse_unwritten(request);
    tools.log.write(base::Severity::info,
                    what + (is_undone ? ": acknowledgement removed by " + base::escape(who)
                                      : ": " + publish::acknowledged_words(acknowledged)));
    const auto words = is_undone ? what + " is no longer acknowledged"
                                 : what + ": " + publish::acknowledged_words(acknowledged) +
                                       "; verdict and score do not change";
    co_return done(request, words + not_stored_yet(tools, written));
}

}  // namespace mailwatchd::control
