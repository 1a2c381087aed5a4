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
        "Prometheus finds these at the path /metrics of every `listen` address of mailwatchd(8), "
        "by default http://127.0.0.1:10325/metrics. They are what is known, restored from the "
        "state before the daemon says that it is ready: targets are audited on intervals of days, "
        "and a scrape looks at nothing anew.");
    page.paragraph(
        "What could not be found out is absent, never 0 and never 1. A standing verdict is held "
        "while later runs of a check give no information; the reason and the times beside it say "
        "so. No sample has a timestamp of its own, and no label has text from other people's "
        "servers.");
    page.paragraph("A series of a host is there once, however many targets it serves; `" +
                   std::string{family::mx_info.name} +
                   "` joins both by its labels target and host.");
    page.paragraph(
        "The key `detail` of mailwatchd.toml(5) bounds the size of the page. About ten series a "
        "target and 25 a host are usual.");
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
        "Scraped at least every two minutes, because Prometheus forgets a series after five:");
    page.literal(
        "scrape_configs:\n"
        "  - job_name: mailwatchd\n"
        "    scrape_interval: 1m\n"
        "    static_configs:\n"
        "      - targets: [\"127.0.0.1:10325\"]");
    page.paragraph("Listings by lists that may be believed:");
    page.literal(std::string{reading::listed_gauges[0].name} +
                 " == 1\n  and on (dnsbl, instance, job)\n  " + name(family::dnsbl_up) + " == 1");
    page.paragraph("Checks that failed, and since when nothing conclusive was seen of them:");
    page.literal(name(family::success) + " == 0\ntime() - " + name(family::last_conclusive));
    page.paragraph("Certificates that end within two weeks:");
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
    Page page{{"mailwatchd-metrics", 7, "what mailwatchd tells Prometheus",
               "daemon/publish/metrics/families.h"},
              release};
    describe(page);
    page.section("The daemon and its process");
    list(page, all, std::nullopt);
    page.section("Targets");
    page.paragraph("There with every `detail`.");
    list(page, all, Detail::target);
    page.section("Hosts");
    page.paragraph("There with `detail` \"host\" and \"full\".");
    list(page, all, Detail::host);
    page.section("Times of checks");
    page.paragraph("There with `detail` \"full\", the default.");
    list(page, all, Detail::full);
    give_examples(page);
    conclude(page);
    return page.text();
}

}  // namespace mailwatchd::manual
