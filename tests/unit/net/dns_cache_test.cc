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

CachedAnswer large(std::size_t bytes, std::uint32_t ttl = 60) {
    dns::Answer made;
    made.ttl = ttl;
    made.records = {{"", dns::Type::txt, ttl, dns::Text{std::string(bytes, 'x')}}};
    return std::make_shared<const dns::Answer>(std::move(made));
}

TEST(DnsCache, d6_has_an_end_however_large_the_answers_are) {
    DnsCache cache{{.bytes_max = 100'000}};
    for (int i = 0; i < 1000; ++i) {
        const auto key = "q" + std::to_string(i % 300);
        cache.put(key, large(9'000 + i), start, start + i * 100ms);
        EXPECT_LE(cache.bytes(), 100'000U);
        EXPECT_GE(cache.bytes(), cache.size() * 9'000);
        EXPECT_NE(cache.find(key, start, start + i * 100ms), nullptr);
    }
    EXPECT_GE(cache.size(), 1U);
}

TEST(DnsCache, keeps_no_answer_larger_than_itself) {
    DnsCache cache{{.bytes_max = 10'000}};
    cache.put("small", large(5'000), start, start);
    cache.put("large", large(10'000), start, start);
    EXPECT_NE(cache.find("small", start, start), nullptr);
    EXPECT_EQ(cache.find("large", start, start), nullptr);
}

TEST(DnsCache, counts_the_bytes_of_what_it_holds) {
    DnsCache cache{{}};
    cache.put("a", large(5'000, 1), start, start);
    const auto one = cache.bytes();
    cache.put("a", large(5'000, 1), start, start);
    EXPECT_EQ(cache.bytes(), one) << "in place of the first";
    cache.put("b", large(5'000), start, start + 2min);
    EXPECT_EQ(cache.bytes(), one) << "the first is stale";
}

}  // namespace
}  // namespace mailwatchd::net
