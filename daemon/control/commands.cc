#include "control/commands.h"

#include "base/escape.h"
#include "control/acknowledge.h"
#include "control/backup.h"
#include "control/check_flow.h"
#include "control/counted.h"
#include "control/doctor.h"
#include "control/event_flow.h"
#include "control/pages.h"
#include "control/render.h"
#include "publish/presence.h"

#include <climits>

namespace mailwatchd::control {

namespace {

/// Reports what was done, as one line; JSON also has the target.
serve::Response done(const serve::Request& request, const std::string& target,
                     const std::string& what) {
    if (format_of(request) == Format::text) return respond(Format::text, what);
    publish::View view;
    view.title = what;
    if (!target.empty()) view.fields.push_back({"target", "Target", publish::Cell{target}});
    view.fields.push_back({"done", "Done", publish::Cell{what}});
    return respond(request, view);
}

/// A command for one configured target: "?target=example.org".
using OnTarget = net::Awaitable<serve::Response> (*)(const CommandContext& tools,
                                                     serve::Request request, std::string name);

net::Awaitable<serve::Response> with_target(const CommandContext& tools, serve::Request request,
                                            OnTarget command) {
    const auto text = serve::Query{request.query}.text("target");
    serve::Response refusal;
    auto name = find_target(tools.page, request, text, refusal);
    if (name.empty()) co_return refusal;
    auto response = co_await command(tools, std::move(request), std::move(name));
    co_return response;
}

net::Awaitable<serve::Response> recheck(const CommandContext& tools, serve::Request request,
                                        std::string name) {
    if (tools.scheduler.targets().find(name)->state->paused)
        co_return refuse(request, 409, base::shown(name) + " is paused: resume it first");
    tools.scheduler.recheck(name);
    tools.log.write(base::Severity::info, "audit of " + name + " requested");
    co_return done(
        request, name,
        "auditing " + name + " now; see the result with \"mailwatchctl show " + name + '"');
}

net::Awaitable<serve::Response> pause(const CommandContext& tools, serve::Request request,
                                      std::string name) {
    if (tools.scheduler.targets().find(name)->state->paused)
        co_return refuse(request, 409, base::shown(name) + " is already paused");
    const auto why = serve::Query{request.query}.text("why").substr(0, why_bytes_max);
    const auto written = co_await tools.scheduler.set_paused(name, true, why);
    if (!engine::is_installed(written)) co_return refuse_unwritten(request);
    tools.log.write(base::Severity::warning,
                    name + " paused" + (why.empty() ? "" : ": " + base::escape(why)));
    co_return done(request, name,
                   name + " is paused; it is not audited until it is resumed" +
                       not_stored_yet(tools, written));
}

std::string resumed_text(const std::string& name, std::optional<base::Instant> due) {
    if (!due) return name + " is resumed; an audit is running";
    return name + " is resumed; next audit " + base::rfc3339(*due);
}

net::Awaitable<serve::Response> resume(const CommandContext& tools, serve::Request request,
                                       std::string name) {
    if (!tools.scheduler.targets().find(name)->state->paused)
        co_return refuse(request, 409, base::shown(name) + " is not paused");
    const auto written = co_await tools.scheduler.set_paused(name, false, "");
    if (!engine::is_installed(written)) co_return refuse_unwritten(request);
    tools.log.write(base::Severity::info, name + " resumed");
    co_return done(
        request, name,
        resumed_text(name, tools.scheduler.due_of(name)) + not_stored_yet(tools, written));
}

publish::Table problems_table(const config::Problems& problems) {
    publish::Table table{.key = "problems",
                         .title = "",
                         .columns = {{"file", "File"},
                                     {"line", "Line", false, true},
                                     {"column", "Column", false, true},
                                     {"key", "Key"},
                                     {"what", "What", true}},
                         .rows = {}};
    for (const auto& [at, key, what] : problems)
        table.rows.push_back(
            {publish::Cell{base::escape(at.file, PATH_MAX)}, publish::Cell{std::int64_t{at.line}},
             publish::Cell{std::int64_t{at.column}}, publish::Cell{key}, publish::Cell{what}});
    return table;
}

/// "gone.example does not exist", for each configured target that cannot receive mail.
std::vector<std::string> absent_targets(const engine::Targets& targets) {
    std::vector<std::string> lines;
    targets.for_each([&](const std::string& name, const engine::Target& target) {
        const auto presence = publish::presence_of(*target.state);
        if (presence.is_conspicuous)
            lines.push_back(base::escape(name) + ": " + std::string{presence.words});
    });
    return lines;
}

/// One line per problem, as --check-config prints them, then the result.
std::string reload_text(const Reloaded& reloaded, std::size_t targets) {
    std::string text;
    for (const auto& problem : reloaded.problems) text += problem.text() + '\n';
    for (const auto& warning : reloaded.warnings) text += "warning: " + warning + '\n';
    if (!reloaded.problems.empty())
        return text + "configuration not reloaded: the previous one stays active";
    return text + "configuration reloaded: watching " + counted(targets, "target");
}

publish::View reload_view(const Reloaded& reloaded, std::size_t targets) {
    publish::View view;
    view.title = "Reload";
    view.fields = {{"reloaded", "Reloaded", publish::Cell{reloaded.problems.empty()}},
                   {"targets", "Targets", publish::Cell{static_cast<std::int64_t>(targets)}}};
    publish::Table warnings{
        .key = "warnings", .title = "Warnings", .columns = {{"what", "What", true}}, .rows = {}};
    for (const auto& warning : reloaded.warnings) warnings.rows.push_back({publish::Cell{warning}});
    view.tables = {problems_table(reloaded.problems), std::move(warnings)};
    return view;
}

net::Awaitable<serve::Response> reload(const CommandContext& tools, serve::Request request) {
    auto reloaded = co_await tools.reload();
    const auto targets = tools.scheduler.targets().size();
    if (reloaded.problems.empty())
        for (auto& line : absent_targets(tools.scheduler.targets()))
            reloaded.warnings.push_back(std::move(line));
    auto response = format_of(request) == Format::text
                        ? respond(Format::text, reload_text(reloaded, targets))
                        : respond(request, reload_view(reloaded, targets));
    response.status = reloaded.problems.empty() ? 200 : 422;
    co_return response;
}

serve::Route post(std::string path, serve::Handler handler) {
    return {"POST", std::move(path), std::move(handler)};
}

serve::Route on_target(const CommandContext& tools, std::string path, OnTarget command) {
    return post(std::move(path), [tools, command](serve::Request request) {
        return with_target(tools, std::move(request), command);
    });
}

}  // namespace

std::string not_stored_yet(const CommandContext& tools, engine::Written written) {
    const auto& refusal = tools.scheduler.state_writer().refusal();
    if (written != engine::Written::deferred || !refusal) return "";
    return "; this is lost if mailwatchd ends now, because it cannot write the state: " +
           base::escape(refusal->why, detail_bytes_max);
}

std::vector<serve::Route> commands(const CommandContext& tools) {
    std::vector<serve::Route> all{
        {"GET", "/events",
         [tools](serve::Request request) {
             return events_page(tools.page, std::move(request), Follow::allowed);
         }},
        {"GET", "/doctor",
         [tools](serve::Request request) { return doctor_page(tools, std::move(request)); }},
        post("/backup",
             [tools](serve::Request request) { return backup_page(tools, std::move(request)); }),
        post("/check",
             [tools](serve::Request request) { return check_page(tools, std::move(request)); }),
        on_target(tools, "/recheck", recheck),
        on_target(tools, "/pause", pause),
        on_target(tools, "/resume", resume),
        on_target(tools, "/acknowledge", acknowledge_finding),
        post("/reload",
             [tools](serve::Request request) { return reload(tools, std::move(request)); }),
    };
    // The first route of a path wins: this /events can follow, the public one cannot.
    for (auto& route : routes(tools.page)) all.push_back(std::move(route));
    return all;
}

}  // namespace mailwatchd::control
