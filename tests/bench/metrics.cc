// The metrics page compared with its lower bound: the same bytes by plain appends, in the same run.
// And gzip, which costs the loop more than the page itself.
#include "publish/metrics/metrics.h"

#include "publish/standing_facts.h"
#include "serve/gzip.h"
#include "support/readings.h"
#include "watch/values.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace mailwatchd {
namespace {

/// Of this thread: how long a piece blocks the loop, independent of the machine's load.
double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The size of a piece that the server requests.
constexpr std::size_t piece_bytes = 65536;

struct World {
    std::vector<std::shared_ptr<const model::TargetState>> targets;
    watch::Interner words;
    watch::StandingMap standings;
};

std::shared_ptr<const model::TargetState> target(std::size_t number) {
    auto state = std::make_shared<model::TargetState>();
    state->target.name = "domain" + std::to_string(number) + ".example";
    state->score = 56;
    for (const auto* name : {"mx_connection", "reverse_dns", "dnsbl", "plaintext_auth", "pop3",
                             "imap", "transport_tls"}) {
        model::CheckState check;
        check.check = name;
        check.report = model::Report::passed(100);
        check.concluded = true;
        check.last_run = check.concluded_at = base::Instant{std::chrono::seconds{1'795'348'800}};
        state->checks.push_back(std::move(check));
    }
    return state;
}

void add_host(World& world, std::size_t number) {
    const auto host = "mx" + std::to_string(number) + ".example";
    const auto ip = model::Address::v4(
        {198, 51, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)});
    for (const auto& service : model::services) {
        const auto id = world.words.subject(model::Subject::endpoint({host, ip, service}));
        world.standings.set(
            {.subject = id, .reading = reading::port.number, .value = watch::value::open});
        world.standings.set(
            {.subject = id, .reading = reading::starttls.number, .value = watch::value::offered});
    }
    const auto id = world.words.subject(model::Subject::address(host, ip));
    world.standings.set(
        {.subject = id, .reading = reading::ptr.number, .value = watch::value::confirmed});
    for (watch::ArgumentId dnsbl = 1; dnsbl <= 8; ++dnsbl)
        world.standings.set(
            {.subject = id,
             .argument = world.words.argument("bl" + std::to_string(dnsbl) + ".example"),
             .reading = reading::listed.number,
             .value = watch::value::clear});
}

const World& world() {
    static const World made = [] {
        World all;
        for (std::size_t i = 0; i < 10'000; ++i) all.targets.push_back(target(i));
        for (std::size_t i = 0; i < 10'000; ++i) add_host(all, i);
        return all;
    }();
    return made;
}

publish::Sources sources() {
    publish::Sources from;
    from.targets = world().targets;
    from.facts = std::make_shared<publish::StandingFacts>(world().standings.snapshot(),
                                                          world().words, test::reading_kinds());
    return from;
}

std::string whole_page() {
    publish::MetricsPage page{sources()};
    std::string out;
    while (page.write(out, piece_bytes)) {
    }
    return out;
}

void tell_size(benchmark::State& state, std::size_t series, std::size_t bytes) {
    const auto rounds = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<std::int64_t>(series));
    state.SetBytesProcessed(rounds * static_cast<std::int64_t>(bytes));
}

std::size_t series_of(const std::string& page) {
    const auto lines = static_cast<std::size_t>(std::count(page.begin(), page.end(), '\n'));
    std::size_t comments = 0;
    for (std::size_t at = 0; (at = page.find("\n# ", at)) != std::string::npos; ++at) ++comments;
    return lines - comments - 1;
}

void metrics_page(benchmark::State& state) {
    const auto page = whole_page();
    double slowest = 0;
    for (auto _ : state) {
        publish::MetricsPage writer{sources()};
        std::string out;
        for (bool more = true; more;) {
            out.clear();
            const auto start = cpu_seconds();
            more = writer.write(out, piece_bytes);
            slowest = std::max(slowest, cpu_seconds() - start);
        }
        benchmark::DoNotOptimize(out.data());
    }
    tell_size(state, series_of(page), page.size());
    state.counters["slowest_piece_ms"] = slowest * 1000;
}
BENCHMARK(metrics_page)->Unit(benchmark::kMillisecond);

/// The lower bound: every line exists already and is only appended.
void plain_appends(benchmark::State& state) {
    const auto page = whole_page();
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < page.size();) {
        const auto end = page.find('\n', at);
        lines.push_back(page.substr(at, end - at));
        at = end + 1;
    }
    for (auto _ : state) {
        std::string out;
        for (const auto& line : lines) {
            if (out.size() > piece_bytes) out.clear();
            out += line;
            out += '\n';
        }
        benchmark::DoNotOptimize(out.data());
    }
    tell_size(state, series_of(page), page.size());
}
BENCHMARK(plain_appends)->Unit(benchmark::kMillisecond);

void gzip_of_the_page(benchmark::State& state) {
    const auto page = whole_page();
    double slowest = 0;
    std::size_t packed = 0;
    for (auto _ : state) {
        serve::Gzip gzip;
        std::string out;
        for (std::size_t at = 0; at < page.size(); at += piece_bytes) {
            const auto start = cpu_seconds();
            gzip.add(std::string_view{page}.substr(at, piece_bytes), out);
            slowest = std::max(slowest, cpu_seconds() - start);
        }
        gzip.finish(out);
        packed = out.size();
    }
    tell_size(state, series_of(page), page.size());
    state.counters["slowest_piece_ms"] = slowest * 1000;
    state.counters["packed_share"] = static_cast<double>(packed) / static_cast<double>(page.size());
}
BENCHMARK(gzip_of_the_page)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mailwatchd
