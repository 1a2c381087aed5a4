#include "publish/metrics/own_metrics.h"

#include "publish/metrics/process.h"
#include "publish/metrics/sample_line.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace mailwatchd::publish {

namespace {

template <class Metric>
prometheus::Family<Metric>& add(prometheus::Registry& registry, const Family& family) {
    if constexpr (std::is_same_v<Metric, prometheus::Counter>) {
        return prometheus::BuildCounter()
            .Name(std::string{family.name})
            .Help(std::string{family.help})
            .Register(registry);
    } else if constexpr (std::is_same_v<Metric, prometheus::Histogram>) {
        return prometheus::BuildHistogram()
            .Name(std::string{family.name})
            .Help(std::string{family.help})
            .Register(registry);
    } else {
        return prometheus::BuildGauge()
            .Name(std::string{family.name})
            .Help(std::string{family.help})
            .Register(registry);
    }
}

prometheus::Labels labelled(const char* name, std::string_view value) {
    return {{name, std::string{value}}};
}

double seconds(base::Instant when) {
    return std::chrono::duration<double>{when.time_since_epoch()}.count();
}

double seconds(base::Duration took) { return std::chrono::duration<double>{took}.count(); }

constexpr std::array outcomes{model::Verdict::passed, model::Verdict::failed,
                              model::Verdict::no_info};

/// Seconds. An audit takes less than a second if all observations are fresh, minutes if a host
/// delays its greeting, and half an hour if the target has many such hosts.
const prometheus::Histogram::BucketBoundaries check_buckets{0.1, 0.5, 1,   5,   10,  30,
                                                            60,  120, 300, 600, 1800};

/// Seconds. From a cached answer nearby to the timeout of the last retry.
const prometheus::Histogram::BucketBoundaries dns_buckets{0.001, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                          0.25,  0.5,   1,    2.5,   5,    10};

/// Size on the disk; empty if it cannot be read.
std::optional<std::int64_t> state_bytes(const std::filesystem::path& database) {
    std::error_code error;
    const auto size = std::filesystem::file_size(database, error);
    if (error) return std::nullopt;
    auto log = database;
    const auto log_size = std::filesystem::file_size(log += "-wal", error);
    return static_cast<std::int64_t>(size + (error ? 0 : log_size));
}

template <class Number>
void append_number(std::string& out, const Family& family, std::optional<Number> number) {
    if (!number) return;
    append_header(out, family);
    if constexpr (std::is_same_v<Number, double>) {
        SampleLine{out, family}.ratio(*number);
    } else {
        SampleLine{out, family}.value(*number);
    }
}

}  // namespace

struct OwnMetrics::Families {
    using Counters = prometheus::Family<prometheus::Counter>;
    using Gauges = prometheus::Family<prometheus::Gauge>;
    using Histograms = prometheus::Family<prometheus::Histogram>;

    prometheus::Registry registry;
    Gauges& build_info = add<prometheus::Gauge>(registry, family::build_info);
    Gauges& config_ok = add<prometheus::Gauge>(registry, family::config_ok);
    Gauges& config_time = add<prometheus::Gauge>(registry, family::config_time);
    Gauges& targets = add<prometheus::Gauge>(registry, family::targets);
    Counters& checks_total = add<prometheus::Counter>(registry, family::checks_total);
    Histograms& check_duration = add<prometheus::Histogram>(registry, family::check_duration);
    Gauges& checks_overdue = add<prometheus::Gauge>(registry, family::checks_overdue);
    Gauges& checks_running = add<prometheus::Gauge>(registry, family::checks_running);
    Counters& changes_total = add<prometheus::Counter>(registry, family::changes_total);
    Gauges& events_undelivered = add<prometheus::Gauge>(registry, family::events_undelivered);
    Counters& event_delivery_failures =
        add<prometheus::Counter>(registry, family::event_delivery_failures_total);
    Counters& dns_queries = add<prometheus::Counter>(registry, family::dns_queries_total);
    prometheus::Histogram& dns_duration =
        add<prometheus::Histogram>(registry, family::dns_query_duration).Add({}, dns_buckets);
    Counters& state_write_errors =
        add<prometheus::Counter>(registry, family::state_write_errors_total);
    Gauges& state_writable = add<prometheus::Gauge>(registry, family::state_writable);
    Counters& http_requests = add<prometheus::Counter>(registry, family::http_requests_total);
    base::Instant started;
    std::filesystem::path state_file;
    std::function<std::size_t()> moved_aside = [] { return std::size_t{0}; };
};

