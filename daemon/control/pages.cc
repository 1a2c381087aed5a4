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
constexpr std::size_t page_piece_bytes = std::size_t{64} * 1024;

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
bool is_watched(const PageContext& context, const model::MailSession& session) {
    return context.scheduler.targets().anybody_rests_on(model::Subject::endpoint(session.endpoint));
}

/// Every name of every address.
std::vector<model::Needs::HostAddressKey> host_addresses(
    const std::vector<std::shared_ptr<const model::TargetState>>& targets) {
    std::vector<model::Needs::HostAddressKey> all;
    for (const auto& target : targets) {
        if (!target->topology) continue;
        for (const auto& host : target->topology->hosts)
            for (const auto& address : host.addresses) {
                all.push_back({host.name, address});
                for (const auto& alias : host.aliases) all.push_back({alias, address});
            }
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

publish::Sources sources(const PageContext& context) {
    publish::Sources sources;
    sources.own = context.metrics.text();
    sources.targets = context.scheduler.targets().states();
    const auto& standing_table = context.scheduler.state_writer().standing_table();
    auto shown_subjects = watched(context.scheduler.targets(), standing_table.words());
    sources.facts = std::make_shared<const publish::StandingFacts>(
        standing_table.snapshot(), standing_table.words(), standing_table.kinds(),
        std::move(shown_subjects));
    const auto& sessions = context.observer.use<observe::Sessions>().cache();
    sessions.for_each([&](const model::AddressPort&, const observe::Sessions::Cache::Entry& entry) {
        const auto& session = *entry.value;
        if (auto expiry = is_watched(context, session) ? publish::expiry_of(session) : std::nullopt)
            sources.certificates.push_back(*std::move(expiry));
    });
    sources.dnsbls = context.observer.use<observe::DnsblClient>().health();
    const auto lists_of_reputation = context.observer.use<observe::Reputations>().lists().health();
    sources.dnsbls.insert(sources.dnsbls.end(), lists_of_reputation.begin(),
                          lists_of_reputation.end());
    sources.catalogue = context.plan->dnsbls;
    sources.host_addresses = host_addresses(sources.targets);
    sources.detail = context.plan->configuration.daemon.detail;
    return sources;
}

net::Awaitable<serve::Response> metrics_page(const PageContext& context) {
    serve::Response response;
    response.content_type = publish::MetricsPage::content_type;
    const auto page = std::make_shared<publish::MetricsPage>(sources(context));
    response.pieces = [page](std::string& out) { return page->write(out, page_piece_bytes); };
    co_return response;
}

net::Awaitable<serve::Response> plain(unsigned status, std::string body) {
    serve::Response response;
    response.status = status;
    response.body = std::move(body);
    co_return response;
}

net::Awaitable<serve::Response> view_page(const PageContext& context, serve::Request request,
                                          publish::View (*make)(const PageContext&)) {
    co_return respond(request, make(context));
}

/// All targets with one column per check.
publish::View matrix(const PageContext& context) { return targets_view(context, true); }

net::Awaitable<serve::Response> targets_page(const PageContext& context, serve::Request request) {
    const bool is_text = format_of(request) == Format::text;
    co_return respond(request, targets_view(context, !is_text));
}

publish::Audit view_of(const PageContext& context, const engine::Target& target) {
    if (target.state->topology)
        return audit_view(target.plan, target.state, context.scheduler.world(target),
                          context.observer);
    auto nothing = std::make_shared<model::Topology>();
    nothing->target = target.state->target;
    model::World unseen;
    unseen.topology = std::move(nothing);
    return audit_view(target.plan, target.state, unseen, context.observer);
}

publish::Audit audit_of(const PageContext& context, const engine::Target& target) {
    auto audit = view_of(context, target);
    for (const auto& each : target.state->acknowledged)
        if (each.holds(context.clock.now())) audit.acknowledged.push_back(each);
    return audit;
}

constexpr std::string_view target_path = "/targets/";
constexpr std::string_view api_target_path = "/api/v1/targets/";

net::Awaitable<serve::Response> target_page(const PageContext& context, serve::Request request,
                                            std::size_t prefix) {
    const auto text = serve::decoded(std::string_view{request.path}.substr(prefix));
    serve::Response refusal;
    const auto name = find_target(context, request, text, refusal);
    if (name.empty()) co_return refusal;
    const auto audit = audit_of(context, *context.scheduler.targets().find(name));
    const auto format = format_of(request);
    if (format == Format::json) co_return respond(format, publish::to_json(audit));
    if (format == Format::text)
        co_return respond(format, publish::to_text(audit, text_options(request)));
    auto options = html_options(context.plan->configuration.report);
    auto changes = co_await changes_of(context, name);
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

serve::Route view_route(const PageContext& context, std::string path,
                        publish::View (*make)(const PageContext&)) {
    return get(std::move(path), [context, make](serve::Request request) {
        return view_page(context, std::move(request), make);
    });
}

std::vector<serve::Route> view_routes(const PageContext& context) {
    const serve::Handler targets = [context](serve::Request request) {
        return targets_page(context, std::move(request));
    };
    const serve::Handler target = [context](serve::Request request) {
        return target_page(context, std::move(request), target_path.size());
    };
    const serve::Handler api_target = [context](serve::Request request) {
        return target_page(context, std::move(request), api_target_path.size());
    };
    const serve::Handler events = [context](serve::Request request) {
        return events_page(context, std::move(request), Follow::no);
    };
    return {
        view_route(context, "/", matrix),
        get("/targets", targets),
        get(std::string{target_path} + '*', target),
        get("/events", events),
        view_route(context, "/status", status_view),
        view_route(context, "/dnsbl", dnsbl_view),
        view_route(context, "/inventory", inventory_view),
        get("/api/v1/targets", as_json(targets)),
        get(std::string{api_target_path} + '*', as_json(api_target)),
        get("/api/v1/events", as_json(events)),
    };
}

}  // namespace

std::string find_target(const PageContext& context, const serve::Request& request,
                        std::string_view text, serve::Response& refusal) {
    const auto wanted = model::TargetName::parse(text);
    if (!wanted) {
        refusal = refuse(request, 400, base::shown(wanted.error().detail, detail_bytes_max));
        return {};
    }
    const auto& targets = context.scheduler.targets();
    if (targets.find(wanted->name) != nullptr) return wanted->name;
    std::vector<std::string_view> known;
    targets.for_each(
        [&](const std::string& name, const engine::Target&) { known.push_back(name); });
    auto why = "no target \"" + base::shown(wanted->name) + "\"";
    if (const auto near = config::nearest(wanted->name, known))
        why += "; did you mean \"" + base::shown(*near) + "\"?";
    else
        why +=
            "; list targets with \"mailwatchctl targets\", audit any other with \"mailwatchctl "
            "check\"";
    refusal = refuse(request, 404, why);
    return {};
}

std::vector<serve::Route> routes(const PageContext& context) {
    std::vector<serve::Route> all{
        {"GET", "/metrics", [context](serve::Request) { return metrics_page(context); }},
        {"GET", "/-/healthy",
         [](serve::Request) { return plain(200, "mailwatchd is healthy.\n"); }},
        {"GET", "/-/ready",
         [context](serve::Request) {
             return context.ready ? plain(200, "mailwatchd is ready.\n")
                                  : plain(503, "mailwatchd is starting.\n");
         }},
    };
    for (auto& route : view_routes(context)) all.push_back(std::move(route));
    return all;
}

}  // namespace mailwatchd::control
