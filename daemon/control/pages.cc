#include "control/pages.h"

#include "config/nearest.h"
#include "control/audit_view.h"
#include "control/event_flow.h"
#include "control/render.h"
#include "control/report_file.h"
#include "observe/reputation/reputation.h"
#include "observe/session/sessions.h"
#include "publish/json/json.h"
#include "publish/metrics/metrics.h"
#include "publish/standing_facts.h"
#include "publish/text/text.h"

namespace mailwatchd::control {

namespace {

/// Size of one piece of the metrics page: well under 5 ms of work.
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

/// Subjects that a target depends on.
publish::Watched watched(const engine::Targets& targets, const watch::Interner& words) {
    std::vector<bool> ids;
    targets.for_each_subject([&](const model::Subject& subject) {
        const auto id = words.find_subject(subject);
        if (!id) return;
        if (ids.size() <= *id) ids.resize(*id + 1);
        ids[*id] = true;
    });
    return std::make_shared<const std::vector<bool>>(std::move(ids));
}

/// False for sessions of on-demand audits: these make no gauges.
bool is_watched(const Shown& shown, const model::MailSession& session) {
    return shown.scheduler.targets().anybody_rests_on(model::Subject::endpoint(session.endpoint));
}

publish::Sources sources(const Shown& shown) {
    publish::Sources sources;
    sources.own = shown.metrics.text();
    sources.targets = shown.scheduler.targets().states();
    const auto& beliefs = shown.scheduler.state_writer().beliefs();
    auto shown_subjects = watched(shown.scheduler.targets(), beliefs.words());
    sources.facts = std::make_shared<const publish::StandingFacts>(
        beliefs.snapshot(), beliefs.words(), beliefs.kinds(), std::move(shown_subjects));
    const auto& sessions = shown.observer.use<observe::Sessions>().cache();
    sessions.for_each([&](const model::Endpoint&, const observe::Sessions::Cache::Entry& entry) {
        const auto& session = *entry.value;
        if (auto expiry = is_watched(shown, session) ? publish::expiry_of(session) : std::nullopt)
            sources.certificates.push_back(*std::move(expiry));
    });
    sources.dnsbls = shown.observer.use<observe::DnsblClient>().health();
    const auto lists_of_reputation = shown.observer.use<observe::Reputations>().lists().health();
    sources.dnsbls.insert(sources.dnsbls.end(), lists_of_reputation.begin(),
                          lists_of_reputation.end());
    sources.catalogue = shown.plan->dnsbls;
    sources.detail = shown.plan->configuration.daemon.detail;
    return sources;
}

net::Awaitable<serve::Response> metrics_page(const Shown& shown) {
    serve::Response response;
    response.content_type = publish::MetricsPage::content_type;
    const auto page = std::make_shared<publish::MetricsPage>(sources(shown));
    response.pieces = [page](std::string& out) { return page->write(out, piece_bytes); };
    co_return response;
}

net::Awaitable<serve::Response> plain(unsigned status, std::string body) {
    serve::Response response;
    response.status = status;
    response.body = std::move(body);
    co_return response;
}

net::Awaitable<serve::Response> sheet_page(const Shown& shown, serve::Request request,
                                           publish::Sheet (*make)(const Shown&)) {
    co_return respond(request, make(shown));
}

/// All targets with one column per check.
publish::Sheet matrix(const Shown& shown) { return targets_sheet(shown, true); }

net::Awaitable<serve::Response> targets_page(const Shown& shown, serve::Request request) {
    const bool is_text = format_of(request) == Format::text;
    co_return respond(request, targets_sheet(shown, !is_text));
}

publish::Audit view_of(const Shown& shown, const engine::Target& target) {
    if (target.state->topology)
        return audit_view(target.plan, target.state, shown.scheduler.world(target), shown.observer);
    auto nothing = std::make_shared<model::Topology>();
    nothing->target = target.state->target;
    model::World unseen;
    unseen.topology = std::move(nothing);
    return audit_view(target.plan, target.state, unseen, shown.observer);
}

publish::Audit audit_of(const Shown& shown, const engine::Target& target) {
    auto audit = view_of(shown, target);
    for (const auto& each : target.state->acknowledged)
        if (each.holds(shown.clock.now())) audit.acknowledged.push_back(each);
    return audit;
}

constexpr std::string_view target_path = "/targets/";
constexpr std::string_view api_target_path = "/api/v1/targets/";

net::Awaitable<serve::Response> target_page(const Shown& shown, serve::Request request,
                                            std::size_t prefix) {
    const auto text = serve::decoded(std::string_view{request.path}.substr(prefix));
    serve::Response refusal;
    const auto name = find_target(shown, request, text, refusal);
    if (name.empty()) co_return refusal;
    const auto audit = audit_of(shown, *shown.scheduler.targets().find(name));
    const auto format = format_of(request);
    if (format == Format::json) co_return respond(format, publish::to_json(audit));
    if (format == Format::text)
        co_return respond(format, publish::to_text(audit, text_options(request)));
    auto options = html_options(shown.plan->configuration.report);
    auto changes = co_await changes_of(shown, name);
    options.knows_changes = changes.has_value();
    if (changes) options.changes = *std::move(changes);
    co_return respond(format, publish::to_html(audit, options));
}

serve::Route get(std::string path, serve::Handler handler) {
    return {"GET", std::move(path), std::move(handler)};
}

/// Answers JSON whatever the Accept header says, as all of /api/v1 does.
serve::Handler as_json(serve::Handler handler) {
    return [handler = std::move(handler)](serve::Request request) {
        request.accept = "application/json";
        return handler(std::move(request));
    };
}

serve::Route sheet_route(const Shown& shown, std::string path,
                         publish::Sheet (*make)(const Shown&)) {
    return get(std::move(path), [shown, make](serve::Request request) {
        return sheet_page(shown, std::move(request), make);
    });
}

std::vector<serve::Route> sheet_routes(const Shown& shown) {
    const serve::Handler targets = [shown](serve::Request request) {
        return targets_page(shown, std::move(request));
    };
    const serve::Handler target = [shown](serve::Request request) {
        return target_page(shown, std::move(request), target_path.size());
    };
    const serve::Handler api_target = [shown](serve::Request request) {
        return target_page(shown, std::move(request), api_target_path.size());
    };
    const serve::Handler events = [shown](serve::Request request) {
        return events_page(shown, std::move(request), Follow::no);
    };
    return {
        sheet_route(shown, "/", matrix),
        get("/targets", targets),
        get(std::string{target_path} + '*', target),
        get("/events", events),
        sheet_route(shown, "/status", status_sheet),
        sheet_route(shown, "/dnsbl", dnsbl_sheet),
        sheet_route(shown, "/inventory", inventory_sheet),
        get("/api/v1/targets", as_json(targets)),
        get(std::string{api_target_path} + '*', as_json(api_target)),
        get("/api/v1/events", as_json(events)),
    };
}

}  // namespace

std::string find_target(const Shown& shown, const serve::Request& request, std::string_view text,
                        serve::Response& refusal) {
    const auto wanted = model::TargetName::parse(text);
    if (!wanted) {
        refusal = refuse(request, 400, wanted.error().detail);
        return {};
    }
    const auto& targets = shown.scheduler.targets();
    if (targets.find(wanted->name) != nullptr) return wanted->name;
    std::vector<std::string_view> known;
    targets.for_each(
        [&](const std::string& name, const engine::Target&) { known.push_back(name); });
    auto why = "no target \"" + wanted->name + '"';
    if (const auto near = config::nearest(wanted->name, known))
        why.append("; did you mean \"").append(*near).append("\"?");
    else
        why +=
            "; list targets with \"mailwatchctl targets\", audit any other with \"mailwatchctl "
            "check\"";
    refusal = refuse(request, 404, why);
    return {};
}

std::vector<serve::Route> routes(const Shown& shown) {
    std::vector<serve::Route> all{
        {"GET", "/metrics", [shown](serve::Request) { return metrics_page(shown); }},
        {"GET", "/-/healthy",
         [](serve::Request) { return plain(200, "mailwatchd is healthy.\n"); }},
        {"GET", "/-/ready",
         [shown](serve::Request) {
             return shown.ready ? plain(200, "mailwatchd is ready.\n")
                                : plain(503, "mailwatchd is starting.\n");
         }},
    };
    for (auto& route : sheet_routes(shown)) all.push_back(std::move(route));
    return all;
}

}  // namespace mailwatchd::control
