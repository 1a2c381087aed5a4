// What the cache of answers keeps, and for how long.
#include "net/dns_cache.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mailwatchd::net {
namespace {

using namespace std::chrono_literals;

const base::Ticks start{1h};

CachedAnswer answer(std::uint32_t ttl) {
    dns::Answer made;
    made.ttl = ttl;
    return std::make_shared<const dns::Answer>(std::move(made));
}

TEST(DnsCache, keeps_an_answer_for_its_ttl) {
    DnsCache cache{{}};
    const auto kept = answer(5);
    cache.put("a", kept, start, start);
    EXPECT_EQ(cache.find("a", start, start + 5s - 1ms), kept);
    EXPECT_EQ(cache.find("a", start + 1ms, start), nullptr) << "asked before";
    EXPECT_EQ(cache.find("a", start, start + 5s), nullptr);
    EXPECT_EQ(cache.find("b", start, start), nullptr);
}

TEST(DnsCache, caps_a_ttl_and_keeps_none_without) {
    DnsCache cache{{}};
    cache.put("day", answer(86'400), start, start);
    cache.put("none", answer(0), start, start);
    EXPECT_NE(cache.find("day", start, start + 59s), nullptr);
    EXPECT_EQ(cache.find("day", start, start + 60s), nullptr);
    EXPECT_EQ(cache.size(), 1U);
}

TEST(DnsCache, is_as_large_as_what_was_asked_lately) {
    DnsCache cache{{}};
    std::size_t largest = 0;
    for (int i = 0; i < 3600; ++i) {
        const auto now = start + i * 1s;
        cache.put("q" + std::to_string(i), answer(3600), now, now);
        largest = std::max(largest, cache.size());
    }
    EXPECT_LE(largest, 121U);  // Two minutes at one question per second.
}

TEST(DnsCache, has_an_end_whatever_is_asked) {
    DnsCache cache{{.entries_max = 10}};
    for (int i = 0; i < 1000; ++i) {
        cache.put("q" + std::to_string(i), answer(60), start, start);
        EXPECT_LE(cache.size(), 10U);
        EXPECT_NE(cache.find("q" + std::to_string(i), start, start), nullptr);
    }
}

}  // namespace
}  // namespace mailwatchd::net
