#include "manual/metrics_sample.h"
#include "manual/pages.h"
#include "observe/listing/readings.h"

#include <string>

namespace mailwatchd::manual {

namespace {

using publish::Detail;
namespace family = publish::family;

void describe(Page& page) {
    page.section("Description");
    page.paragraph(
        "mailwatchd(8) serves these metrics at the path /metrics of every `listen` address, by "
        "default http://127.0.0.1:10325/metrics. They show the results of the latest audits. A "
        "scrape does not start an audit. After a restart the daemon restores the results from its "
        "state before it reports that it is ready.");
    page.paragraph(
        "A value that is unknown is absent, never 0 or 1. A check keeps its verdict while later "
        "runs are inconclusive; `" +
        std::string{family::inconclusive.name} +
        "` then shows the reason. Samples have no timestamps of their own, and labels contain no "
        "text from remote servers.");
    page.paragraph(
        "A host that serves several targets has one set of series. `" +
        std::string{family::mx_info.name} +
        "` joins hosts with targets by its labels `host` and `target`. The label `host` of an "
        "address is the name under which the address was seen first; `" +
        std::string{family::host_address.name} +
        "` has all names of each address, to join by `address`.");
    page.paragraph(
        "The key `detail` of mailwatchd.toml(5) limits the size of the page. About 10 series per "
        "target and 25 per host are typical.");
}

/// "Gauge by host, address and port."
std::string kind_of(const ShownFamily& shown) {
    std::string text{name(shown.family.type)};
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    const auto count = shown.labels.size();
    for (std::size_t i = 0; i < count; ++i) {
        text += i == 0 ? " by " : i + 1 == count ? " and " : ", ";
        text += '`' + shown.labels[i] + '`';
    }
    return text + ". ";
}

void list(Page& page, const std::vector<ShownFamily>& all, std::optional<Detail> smallest) {
    page.begin_list();
    for (const auto& shown : all) {
        if (shown.smallest != smallest) continue;
        page.item(shown.family.name);
        page.paragraph(kind_of(shown) + std::string{shown.family.help});
    }
    page.end_list();
}

void give_examples(Page& page) {
    const auto name = [](const publish::Family& family) { return std::string{family.name}; };
    page.section("Examples");
    page.paragraph(
        "A scrape job. Keep the interval at two minutes or less, because Prometheus drops a "
        "series that it has not seen for five minutes:");
    page.literal(
        "scrape_configs:\n"
        "  - job_name: mailwatchd\n"
        "    scrape_interval: 1m\n"
        "    static_configs:\n"
        "      - targets: [\"127.0.0.1:10325\"]");
    page.paragraph("Listings by block lists that pass their self-test:");
    page.literal(std::string{reading::listed_gauges[0].name} +
                 " == 1\n  and on (dnsbl, instance, job)\n  " + name(family::dnsbl_up) + " == 1");
    page.paragraph("Failed checks, and the time since the last conclusive run of each check:");
    page.literal(name(family::success) + " == 0\ntime() - " + name(family::last_conclusive));
    page.paragraph("Certificates that expire within two weeks:");
    page.literal(name(family::not_after) + "\n  - time() < 14 * 86400");
}

void conclude(Page& page) {
    page.section("See also");
    page.reference("promtool", 1);
    page.reference("mailwatchd.toml", 5);
    page.reference("mailwatchd-checks", 7);
    page.reference("mailwatchd", 8, true);
}

}  // namespace

std::string metrics_page(const Release& release) {
    const auto all = shown_families();
    Page page{{"mailwatchd-metrics", 7, "Prometheus metrics of mailwatchd",
               "daemon/publish/metrics/families.h"},
              release};
    describe(page);
    page.section("Daemon and process");
    list(page, all, std::nullopt);
    page.section("Targets");
    page.paragraph("Exported with every `detail`.");
    list(page, all, Detail::target);
    page.section("Hosts");
    page.paragraph("Exported with `detail` \"host\" and \"full\".");
    list(page, all, Detail::host);
    page.section("Check times");
    page.paragraph("Exported with `detail` \"full\", the default.");
    list(page, all, Detail::full);
    give_examples(page);
    conclude(page);
    return page.text();
}

}  // namespace mailwatchd::manual