OwnMetrics::OwnMetrics(const Build& build, base::Instant started,
                       std::span<const std::string_view> checks,
                       std::span<const model::ChangeKind* const> changes)
    : families_{std::make_unique<Families>()} {
    auto& own = *families_;
    own.started = started;
    own.build_info
        .Add({{"version", build.version}, {"revision", build.revision}, {"openssl", build.openssl}})
        .Set(1);
    own.state_write_errors.Add({});
    set_state_writable(true);
    for (const auto check : checks) {
        for (const auto outcome : outcomes)
            own.checks_total.Add(
                {{"check", std::string{check}}, {"outcome", std::string{name(outcome)}}});
        own.check_duration.Add(labelled("check", check), check_buckets);
        set_checks_overdue(check, 0);
    }
    for (const auto* const kind : changes) own.changes_total.Add(labelled("change", kind->name));
}

OwnMetrics::~OwnMetrics() = default;

void OwnMetrics::count_check(std::string_view check, model::Verdict outcome) {
    families_->checks_total
        .Add({{"check", std::string{check}}, {"outcome", std::string{name(outcome)}}})
        .Increment();
}

void OwnMetrics::time_check(std::string_view check, base::Duration took) {
    families_->check_duration.Add(labelled("check", check), check_buckets).Observe(seconds(took));
}

void OwnMetrics::count_change(const model::ChangeKind& kind) {
    families_->changes_total.Add(labelled("change", kind.name)).Increment();
}

void OwnMetrics::count_dns_query(std::string_view rcode, base::Duration took) {
    families_->dns_queries.Add(labelled("rcode", rcode)).Increment();
    families_->dns_duration.Observe(seconds(took));
}

void OwnMetrics::count_http_request(unsigned status) {
    families_->http_requests.Add(labelled("code", std::to_string(status))).Increment();
}

void OwnMetrics::count_state_write_error() { families_->state_write_errors.Add({}).Increment(); }

void OwnMetrics::set_state_writable(bool writable) {
    families_->state_writable.Add({}).Set(writable ? 1 : 0);
}

void OwnMetrics::set_config_loaded(bool success, base::Instant now) {
    families_->config_ok.Add({}).Set(success ? 1 : 0);
    if (success) families_->config_time.Add({}).Set(seconds(now));
}

void OwnMetrics::set_targets(std::size_t configured) {
    families_->targets.Add({}).Set(static_cast<double>(configured));
}

void OwnMetrics::set_events_undelivered(std::string_view sink, std::size_t count) {
    families_->events_undelivered.Add(labelled("sink", sink)).Set(static_cast<double>(count));
    families_->event_delivery_failures.Add(labelled("sink", sink));
}

void OwnMetrics::count_event_delivery_failure(std::string_view sink) {
    families_->event_delivery_failures.Add(labelled("sink", sink)).Increment();
}

void OwnMetrics::set_checks_running(std::size_t running) {
    families_->checks_running.Add({}).Set(static_cast<double>(running));
}

void OwnMetrics::set_checks_overdue(std::string_view check, std::size_t overdue) {
    families_->checks_overdue.Add(labelled("check", check)).Set(static_cast<double>(overdue));
}

void OwnMetrics::set_state_file(std::filesystem::path database) {
    families_->state_file = std::move(database);
}

void OwnMetrics::set_moved_aside(std::function<std::size_t()> count) {
    families_->moved_aside = std::move(count);
}

std::string OwnMetrics::text() const {
    auto out = prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
    append_number(out, family::state_size, state_bytes(families_->state_file));
    append_number(out, family::state_moved_aside,
                  std::optional{static_cast<double>(families_->moved_aside())});
    const auto process = read_process();
    append_number(out, family::process_cpu, process.cpu_seconds);
    append_number(out, family::process_open_fds, process.open_fds);
    append_number(out, family::process_max_fds, process.max_fds);
    append_number(out, family::process_virtual, process.virtual_bytes);
    append_number(out, family::process_virtual_max, process.virtual_bytes_max);
    append_number(out, family::process_resident, process.resident_bytes);
    append_number(out, family::process_start, std::optional{seconds(families_->started)});
    append_number(out, family::process_threads, process.threads);
    return out;
}

}  // namespace mailwatchd::publish
