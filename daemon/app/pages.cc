#include "app/pages.h"

#include "publish/metrics.h"
#include "publish/standing_facts.h"

namespace mailwatchd::app {

namespace {

/// One piece of a page: well under 5 ms of work.
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

/// Subjects that some target rests on.
publish::Watched watched(const Targets& targets, const watch::Interner& words) {
    std::vector<bool> ids;
    targets.for_each_subject([&](const std::string& subject) {
        const auto id = words.find_subject(subject);
        if (!id) return;
        if (ids.size() <= *id) ids.resize(*id + 1);
        ids[*id] = true;
    });
    return std::make_shared<const std::vector<bool>>(std::move(ids));
}

publish::Sources sources(const Shown& shown) {
    publish::Sources sources;
    sources.own = shown.metrics.text();
    sources.targets = shown.watcher.targets().states();
    const auto& beliefs = shown.watcher.ledger().beliefs();
    auto shown_subjects = watched(shown.watcher.targets(), beliefs.words());
    sources.facts = std::make_shared<const publish::StandingFacts>(
        beliefs.snapshot(), beliefs.words(), std::move(shown_subjects));
    for (const auto& session : shown.observer.sessions().all())
        if (auto expiry = publish::expiry_of(*session))
            sources.certificates.push_back(*std::move(expiry));
    sources.zones = shown.observer.zones().health();
    const auto lists_of_reputation = shown.observer.reputations().lists().health();
    sources.zones.insert(sources.zones.end(), lists_of_reputation.begin(),
                         lists_of_reputation.end());
    sources.catalogue = shown.plan->zones;
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

}  // namespace

std::vector<serve::Route> routes(const Shown& shown) {
    return {
        {"GET", "/metrics", [shown](serve::Request) { return metrics_page(shown); }},
        {"GET", "/-/healthy",
         [](serve::Request) { return plain(200, "mailwatchd is healthy.\n"); }},
        {"GET", "/-/ready",
         [shown](serve::Request) {
             return shown.ready ? plain(200, "mailwatchd is ready.\n")
                                : plain(503, "mailwatchd is starting.\n");
         }},
    };
}

}  // namespace mailwatchd::app
