// The message whose names take longest to read (goal 30 ms), compared with as many plain records.
#include "support/dns_wire.h"

#include <benchmark/benchmark.h>

namespace mailwatchd::test {
namespace {

void dns_parse_compression_bomb(benchmark::State& state) {
    const auto wire = compression_bomb();
    for (auto _ : state) benchmark::DoNotOptimize(dns::parse(wire));
}
BENCHMARK(dns_parse_compression_bomb)->Unit(benchmark::kMillisecond);

void dns_parse_compression_bomb_floor_plain(benchmark::State& state) {
    WireMessage wire;
    wire.question("q.example", dns::Type::a);
    for (int i = 0; i < 3840; ++i) wire.record(6, "\xC0\x0C", 65280, 0, "");
    for (auto _ : state) benchmark::DoNotOptimize(dns::parse(wire.bytes));
}
BENCHMARK(dns_parse_compression_bomb_floor_plain)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mailwatchd::test
