#include "app/pages.h"

#include "app/facts.h"
#include "publish/metrics.h"

namespace mailwatchd::app {

namespace {

/// One piece of a page: well under 5 ms of work.
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

publish::Sources sources(const Shown& shown) {
    publish::Sources sources;
    sources.own = shown.metrics.text();
    sources.targets = shown.watcher.targets().states();
    const auto& beliefs = shown.watcher.ledger().beliefs();
    sources.facts = std::make_shared<const BelievedFacts>(beliefs.snapshot(), beliefs.words());
    for (const auto& session : shown.observer.sessions().all())
        if (auto expiry = publish::expiry_of(*session)) sources.certificates.push_back(*std::move(expiry));
    sources.zones = shown.observer.zones().health();
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
        {"GET", "/-/healthy", [](serve::Request) { return plain(200, "mailwatchd is healthy.\n"); }},
        {"GET", "/-/ready",
         [shown](serve::Request) {
             return shown.ready ? plain(200, "mailwatchd is ready.\n") : plain(503, "mailwatchd is starting.\n");
         }},
    };
}

}  // namespace mailwatchd::app
