#include "manual/metrics_sample.h"

#include "manual/samples.h"
#include "observe/kind.h"
#include "publish/metrics/own_metrics.h"
#include "publish/metrics/sample_line.h"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::manual {

namespace {

using publish::Detail;

constexpr std::array checks{std::string_view{"pop3"}};

/// One standing of each reading that has a gauge.
class SampleFacts final : public publish::Facts {
public:
    explicit SampleFacts(const model::ReadingKinds& kinds) : kinds_{kinds} {
        for (const auto* const kind : kinds.all())
            if (!kind->gauges.empty()) rows_.emplace_back(kind, sample_subject(kind->subject));
        std::ranges::stable_sort(rows_, {}, &Row::second);
    }
    std::size_t size() const override { return rows_.size(); }
    std::uint8_t reading(std::size_t row) const override { return rows_[row].first->number; }
    const model::ReadingKinds& kinds() const override { return kinds_; }
    publish::Fact at(std::size_t row) const override {
        const auto& [kind, subject] = rows_[row];
        // The argument must be a check of the target, or its gauge is not shown.
        return {&subject, kind, checks.front(), value_of(*kind), base::Instant{}};
    }

private:
    using Row = std::pair<const model::ReadingKind*, model::Subject>;

    /// The value without which a gauge may be absent.
    static std::string_view value_of(const model::ReadingKind& kind) {
        for (const auto& gauge : kind.gauges)
            if (!gauge.yes.empty()) return gauge.yes;
        return sample_values(kind).front();
    }

    const model::ReadingKinds& kinds_;
    std::vector<Row> rows_;
};

model::CheckState check(model::Report report) {
    model::CheckState check;
    check.check = checks.front();
    check.last_reason = report.reason;
    check.concluded = report.verdict != model::Verdict::no_info;
    check.last_run = base::Instant{std::chrono::seconds{1}};
    if (check.is_inconclusive()) check.inconclusive_since = check.last_run;
    check.report = std::move(report);
    return check;
}

std::shared_ptr<const model::TargetState> sample_target() {
    auto topology = std::make_shared<model::Topology>();
    topology->mx = {{10, "mx1.example.org"}};
    auto passed = model::Report::passed(100);
    passed.measurements = {
        {model::Subject::name("example.org"), "spf_lookups", 1, "count"},
        {model::Subject::dnsbl("rep.example"), "reputation_source_ratio", 1, "ratio"}};
    auto target = std::make_shared<model::TargetState>();
    target->target = {model::TargetKind::domain, "example.org"};
    target->score = 100;
    target->topology = std::move(topology);
    target->checks = {check(std::move(passed)),
                      check(model::Report::no_info(model::Reason::timeout))};
    return target;
}

std::string page_of_targets(const model::ReadingKinds& kinds, Detail detail) {
    model::Dnsbl dnsbl;
    dnsbl.name = "bl.example";
    publish::Sources sources;
    sources.targets = {sample_target()};
    sources.facts = std::make_shared<SampleFacts>(kinds);
    sources.certificates = {{sample_subject(model::Subject::Kind::endpoint), {}}};
    sources.host_addresses = {{"mx1.example.org", model::Address::v4({192, 0, 2, 25})}};
    sources.dnsbls = {{dnsbl.name, model::Address::Family::v4, {}, model::DnsblState::proven, ""}};
    sources.catalogue = std::make_shared<const std::vector<model::Dnsbl>>(1, dnsbl);
    sources.detail = detail;
    publish::MetricsPage page{std::move(sources)};
    std::string text;
    while (page.write(text, 1 << 16)) {
    }
    return text;
}

std::string page_of_the_daemon(const model::ReadingKinds& kinds) {
    publish::OwnMetrics own{{}, {}, checks, kinds.changes()};
    own.set_config_loaded(true, {});
    own.set_targets(1);
    own.set_checks_running(1);
    own.set_events_undelivered("journal", 0);
    own.time_check(checks.front(), {});
    own.count_dns_query("NOERROR", {});
    own.count_http_request(200);
    return own.text();
}

/// The names before each "=" of `{a="1",b="2"}`. No value of the sample contains these characters.
std::vector<std::string> labels_of(std::string_view series) {
    std::vector<std::string> labels;
    auto rest = series.substr(std::min(series.find('{'), series.size()));
    for (auto end = rest.find("=\""); end != std::string_view::npos; end = rest.find("=\"")) {
        labels.emplace_back(rest.substr(1, end - 1));
        rest.remove_prefix(rest.find('"', end + 2) + 1);
    }
    std::erase(labels, "le");  // A part of every histogram.
    return labels;
}

/// The first series below the family's header; nothing if the page has none.
std::optional<std::string_view> series_of(std::string_view page, const publish::Family& family) {
    std::string header;
    publish::append_header(header, family);
    const auto at = page.find(header);
    if (at == std::string_view::npos) return std::nullopt;
    page.remove_prefix(at + header.size());
    return page.substr(0, page.find('\n'));
}

/// Metrics of the process, which a build may lack. They have no labels.
bool is_read_live(const publish::Family& family) {
    return family.name.starts_with("process_") || family.name == publish::family::state_size.name;
}

std::vector<publish::Family> families_of(const model::ReadingKinds& kinds) {
    std::vector<publish::Family> all{publish::family::all.begin(), publish::family::all.end()};
    for (const auto* const reading : kinds.all())
        for (const auto& gauge : reading->gauges) all.push_back(publish::family_of(gauge));
    return all;
}

}  // namespace

std::vector<ShownFamily> shown_families() {
    constexpr std::array details{Detail::target, Detail::host, Detail::full};
    const auto kinds = observe::reading_kinds(observe::kinds());
    const std::array pages{page_of_targets(kinds, details[0]), page_of_targets(kinds, details[1]),
                           page_of_targets(kinds, details[2])};
    const auto own = page_of_the_daemon(kinds);
    std::vector<ShownFamily> all;
    for (const auto& family : families_of(kinds)) {
        ShownFamily shown{family, {}, {}};
        auto series = series_of(own, family);
        for (std::size_t i = 0; i < pages.size() && !series; ++i)
            if ((series = series_of(pages[i], family))) shown.smallest = details[i];
        if (!series && !is_read_live(family))
            throw std::runtime_error{"docs/manual/metrics_sample.cc has no series of " +
                                     std::string{family.name}};
        if (series) shown.labels = labels_of(*series);
        all.push_back(std::move(shown));
    }
    return all;
}

}  // namespace mailwatchd::manual
